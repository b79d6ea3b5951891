import { BLACK, dimmed, type Rgb } from "./light-state";

/** What a light is to be sent to look like the colours of a screen of these names, each at its fullest. */
export interface Calibration {
  readonly red: Rgb;
  readonly orange: Rgb;
  readonly yellow: Rgb;
  readonly green: Rgb;
  readonly cyan: Rgb;
  readonly blue: Rgb;
  readonly purple: Rgb;
  readonly white: Rgb;
}

/** The colour wheel in degrees: #ff0000, #ffa500, #ffff00, #00ff00, #00ffff, #0000ff, #ff00ff and round to red. */
const WHEEL: readonly { readonly hue: number; readonly name: Exclude<keyof Calibration, "white"> }[] = [
  { hue: 0, name: "red" },
  { hue: (60 * 0xa5) / 0xff, name: "orange" },
  { hue: 60, name: "yellow" },
  { hue: 120, name: "green" },
  { hue: 180, name: "cyan" },
  { hue: 240, name: "blue" },
  { hue: 300, name: "purple" },
  { hue: 360, name: "red" },
];

/**
 * What a light is to be sent to look like a colour of a screen: between the two colours of the wheel that it lies
 * between, the paler the more of the light's white, the darker the less of all. What is lit stays lit.
 */
export function calibrated(color: Rgb, calibration: Calibration): Rgb {
  const { red, green, blue } = color;
  const value = Math.max(red, green, blue);
  if (value === 0) return BLACK;
  const chroma = value - Math.min(red, green, blue);
  const full = mixed(calibration.white, pure(hueOf(color, value, chroma), calibration), chroma / value);
  return dimmed({ color: full, brightness: (value / 255) * 100 });
}

function pure(hue: number, calibration: Calibration): Rgb {
  const before = WHEEL.findLast((one) => one.hue <= hue);
  const after = WHEEL.find((one) => one.hue > hue);
  if (!before || !after) return calibration.red;
  const part = (hue - before.hue) / (after.hue - before.hue);
  return mixed(calibration[before.name], calibration[after.name], part);
}

/** From 0 up to 360 degrees; of a grey, which has none, 0. */
function hueOf({ red, green, blue }: Rgb, value: number, chroma: number): number {
  if (chroma === 0) return 0;
  if (value === red) return (60 * ((green - blue) / chroma) + 360) % 360;
  return value === green ? 60 * ((blue - red) / chroma) + 120 : 60 * ((red - green) / chroma) + 240;
}

/** `part` from 0, all of the one, to 1, all of the other. */
function mixed(one: Rgb, other: Rgb, part: number): Rgb {
  const between = (from: number, to: number): number => from + (to - from) * part;
  return {
    red: between(one.red, other.red),
    green: between(one.green, other.green),
    blue: between(one.blue, other.blue),
  };
}
