import type { DeviceInfo, Family } from "../family";
import { dimmed, type Rgb } from "../light-state";
import { feature, type Report } from "../report";

type Model = "original" | "pro" | "square" | "strip" | "nano" | "flex";

/** Feature reports: the first LED, and frames for so many of them. The mode (4) and the texts (2, 3) stay as they are. */
const FIRST_LED = 0x01;
const FRAME_OF_8 = 0x06;
const FRAME_OF_32 = 0x08;

/** Of a Pro, red, green and blue have LEDs of their own; the others have one channel. */
const CHANNEL = 0;

interface Frame {
  readonly report: number;
  readonly size: number;
  readonly leds: number;
}

const FRAMES: Readonly<Record<Exclude<Model, "original" | "pro">, Frame>> = {
  square: { report: FRAME_OF_8, size: 8, leds: 8 },
  strip: { report: FRAME_OF_8, size: 8, leds: 8 },
  nano: { report: FRAME_OF_8, size: 8, leds: 2 },
  flex: { report: FRAME_OF_32, size: 32, leds: 32 },
};

/** Of those with LEDs of their own, the release number is the model. */
const RELEASES: Readonly<Record<number, Model>> = {
  0x0200: "square",
  0x0201: "strip",
  0x0202: "nano",
  0x0203: "flex",
};

/**
 * Agile Innovative's BlinkSticks. One id for all; the model is the major version at the end of the serial number,
 * `BSnnnnnn-1.0`, and for 3 the release number.
 *
 * Models and reports: blinkstick-python of arvydas, the maker. A Pro takes the first LED in each of its modes, frames in
 * one of them only (arvydas/blinkstick-firmware, branch pro).
 */
export const BLINKSTICK: Family<Model> = {
  name: "blinkstick",
  transport: "hid",
  ids: [
    {
      vendorId: 0x20a0,
      productId: 0x41e5,
      name: "BlinkStick",
      evidence: "vendor",
      // Many makers share the vendor id; without permission there are no strings at all.
      strings: /^\s*$|blinkstick/i,
    },
  ],
  effects: [],
  modelOf,
  encode(state, model) {
    const color = dimmed(state);
    if (model === "original") return [firstLed(nextTo(color)), firstLed(color)];
    return model === "pro" ? [firstLed(color)] : [frame(FRAMES[model], color)];
  },
};

/** One that says nothing is taken for an original, whose report every model understands, if only for its first LED. */
function modelOf({ serialNumber, release }: DeviceInfo): Model {
  const major = /-(\d)\.\d$/.exec(serialNumber)?.[1];
  if (major === "2") return "pro";
  return (major === "3" ? RELEASES[release] : undefined) ?? "original";
}

function firstLed({ red, green, blue }: Rgb): Report {
  return feature([FIRST_LED, red, green, blue]);
}

/**
 * A colour that nobody can tell from another. Version 1.1 to 1.3 of the original does not go from a colour to the one
 * with red and green exchanged, as from red to green (the maker's blinkstick-node goes round it in this way): from this
 * one it always goes on, wherever it was.
 */
function nextTo(color: Rgb): Rgb {
  return { ...color, blue: color.blue === 0 ? 1 : color.blue - 1 };
}

/** LEDs that are not there stay black. */
function frame({ report, size, leds }: Frame, { red, green, blue }: Rgb): Report {
  const led = (_: unknown, i: number): readonly number[] => (i < leds ? [green, red, blue] : [0, 0, 0]);
  return feature([report, CHANNEL, ...Array.from({ length: size }, led).flat()]);
}
