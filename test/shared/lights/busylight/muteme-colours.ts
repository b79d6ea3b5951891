import { dimmed, type LightState, type Rgb } from "../../../../shared/lights/busylight/light-state";

const WHITE: Rgb = { red: 255, green: 255, blue: 255 };

/** Where the hues of a MuteMe begin, in degrees; the last goes on to the first. */
const HUES: readonly { readonly from: number; readonly color: Rgb }[] = [
  { from: 28.2, color: { red: 255, green: 255, blue: 0 } },
  { from: 91.8, color: { red: 0, green: 255, blue: 0 } },
  { from: 148.2, color: { red: 0, green: 255, blue: 255 } },
  { from: 211.8, color: { red: 0, green: 0, blue: 255 } },
  { from: 268.2, color: { red: 255, green: 0, blue: 255 } },
  { from: 331.8, color: { red: 255, green: 0, blue: 0 } },
];

/** What a MuteMe makes of a colour that is not black: the nearest of seven, full or half; its breath is always full. */
export function asMuteMe(state: LightState): Rgb {
  const { red, green, blue } = dimmed(state);
  const isDim = state.effect !== "breathe" && Math.max(red, green, blue) < 128;
  return isDim ? halved(nearest(state.color)) : nearest(state.color);
}

function nearest(color: Rgb): Rgb {
  const { red, green, blue } = color;
  const value = Math.max(red, green, blue);
  const chroma = value - Math.min(red, green, blue);
  if (chroma / value < 1 / 3) return WHITE;
  const hue = hueOf(color, value, chroma);
  return (HUES.findLast(({ from }) => hue >= from) ?? HUES.at(-1))?.color ?? WHITE;
}

/** Degrees, 0 to 360, as in HSV. */
function hueOf({ red, green, blue }: Rgb, value: number, chroma: number): number {
  if (value === red) return (360 + (60 * (green - blue)) / chroma) % 360;
  if (value === green) return 120 + (60 * (blue - red)) / chroma;
  return 240 + (60 * (red - green)) / chroma;
}

function halved({ red, green, blue }: Rgb): Rgb {
  const half = (channel: number): number => (channel === 0 ? 0 : 128);
  return { red: half(red), green: half(green), blue: half(blue) };
}
