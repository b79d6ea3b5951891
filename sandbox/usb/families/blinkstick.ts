import {
  BLACK,
  type PretendFamily,
  type PretendLight,
  type Received,
  type Rgb,
  WrongReport,
} from "../pretend-light";

/** How many LEDs a model has, and the frame that fits them: its report and how many LEDs that is for. */
const FRAMES: Readonly<
  Record<string, { readonly leds: number; readonly report: number; readonly size: number }>
> = {
  square: { leds: 8, report: 6, size: 8 },
  strip: { leds: 8, report: 6, size: 8 },
  nano: { leds: 2, report: 6, size: 8 },
  flex: { leds: 32, report: 8, size: 32 },
};

/** Shows what all LEDs show. Those of one LED take the report for the first, the others frames. */
export const PRETEND_BLINKSTICK: PretendFamily = {
  name: "blinkstick",
  start(model): PretendLight {
    let color = BLACK;
    return {
      get shown() {
        return { color, effect: "none" } as const;
      },
      take(received) {
        const next = model in FRAMES ? allLeds(model, received) : oneLed(received);
        if (model !== "original" || !looksAlike(next, color)) color = next;
      },
    };
  },
};

function oneLed(received: Received): Rgb {
  const { transport, bytes } = received;
  const [report, red = 0, green = 0, blue = 0] = bytes;
  if (transport !== "feature" || report !== 1 || bytes.length !== 4)
    throw new WrongReport("no report for one LED", received);
  return { red, green, blue };
}

function allLeds(model: string, received: Received): Rgb {
  const { transport, bytes } = received;
  const { leds = 0, report, size = 0 } = FRAMES[model] ?? {};
  const [id, channel, green = 0, red = 0, blue = 0] = bytes;
  if (transport !== "feature" || id !== report || bytes.length !== 2 + 3 * size)
    throw new WrongReport("no frame for this model", received);
  const values = bytes.subarray(2, 2 + 3 * leds);
  if (channel !== 0 || values.some((value, i) => value !== values[i % 3]))
    throw new WrongReport("not all LEDs alike", received);
  return { red, green, blue };
}

/** Firmware 1.1 to 1.3 of the original takes a colour with red and green exchanged for the one it shows. */
function looksAlike(one: Rgb, other: Rgb): boolean {
  return one.red === other.green && one.green === other.red && one.blue === other.blue;
}
