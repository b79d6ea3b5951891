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

/** What bridges report. */
const DECIMALS = 4;

/** IEC 61966-2-1: from an sRGB channel, 0 to 255, to linear light, 0 to 1. */
function linear(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
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

/** The colour itself where the lamp can make it, else the nearest one on the edge of what it can. */
export function clampToGamut(xy: Xy, { red, green, blue }: Gamut): Xy {
  const sides = [side(red, green, xy), side(green, blue, xy), side(blue, red, xy)];
  if (sides.every((s) => s >= 0) || sides.every((s) => s <= 0)) return xy;
  const candidates = [
    nearestOnLine(red, green, xy),
    nearestOnLine(green, blue, xy),
    nearestOnLine(blue, red, xy),
  ];
  return rounded(candidates.reduce((best, next) => (distance(next, xy) < distance(best, xy) ? next : best)));
}

/** Whether what a bridge reports is what was asked for. */
export function sameColour(a: Xy, b: Xy): boolean {
  return distance(a, b) <= SAME_COLOUR_DISTANCE;
}

/** Positive, negative or zero: which side of the line from `a` to `b` the point lies on. */
function side(a: Xy, b: Xy, p: Xy): number {
  return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
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
