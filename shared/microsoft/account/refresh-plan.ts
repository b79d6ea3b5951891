/**
 * When to renew an access token, and when to try again after that failed. Pure: values in, values out. Times are
 * milliseconds since 1970 by this machine's clock, which may have been set meanwhile.
 */

/** An access token's time. */
export interface Lifetime {
  readonly obtainedAt: number;
  readonly expiresAt: number;
  /** It came out of a cache, so part of its life is over: how much is not known. */
  readonly fromCache: boolean;
}

/** What went wrong, as a Problem says it. `retryAfter`: seconds, when the service named them. */
export interface RefreshTrouble {
  readonly code: string;
  readonly retryAfter?: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Entra's longest access token lives 28 hours (Microsoft Entra docs, "Continuous access evaluation"). What claims to
 * live much longer was read or written while the clock was wrong.
 */
const LONGEST_LIFE_MS = 28 * HOUR;
const LIFE_SLACK_MS = HOUR;
/** A network that is away for minutes must not be felt: this much is left when the renewal begins, where possible. */
const LEAST_RESERVE_MS = 10 * MINUTE;
/** The part of its life a token has left when it is renewed, between these two, so that accounts do not march in step. */
const SMALLEST_RESERVE = 0.25;
const LARGEST_RESERVE = 0.375;

/** However short a new token's life is said to be. */
const LEAST_HELD_MS = 10 * SECOND;

const FIRST_RETRY_MS = 5 * SECOND;
/** Nobody was reached, so nobody has to be spared; with this a token is there within a minute after any outage. */
const LONGEST_RETRY_UNREACHED_MS = 45 * SECOND;
const LONGEST_RETRY_MS = 300 * SECOND;
/** The part of a wait that is left to chance. */
const RETRY_JITTER = 1 / 8;
const NOBODY_REACHED: ReadonlySet<string> = new Set(["microsoft-unreachable", "clock-wrong"]);
/** Every failure that begins with this concerns this machine's own disk. */
const STORAGE = "storage-";

/** Clocks are corrected by less than this all the time. */
const CLOCK_SLACK_MS = 10 * SECOND;

/** Whether a token is good for `seconds` yet; never one whose remaining life is not believable. */
export function isUsable({ expiresAt }: Lifetime, now: number, seconds: number): boolean {
  const left = expiresAt - now;
  return left > 0 && left >= seconds * SECOND && left <= LONGEST_LIFE_MS + LIFE_SLACK_MS;
}

/** When a token ends: one that has just been issued is never believed to live longer than tokens do. */
export function believedExpiry({ obtainedAt, expiresAt, fromCache }: Lifetime): number {
  if (!Number.isFinite(expiresAt)) return obtainedAt;
  return fromCache ? expiresAt : Math.min(expiresAt, obtainedAt + LONGEST_LIFE_MS);
}

/** When to renew. `random`: 0 up to 1. */
export function refreshAt({ obtainedAt, expiresAt, fromCache }: Lifetime, random: number): number {
  const life = expiresAt - obtainedAt;
  const part = SMALLEST_RESERVE + (LARGEST_RESERVE - SMALLEST_RESERVE) * random;
  const reserve = Math.max(life * part, LEAST_RESERVE_MS);
  if (fromCache) return Math.max(obtainedAt, expiresAt - reserve);
  // Half of a short life is used all the same: a token of minutes must not be renewed all the time.
  return Math.max(obtainedAt + LEAST_HELD_MS, expiresAt - Math.min(reserve, life / 2));
}

/**
 * When to try again after `failures` failures in a row (1 or more), the last of which began at `startedAt`: a request
 * that hangs is part of the wait. Retry-After counts from now and is kept to the letter.
 */
export function retryAt(
  { code, retryAfter = 0 }: RefreshTrouble,
  failures: number,
  { startedAt, now, random }: { readonly startedAt: number; readonly now: number; readonly random: number },
): number {
  if (retryAfter > 0) return now + retryAfter * SECOND;
  const unreached = NOBODY_REACHED.has(code) || code.startsWith(STORAGE);
  const longest = unreached ? LONGEST_RETRY_UNREACHED_MS : LONGEST_RETRY_MS;
  const wait = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), longest);
  // A start that lies in the future is from before the clock was set back.
  const from = Math.min(startedAt, now);
  return Math.max(from + wait * (1 - RETRY_JITTER * random), now + SECOND);
}

/** Whether what was planned at `plannedAt` for `at` is due: also when the clock was set back to before the plan. */
export function isDue(at: number, plannedAt: number, now: number): boolean {
  return now >= at || now < plannedAt - CLOCK_SLACK_MS;
}
