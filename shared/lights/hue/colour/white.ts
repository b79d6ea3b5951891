import type { Xy } from "./colour";

/** What a lamp's white scale spans, in mirek (a million divided by kelvin): small is cold, large is warm. */
export interface MirekRange {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Where a white of so many mirek lies: M. Krystek, "An algorithm to calculate correlated colour temperature" (Color
 * Research & Application 10, 1985), which follows the Planckian locus from 1000 K to 15,000 K and strays little beyond.
 */
export function mirekToXy(mirek: number): Xy {
  const kelvin = 1_000_000 / mirek;
  const u =
    (0.860117757 + 1.54118254e-4 * kelvin + 1.28641212e-7 * kelvin ** 2) /
    (1 + 8.42420235e-4 * kelvin + 7.08145163e-7 * kelvin ** 2);
  const v =
    (0.317398726 + 4.22806245e-5 * kelvin + 4.20481691e-8 * kelvin ** 2) /
    (1 - 2.89741816e-5 * kelvin + 1.61456053e-7 * kelvin ** 2);
  const divisor = 2 * u - 8 * v + 4;
  return { x: (3 * u) / divisor, y: (2 * v) / divisor };
}

/**
 * What a lamp that has a white scale but no colour shows for a colour: the whole mirek in its range whose white is
 * nearest in xy. Red and amber become warm, green neutral and blue cold, so that statuses stay apart somewhat.
 */
export function nearestMirek(xy: Xy, { minimum, maximum }: MirekRange): number {
  // From a colour far off the locus the distance along it may have more than one low, so every one is looked at.
  let nearest = minimum;
  let shortest = Infinity;
  for (let mirek = minimum; mirek <= maximum; mirek++) {
    const white = mirekToXy(mirek);
    const distance = Math.hypot(white.x - xy.x, white.y - xy.y);
    if (distance < shortest) {
      shortest = distance;
      nearest = mirek;
    }
  }
  return nearest;
}
