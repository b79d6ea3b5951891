interface Xy {
  readonly x: number;
  readonly y: number;
}

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** IEC 61966-2-1, white D65. */
const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const FROM_XYZ: Matrix = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252],
];

/**
 * Linear RGB as seen without the cones for long waves (protanopia) or for middle ones (deuteranopia): Machado, Oliveira
 * and Fernandes 2009, severity 1; and Viénot, Brettel and Mollon 1999, worked out from their cone responses.
 */
export const COLOUR_BLIND_EYES: Readonly<Record<string, Matrix>> = {
  "protanopia (Machado)": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "deuteranopia (Machado)": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "protanopia (Viénot)": [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  "deuteranopia (Viénot)": [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

/** The colour that looks to everybody as this one looks to such eyes. */
export function seenBy(eyes: Matrix, { x, y }: Xy): Xy {
  const seen = times(eyes, times(FROM_XYZ, [x, y, 1 - x - y]));
  // What a screen cannot show is no longer part of the models.
  const [X, Y, Z] = times(TO_XYZ, [Math.max(0, seen[0]), Math.max(0, seen[1]), Math.max(0, seen[2])]);
  const sum = X + Y + Z;
  return { x: X / sum, y: Y / sum };
}

/** CIE XYZ of an sRGB colour written `#rrggbb`, the Y of white being 1. */
export function xyzOfRgb(color: string): Triple {
  const part = (at: number): number => {
    const c = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return times(TO_XYZ, [part(1), part(3), part(5)]);
}

function times([first, second, third]: Matrix, v: Triple): Triple {
  const along = (row: Triple): number => row[0] * v[0] + row[1] * v[1] + row[2] * v[2];
  return [along(first), along(second), along(third)];
}
