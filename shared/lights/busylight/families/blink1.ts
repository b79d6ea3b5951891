import type { DeviceInfo, Family } from "../family";
import { BLACK, dimmed, isDark, type LightState, type Rgb } from "../light-state";
import { feature, type Report } from "../report";

type Model = "mk1" | "mk2" | "mk3";

const REPORT_ID = 0x01;
const LENGTH = 9;

/** Fade to a colour, choose the LED of lines to come, write a line of the pattern, play. Saving (W) is never sent. */
type Command = "c" | "l" | "P" | "p";

const BOTH_LEDS = 0;

/** Times are in hundredths of a second, here all below 256 of them, so that their high byte is 0. */
const FADE = 10;
/** A line fades for all of its time, and a time of 0 is none: so an edge is a line of its own, as short as can be. */
const EDGE = 1;
const HALF_SECOND = 50;
const BREATH = 150;

/** How much of the light a breath leaves. */
const BREATHED_OUT = 1 / 3;

const ON = 1;
const ENDLESS = 0;

interface Line {
  readonly color: Rgb;
  readonly time: number;
}

/**
 * ThingM's blink(1). One id for all; the serial number, eight hex digits, is the model (blink1-lib of
 * todbot/blink1-tool). A later one than the mk3 takes the same commands.
 *
 * Commands: docs/blink1-hid-commands.md in todbot/blink1. What they do is from ThingM's firmware in todbot/blink1 and
 * todbot/blink1mk3: a fade ends a pattern that plays; the end of what is played is its last line; the LED of a line is
 * the one that was chosen or played last, so it is chosen anew. Lines are written to memory and are gone when the light
 * is unplugged. Only the mk1 writes each to its EEPROM and plays all twelve: it gets the steady colour.
 */
export const BLINK1: Family<Model> = {
  name: "blink1",
  transport: "hid",
  ids: [{ vendorId: 0x27b8, productId: 0x01ed, name: "blink(1)", evidence: "vendor" }],
  effects: ["blink", "breathe"],
  steadyModels: ["mk1"],
  modelOf,
  encode(state, model) {
    const { red, green, blue } = dimmed(state);
    const fade = command("c", red, green, blue, 0, FADE, BOTH_LEDS);
    const lines = model === "mk1" || isDark(state) ? [] : linesFor(state);
    if (lines.length === 0) return [fade];
    return [
      fade,
      command("l", BOTH_LEDS),
      ...lines.map(({ color, time }, i) => command("P", color.red, color.green, color.blue, 0, time, i)),
      command("p", ON, 0, lines.length - 1, ENDLESS),
    ];
  },
};

/** A model that the serial number does not tell gets what every model understands. */
function modelOf({ serialNumber }: DeviceInfo): Model {
  const serial = Number.parseInt(serialNumber, 16);
  if (serial >= 0x30000000) return "mk3";
  return serial >= 0x20000000 ? "mk2" : "mk1";
}

function linesFor({ color, brightness, effect }: LightState): readonly Line[] {
  const lit = dimmed({ color, brightness });
  switch (effect) {
    case "none":
      return [];
    case "breathe":
      return [
        { color: lit, time: BREATH },
        { color: dimmed({ color, brightness: brightness * BREATHED_OUT }), time: BREATH },
      ];
    case "blink":
      return [lit, BLACK].flatMap((half) => [
        { color: half, time: EDGE },
        { color: half, time: HALF_SECOND - EDGE },
      ]);
  }
}

function command(letter: Command, ...bytes: readonly number[]): Report {
  const said = [REPORT_ID, letter.charCodeAt(0), ...bytes];
  return feature([...said, ...Array<number>(LENGTH - said.length).fill(0)]);
}
