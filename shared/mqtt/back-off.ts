const SHORTEST_MS = 1000;

/** A broker that comes back is found within this. */
const LONGEST_MS = 60_000;

/**
 * Milliseconds to wait before trying again: doubling from 1 s to 60 s, each between half and all of it, so that a house
 * full of clients does not come back in one moment. `tries` counts those that failed in a row, from 1.
 */
export function retryDelay(tries: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(tries, 16));
  return Math.max(SHORTEST_MS, Math.round(full * (0.5 + random() / 2)));
}
