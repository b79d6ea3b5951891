import type { Rgb } from "./light-state";

/** What a light can show whose red, green and blue are each either on or off. */
export type OneOfSeven = "red" | "yellow" | "green" | "cyan" | "blue" | "magenta" | "white" | "black";

/**
 * Chroma by lightness in Oklab below which a colour passes for white: 0 is grey, pure cyan has 0.17, pure blue 0.69. Pink
 * (#ffc0cb) and warm tints of white are below: as a full red, they would be an alarm that nobody has asked for.
 */
const NEARLY_GREY = 0.1;

const SEEN_AS: readonly (readonly [OneOfSeven, Rgb])[] = [
  ["red", { red: 255, green: 0, blue: 0 }],
  ["yellow", { red: 255, green: 255, blue: 0 }],
  // Who writes orange, or an amber with as little green as 255, 126, 0, wants it told from red.
  ["yellow", { red: 255, green: 165, blue: 0 }],
  ["green", { red: 0, green: 255, blue: 0 }],
  ["cyan", { red: 0, green: 255, blue: 255 }],
  ["blue", { red: 0, green: 0, blue: 255 }],
  ["magenta", { red: 255, green: 0, blue: 255 }],
];

const HUES = SEEN_AS.map(([name, color]) => ({ name, hue: seen(color).hue }));

/**
 * The nearest colour by hue, however dim: the hue of Oklab (Björn Ottosson, "A perceptual color space for image
 * processing", 2020), in which equal steps look equal. By channels, amber would be halfway to red.
 */
export function nearestOfSeven(color: Rgb): OneOfSeven {
  const { lightness, chroma, hue } = seen(color);
  if (lightness === 0) return "black";
  if (chroma / lightness < NEARLY_GREY) return "white";
  return HUES.reduce((best, next) => (apart(next.hue, hue) < apart(best.hue, hue) ? next : best)).name;
}

/** How far two hues are apart, 0 to 180 degrees. */
function apart(one: number, other: number): number {
  const difference = Math.abs(one - other) % 360;
  return Math.min(difference, 360 - difference);
}

/** Oklab, in polar form; the hue in degrees. */
function seen({ red, green, blue }: Rgb): { lightness: number; chroma: number; hue: number } {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const greenRed = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const blueYellow = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(greenRed, blueYellow),
    hue: (Math.atan2(blueYellow, greenRed) * 180) / Math.PI,
  };
}

/** From a channel to linear light. A plain power, unlike that of sRGB, keeps the hue of what is dim. */
function linear(channel: number): number {
  return (channel / 255) ** 2.2;
}
