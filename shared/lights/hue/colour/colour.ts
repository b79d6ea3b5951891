/** A colour as lamps understand it: CIE 1931 chromaticity, brightness apart. */
export interface Xy {
  readonly x: number;
  readonly y: number;
}

/** The colours a lamp can make: the triangle between these corners. */
export interface Gamut {
  readonly red: Xy;
  readonly green: Xy;
  readonly blue: Xy;
}

/** Philips' gamut types (Hue developer documentation, "Colour gamut"), for lamps that do not report their corners. */
export const GAMUTS: Readonly<Record<"A" | "B" | "C", Gamut>> = {
  A: { red: { x: 0.704, y: 0.296 }, green: { x: 0.2151, y: 0.7106 }, blue: { x: 0.138, y: 0.08 } },
  B: { red: { x: 0.675, y: 0.322 }, green: { x: 0.409, y: 0.518 }, blue: { x: 0.167, y: 0.04 } },
  C: { red: { x: 0.6915, y: 0.3083 }, green: { x: 0.17, y: 0.7 }, blue: { x: 0.1532, y: 0.0475 } },
};

/** A lamp rounds what it is given and reports that; differences below this are not seen on a wall. */
const SAME_COLOUR_DISTANCE = 0.005;

/** A colour that somebody else has chosen is further away than what a lamp makes of ours in time. */
const HAND_COLOUR_DISTANCE = 0.02;

/** What bridges report. */
const DECIMALS = 4;

/** How far rounding moves a coordinate at most. */
const ROUNDING = 0.5 / 10 ** DECIMALS;

/** IEC 61966-2-1: from an sRGB channel, 0 to 255, to linear light, 0 to 1. */
function linear(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/** IEC 61966-2-1: from linear light, 0 to 1, to an sRGB channel, 0 to 255. Anything beyond is cut off. */
function encoded(light: number): number {
  const l = Math.min(1, Math.max(0, light));
  return Math.round(255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * l ** (1 / 2.4) - 0.055));
}

/**
 * The chromaticity of an sRGB colour written `#rrggbb`, with the sRGB matrix (IEC 61966-2-1, white D65).
 * Undefined for black, which has none. Throws RangeError for anything else than `#rrggbb`.
 */
export function toXy(color: string): Xy | undefined {
  const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color) ?? [];
  if (red === undefined || green === undefined || blue === undefined) {
    throw new RangeError(`A colour is written #rrggbb, not ${color}`);
  }
  const r = linear(Number.parseInt(red, 16));
  const g = linear(Number.parseInt(green, 16));
  const b = linear(Number.parseInt(blue, 16));
  const X = 0.4124564 * r + 0.3575761 * g + 0.1804375 * b;
  const Y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
  const Z = 0.0193339 * r + 0.119192 * g + 0.9503041 * b;
  const sum = X + Y + Z;
  return sum === 0 ? undefined : rounded({ x: X / sum, y: Y / sum });
}

/**
 * The colour itself where the lamp can make it, else the nearest one on the edge of what it can, to four decimals.
 * Rounding may leave that outside by half of the last decimal, 0.00005, in either coordinate: far less than a lamp can
 * show. So much outside any edge counts as inside, and what was clamped once stays as it is.
 */
export function clampToGamut(xy: Xy, { red, green, blue }: Gamut): Xy {
  const edges = [
    [red, green],
    [green, blue],
    [blue, red],
  ] as const;
  // The corners of a lamp run either way round.
  if (edges.every(([a, b]) => isLeftOf(a, b, xy)) || edges.every(([a, b]) => isLeftOf(b, a, xy))) return xy;
  const candidates = edges.map(([a, b]) => nearestOnLine(a, b, xy));
  return rounded(candidates.reduce((best, next) => (distance(next, xy) < distance(best, xy) ? next : best)));
}

/**
 * The colour for a screen as `#rrggbb`, as bright as the screen can, since a lamp's brightness is told separately.
 * What lies beyond sRGB (IEC 61966-2-1, white D65) loses its excess. Also defined for points that are no colour.
 */
export function xyToHex({ x, y }: Xy): `#${string}` {
  // With y as luminance, X : Y : Z is x : y : z.
  const z = 1 - x - y;
  const channels = [
    3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
    -0.969266 * x + 1.8760108 * y + 0.041556 * z,
    0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
  ];
  const strongest = Math.max(...channels);
  const digits = channels.map((channel) =>
    encoded(channel / strongest)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${digits.join("")}`;
}

/** Whether what a bridge reports is what was asked for. */
export function sameColour(a: Xy, b: Xy): boolean {
  return distance(a, b) <= SAME_COLOUR_DISTANCE;
}

/** Whether it may still be the colour that was asked for, or must be somebody else's. */
export function nearlySameColour(a: Xy, b: Xy): boolean {
  return distance(a, b) <= HAND_COLOUR_DISTANCE;
}

/** Whether the point lies left of the line from `a` to `b`, on it, or as near it as rounding goes. */
function isLeftOf(a: Xy, b: Xy, p: Xy): boolean {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  // The cross product falls by so much when a point on the line is moved by ROUNDING in both coordinates.
  return dx * (p.y - a.y) - dy * (p.x - a.x) >= -ROUNDING * (Math.abs(dx) + Math.abs(dy));
}

function nearestOnLine(a: Xy, b: Xy, p: Xy): Xy {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
  const t = Math.min(1, Math.max(0, along));
  return { x: a.x + t * dx, y: a.y + t * dy };
}

function distance(a: Xy, b: Xy): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function rounded({ x, y }: Xy): Xy {
  return { x: Number(x.toFixed(DECIMALS)), y: Number(y.toFixed(DECIMALS)) };
}
