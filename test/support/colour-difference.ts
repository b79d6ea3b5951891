/** L*, a*, b* (CIE 1976), white D65. */
export type Lab = readonly [lightness: number, a: number, b: number];

/** A point of the CIE 1931 chromaticity diagram. */
interface Xy {
  readonly x: number;
  readonly y: number;
}

const D65: Xy = { x: 0.3127, y: 0.329 };

/**
 * The middle of the scale. CIEDE2000 finds lights of two chromaticities nearer to each other the darker they are, and a
 * lamp that glows in a lit room is hardly darker than that.
 */
const LIGHTNESS = 50;

/** CIE 15: the Y of white is 1. */
const LUMINANCE = ((LIGHTNESS + 16) / 116) ** 3;

/** Lamps are compared by their colour alone, each as bright as the other: their brightness is set apart from it. */
export function labOfLight({ x, y }: Xy): Lab {
  const scale = LUMINANCE / y;
  return labOf([x * scale, LUMINANCE, (1 - x - y) * scale]);
}

/** From CIE XYZ, the Y of white being 1. */
export function labOf([X, Y, Z]: readonly [number, number, number]): Lab {
  const fx = cubeRoot((X * D65.y) / D65.x);
  const fy = cubeRoot(Y);
  const fz = cubeRoot((Z * D65.y) / (1 - D65.x - D65.y));
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** CIE 15: straight near black. */
function cubeRoot(part: number): number {
  return part > (6 / 29) ** 3 ? Math.cbrt(part) : ((29 / 6) ** 2 * part) / 3 + 4 / 29;
}

/** CIEDE2000 as in Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula" (2005), equations 2 to 22. */
export function ciede2000(first: Lab, second: Lab): number {
  const stretch = 1.5 - 0.5 * chromaWeight((chromaOf(first) + chromaOf(second)) / 2);
  const one = polar(first, stretch);
  const two = polar(second, stretch);
  const grey = one.chroma * two.chroma === 0;

  const apart = two.hue - one.hue;
  const turn = grey ? 0 : apart - 360 * Math.round(apart / 360);
  const hueDifference = 2 * Math.sqrt(one.chroma * two.chroma) * sine(turn / 2);
  const hue = grey ? one.hue + two.hue : meanHue(one.hue, two.hue);
  const chroma = (one.chroma + two.chroma) / 2;
  const fromMiddle = ((first[0] + second[0]) / 2 - 50) ** 2;

  const byHue =
    1 -
    0.17 * cosine(hue - 30) +
    0.24 * cosine(2 * hue) +
    0.32 * cosine(3 * hue + 6) -
    0.2 * cosine(4 * hue - 63);
  const l = (second[0] - first[0]) / (1 + (0.015 * fromMiddle) / Math.sqrt(20 + fromMiddle));
  const c = (two.chroma - one.chroma) / (1 + 0.045 * chroma);
  const h = hueDifference / (1 + 0.015 * chroma * byHue);
  const rotation = -2 * chromaWeight(chroma) * sine(60 * Math.exp(-(((hue - 275) / 25) ** 2)));
  return Math.sqrt(l ** 2 + c ** 2 + h ** 2 + rotation * c * h);
}

function chromaOf([, a, b]: Lab): number {
  return Math.hypot(a, b);
}

function chromaWeight(chroma: number): number {
  return Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
}

/** Hue in degrees, 0 to 360; 0 for grey. */
function polar([, a, b]: Lab, stretch: number) {
  const wide = a * stretch;
  return { chroma: Math.hypot(wide, b), hue: ((Math.atan2(b, wide) * 180) / Math.PI + 360) % 360 };
}

function meanHue(one: number, two: number): number {
  const mean = (one + two) / 2;
  if (Math.abs(one - two) <= 180) return mean;
  return mean < 180 ? mean + 180 : mean - 180;
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}

function cosine(degrees: number): number {
  return Math.cos((degrees * Math.PI) / 180);
}
