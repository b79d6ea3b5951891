/** A point in the CIE 1931 chromaticity diagram. */
export interface Xy {
  readonly x: number;
  readonly y: number;
}

/** What a lamp can show: the triangle between its three corners. */
export interface Gamut {
  readonly type: "B" | "C";
  readonly red: Xy;
  readonly green: Xy;
  readonly blue: Xy;
}

/** Corners as in the Hue developer documentation, "Color gamut" of the supported lights. */
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
  const [red, green, blue] = channels(xy);
  const strongest = Math.max(red, green, blue);
  const spread = strongest - Math.min(red, green, blue);
  if (spread / strongest < PALE) return "white";
  const sixth =
    strongest === red
      ? ((green - blue) / spread + 6) % 6
      : strongest === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return HUE_NAMES.find(([end]) => sixth * 60 <= end)?.[1] ?? "red";
}
