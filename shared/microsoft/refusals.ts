import type { Problem } from "../support/problem";

/** How long a stored sign-in that was refused is not tried again; doubled with every refusal that follows. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

interface Refusal {
  readonly problem: Problem;
  /** MSAL's serialized cache that it is about; another one deserves to be tried. */
  readonly cache: string;
  readonly at: number;
  readonly waitMs: number;
}

/**
 * That Microsoft has ended a sign-in, which only a person can help. A dead refresh token is dead for every request: for
 * a while, longer each time, this is believed without asking again. Times are milliseconds since 1970.
 */
export class Refusals {
  #last: Refusal | undefined;

  isRefused(cache: string): boolean {
    return this.#last?.cache === cache;
  }

  problemOf(cache: string): Problem | undefined {
    return this.#last?.cache === cache ? this.#last.problem : undefined;
  }

  /** What to say without asking again; undefined where it is to be tried, also where the clock was set back. */
  believed(cache: string, now: number): Problem | undefined {
    if (!this.#last || this.#last.cache !== cache) return undefined;
    const { at, waitMs, problem } = this.#last;
    return now >= at && now - at < waitMs ? problem : undefined;
  }

  add(problem: Problem, cache: string, at: number): void {
    const before = this.#last?.cache === cache ? this.#last.waitMs : undefined;
    const waitMs = Math.min(before === undefined ? FIRST_WAIT_MS : before * 2, LONGEST_WAIT_MS);
    this.#last = { problem, cache, at, waitMs };
  }

  forget(): void {
    this.#last = undefined;
  }
}
