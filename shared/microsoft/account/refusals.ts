import type { Problem } from "../../support/problem";

/** How long a stored sign-in that was refused is not tried again; doubled with every refusal that follows. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

/** What followed on a refusal later than this has nothing to do with it. */
const FORGOTTEN_AFTER_MS = 2 * LONGEST_WAIT_MS;

interface Refusal {
  readonly problem: Problem;
  /** MSAL's serialized cache that it is about; another one deserves to be tried. */
  readonly cache: string;
  readonly at: number;
  readonly waitMs: number;
  /** It was a claims challenge that could not be answered. */
  readonly challenged: boolean;
  /** Entra has given a token since, but not for the challenge: only Graph knows whether that is enough. */
  readonly onTrial: boolean;
}

/** A stored sign-in that was refused, and with what. */
export interface RefusedSignIn {
  readonly problem: Problem;
  readonly cache: string;
  /** The request answered a claims challenge. */
  readonly challenged: boolean;
}

/**
 * That Microsoft has ended a sign-in, which only a person can help. A dead refresh token is dead for every request: for
 * a while, longer each time, this is believed without asking again. Times are milliseconds since 1970.
 */
export class Refusals {
  #last: Refusal | undefined;

  get isAny(): boolean {
    return this.#last !== undefined;
  }

  isRefused(cache: string): boolean {
    return this.#last?.cache === cache && !this.#last.onTrial;
  }

  /** Also where it has been given a token since that may not be enough: it needs no second look. */
  wasRefused(cache: string): boolean {
    return this.#last?.cache === cache;
  }

  problemOf(cache: string): Problem | undefined {
    return this.isRefused(cache) ? this.#last?.problem : undefined;
  }

  /** What to say without asking again; undefined where it is to be tried, also where the clock was set back. */
  believed(cache: string, now: number): Problem | undefined {
    if (!this.#last || !this.isRefused(cache)) return undefined;
    const { at, waitMs, problem } = this.#last;
    return now >= at && now - at < waitMs ? problem : undefined;
  }

  add({ problem, cache, challenged }: RefusedSignIn, at: number): void {
    const last = this.#last;
    const follows = last?.cache === cache && Math.abs(at - last.at) <= FORGOTTEN_AFTER_MS;
    const waitMs = Math.min(follows ? last.waitMs * 2 : FIRST_WAIT_MS, LONGEST_WAIT_MS);
    this.#last = { problem, cache, at, waitMs, challenged, onTrial: false };
  }

  /** A token was given. `cache` is what the sign-in has become with it. */
  succeeded({ cache, challenged }: Pick<RefusedSignIn, "cache" | "challenged">): void {
    if (!this.#last?.challenged || challenged) return this.forget();
    // Graph asks for the same proof again: without this the first refusal after each new token would be the first of all.
    this.#last = { ...this.#last, cache, onTrial: true };
  }

  /** Not believed any longer: the next request asks again. */
  doubt(): void {
    if (this.#last) this.#last = { ...this.#last, at: Number.NEGATIVE_INFINITY };
  }

  forget(): void {
    this.#last = undefined;
  }
}
