/** A point in the CIE 1931 chromaticity diagram. */
export interface Xy {
  readonly x: number;
  readonly y: number;
}

/** What a lamp can show: the triangle between its three corners. */
export interface Gamut {
  readonly type: "A" | "B" | "C";
  readonly red: Xy;
  readonly green: Xy;
  readonly blue: Xy;
}

/** Corners as in the Hue developer documentation, "Color gamut" of the supported lights. */
export const GAMUT_A: Gamut = {
  type: "A",
  red: { x: 0.704, y: 0.296 },
  green: { x: 0.2151, y: 0.7106 },
  blue: { x: 0.138, y: 0.08 },
};
export const GAMUT_B: Gamut = {
  type: "B",
  red: { x: 0.675, y: 0.322 },
  green: { x: 0.409, y: 0.518 },
  blue: { x: 0.167, y: 0.04 },
};
export const GAMUT_C: Gamut = {
  type: "C",
  red: { x: 0.6915, y: 0.3083 },
  green: { x: 0.17, y: 0.7 },
  blue: { x: 0.1532, y: 0.0475 },
};

/** The point itself when the lamp can show it, else the nearest point on the triangle's edges; four decimals, as a bridge reports. */
export function clampToGamut(point: Xy, { red, green, blue }: Gamut): Xy {
  const edges = [
    [red, green],
    [green, blue],
    [blue, red],
  ] as const;
  if (edges.every(([from, to]) => isLeftOf(point, from, to))) return rounded(point);
  const candidates = edges.map(([from, to]) => nearestOnEdge(point, from, to));
  return rounded(
    candidates.reduce((best, next) => (distance(point, next) < distance(point, best) ? next : best)),
  );
}

/** Red, green and blue run counter-clockwise, so what is inside lies left of every edge. */
function isLeftOf(point: Xy, from: Xy, to: Xy): boolean {
  return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x) >= 0;
}

function nearestOnEdge(point: Xy, from: Xy, to: Xy): Xy {
  const along = { x: to.x - from.x, y: to.y - from.y };
  const share =
    ((point.x - from.x) * along.x + (point.y - from.y) * along.y) / (along.x * along.x + along.y * along.y);
  const kept = Math.min(1, Math.max(0, share));
  return { x: from.x + kept * along.x, y: from.y + kept * along.y };
}

function distance(a: Xy, b: Xy): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function rounded({ x, y }: Xy): Xy {
  return { x: Math.round(x * 10_000) / 10_000, y: Math.round(y * 10_000) / 10_000 };
}

/** Where a white of so many mirek lies: the cubic approximation of the Planckian locus by Kim and others (US patent 7024034). */
export function mirekToXy(mirek: number): Xy {
  const kelvin = Math.min(25_000, Math.max(1667, 1_000_000 / mirek));
  const x =
    kelvin <= 4000
      ? -0.2661239e9 / kelvin ** 3 - 0.2343589e6 / kelvin ** 2 + 0.8776956e3 / kelvin + 0.17991
      : -3.0258469e9 / kelvin ** 3 + 2.1070379e6 / kelvin ** 2 + 0.2226347e3 / kelvin + 0.24039;
  return rounded({ x, y: locusHeight(kelvin, x) });
}

function locusHeight(kelvin: number, x: number): number {
  if (kelvin <= 2222) return -1.1063814 * x ** 3 - 1.3481102 * x ** 2 + 2.18555832 * x - 0.20219683;
  if (kelvin <= 4000) return -0.9549476 * x ** 3 - 1.37418593 * x ** 2 + 2.09137015 * x - 0.16748867;
  return 3.081758 * x ** 3 - 5.8733867 * x ** 2 + 3.75112997 * x - 0.37001483;
}

/** The colour for a screen as `#rrggbb`, as bright as the screen can: a lamp's brightness is told separately. */
export function xyToHex(xy: Xy): string {
  return `#${channels(xy)
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** Where a screen's colour (`#rrggbb`) lies; undefined for black, which is none. sRGB by IEC 61966-2-1. */
export function hexToXy(hex: string): Xy | undefined {
  return rgbToXy([1, 3, 5].map((from) => Number.parseInt(hex.slice(from, from + 2), 16) / 255));
}

function rgbToXy(rgb: readonly number[]): Xy | undefined {
  const [red = 0, green = 0, blue = 0] = rgb.map(linear);
  const X = 0.4124564 * red + 0.3575761 * green + 0.1804375 * blue;
  const Y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue;
  const Z = 0.0193339 * red + 0.119192 * green + 0.9503041 * blue;
  const sum = X + Y + Z;
  return sum > 0 ? rounded({ x: X / sum, y: Y / sum }) : undefined;
}

/** The old API's way to name a colour: hue 0 to 65535, saturation 0 to 254. */
export function xyToHue(xy: Xy): { readonly hue: number; readonly sat: number } {
  const rgb = channels(xy);
  const strongest = Math.max(...rgb);
  const spread = strongest - Math.min(...rgb);
  if (spread === 0) return { hue: 0, sat: 0 };
  return {
    hue: Math.round((sixthOf(rgb) / 6) * 65_535) % 65_535,
    sat: Math.round((spread / strongest) * 254),
  };
}

export function hueToXy(hue: number, sat: number): Xy {
  const saturation = sat / 254;
  const at = (shift: number) => {
    const along = (shift + (hue / 65_535) * 6) % 6;
    return 1 - saturation * Math.max(0, Math.min(along, 4 - along, 1));
  };
  return rgbToXy([at(5), at(3), at(1)]) ?? { x: 0, y: 0 };
}

/** CIE xy at Y = 1 to sRGB (IEC 61966-2-1), scaled so that the strongest channel is full; each 0 to 1. */
function channels({ x, y }: Xy): readonly [number, number, number] {
  const height = Math.max(y, 0.0001);
  const [X, Y, Z] = [x / height, 1, (1 - x - height) / height];
  const red = 3.2404542 * X - 1.5371385 * Y - 0.4985314 * Z;
  const green = -0.969266 * X + 1.8760108 * Y + 0.041556 * Z;
  const blue = 0.0556434 * X - 0.2040259 * Y + 1.0572252 * Z;
  const strongest = Math.max(red, green, blue);
  return [gamma(red / strongest), gamma(green / strongest), gamma(blue / strongest)];
}

function gamma(linear: number): number {
  const value = Math.max(0, linear);
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Upper ends of the hue ranges, in degrees. */
const HUE_NAMES = [
  [15, "red"],
  [40, "amber"],
  [70, "yellow"],
  [165, "green"],
  [195, "cyan"],
  [255, "blue"],
  [300, "purple"],
  [345, "pink"],
  [360, "red"],
] as const;
const PALE = 0.25;

/** A plain name for a colour, for the log. */
export function colourName(xy: Xy): string {
  const rgb = channels(xy);
  const strongest = Math.max(...rgb);
  const spread = strongest - Math.min(...rgb);
  if (spread / strongest < PALE) return "white";
  const degrees = sixthOf(rgb) * 60;
  return HUE_NAMES.find(([end]) => degrees <= end)?.[1] ?? "red";
}

/** Where on the colour wheel, in sixths of it from red; for colours that are not grey. */
function sixthOf([red, green, blue]: readonly [number, number, number]): number {
  const strongest = Math.max(red, green, blue);
  const spread = strongest - Math.min(red, green, blue);
  if (strongest === red) return ((green - blue) / spread + 6) % 6;
  return strongest === green ? (blue - red) / spread + 2 : (red - green) / spread + 4;
}
