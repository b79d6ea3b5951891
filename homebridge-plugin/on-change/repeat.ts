/** Enough for most lights to start again. */
const FIRST_MS = 30_000;
const NEXT_MS = 60_000;

/** Half an hour in all, also where each call takes its five seconds. A light that is off for longer waits for a change. */
const MOST_REPEATS = 28;

/** Milliseconds until a call that failed is repeated, after so many repeats that failed as well; undefined: it is given up. */
export function repeatAfter(repeats: number): number | undefined {
  if (repeats >= MOST_REPEATS) return undefined;
  return repeats === 0 ? FIRST_MS : NEXT_MS;
}

/**
 * Whether the same call can fare better later. Not where it leads elsewhere (3xx), nor where it is wrong (4xx), except that it
 * took too long (408) or that there were too many (429): RFC 9110, sections 15.4 and 15.5, and RFC 6585, section 4.
 */
export function mayPass(status: number): boolean {
  return status < 300 || status >= 500 || status === 408 || status === 429;
}
