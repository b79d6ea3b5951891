/** How long to wait after a code that nobody has entered until the next one is asked for, in milliseconds. */
const WAITS_MS = [1, 4, 24].map((hours) => hours * 3_600_000);

/**
 * When the next code comes. Whoever has just installed or restarted gets one at once; after that they get rarer, since
 * Microsoft is asked every few seconds for as long as a code is open. `unanswered` is how many have been in a row.
 */
export function nextCodeAt(unanswered: number, now: number): number {
  if (unanswered === 0) return now;
  return now + (WAITS_MS[Math.min(unanswered, WAITS_MS.length) - 1] ?? 0);
}
