/** What has gone wrong in a row. */
export interface Outage {
  /** Attempts that failed since it last went well for a while. */
  readonly failures: number;
  /** How many of the latest were refused for reasons that seldom pass by themselves. */
  readonly refusals: number;
}

export const NO_OUTAGE: Outage = { failures: 0, refusals: 0 };

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** A key may come back with a backup, and an address with another lease. */
const REFUSED_WAIT_MS = 5 * 60_000;
const KEY_REFUSED = "bridge-key-refused";

/** A bridge that starts refuses every key for a while: as many refusals in a row are followed up soon, 63 s of tries. */
export const SOON_DESPITE_REFUSED_KEY = 6;
/** How many refusals in a row are followed up soon. */
const SOON_DESPITE_REFUSAL: ReadonlyMap<string, number> = new Map([
  [KEY_REFUSED, SOON_DESPITE_REFUSED_KEY],
  ["bridge-certificate", 3],
]);

/** A bridge that answers but has no stream gets one with an update, if ever. */
export const SILENT_WAIT_MS = 10 * 60_000;

/** How long to wait, in milliseconds, after an attempt or a watch ended with this code: 1, 2, 4 … 60 s. */
export function afterTrouble(
  before: Outage,
  code: string,
): { readonly outage: Outage; readonly wait: number } {
  const soon = SOON_DESPITE_REFUSAL.get(code);
  const refusals = soon === undefined ? 0 : before.refusals + 1;
  const outage = { failures: before.failures + 1, refusals };
  if (soon !== undefined && refusals > soon) return { outage, wait: REFUSED_WAIT_MS };
  return { outage, wait: Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** before.failures) };
}

/** Whether trouble with this code is worth telling: a bridge that starts refuses every key, and nobody has to pair again. */
export function isBelieved(code: string, { refusals }: Outage): boolean {
  return code !== KEY_REFUSED || refusals > SOON_DESPITE_REFUSED_KEY;
}
