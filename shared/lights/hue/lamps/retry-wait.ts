import type { Clock } from "../../../support/clock";
import type { Problem } from "../../../support/problem";
import { SOON_DESPITE_REFUSED_KEY } from "../home/reconnect-policy";

const FIRST_RETRY_MS = 1_000;
const FIRST_RETRY_OVERLOADED_MS = 500;
const LONGEST_RETRY_MS = 60_000;

/** Lamps of a room that have no power, which the bridge knows: it tells when they are back. */
const STRAGGLERS_MS = 10 * 60_000;

/** What somebody has to put right somewhere. */
const NEEDS_A_PERSON_MS = 5 * 60_000;

/** Trouble that passes by itself: a bridge that is off, busy, or starting up and answering nonsense; a lamp without power. */
const PASSING = new Set([
  "bridge-unreachable",
  "bridge-overloaded",
  "bridge-bad-answer",
  "light-unreachable",
]);

/** Trouble that a person ends, perhaps without touching Node-RED. */
const ENDED_ELSEWHERE = new Set(["bridge-key-refused", "bridge-certificate"]);

/** Whether trouble with this passes by itself. */
export function passes({ code }: Problem): boolean {
  return PASSING.has(code);
}

/** Whether it is worth trying again now and then, although a person has to do something. */
export function mayBeEnded({ code }: Problem): boolean {
  return ENDED_ELSEWHERE.has(code);
}

/** The wait before something is tried again: ever longer, until it works. */
export class RetryWait {
  readonly #clock: Clock;
  #failures = 0;
  /** How many of the latest were of a refused key. */
  #refusals = 0;
  /** Ends the wait under way: any wait when closing, the rest of a long one when there is a reason to try at once. */
  #end: (() => void) | undefined;
  #endRest: (() => void) | undefined;
  /** The reason came during the pause before a rest. */
  #isHurried = false;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#refusals = 0;
  }

  /**
   * A short pause for whatever comes next; the rest of the wait only while `isStill` the same that is tried.
   * `stragglers`: only some lamps of many did not hear, and the bridge knows that they cannot.
   */
  async after(problem: Problem, isStill: () => boolean, stragglers = false): Promise<void> {
    const delay = stragglers ? STRAGGLERS_MS : this.#delay(problem);
    const pause = Math.min(delay, FIRST_RETRY_MS);
    this.#isHurried = false;
    await this.#wait(pause);
    if (this.#closed || this.#isHurried || !isStill() || delay === pause) return;
    const rest = this.#wait(delay - pause);
    this.#endRest = this.#end;
    await rest;
    this.#endRest = undefined;
  }

  /** There is something newer, or a sign that it will work now; that counts also just before a long wait. */
  hurry(): void {
    this.#isHurried = true;
    this.#endRest?.();
  }

  close(): void {
    this.#closed = true;
    this.#end?.();
  }

  #delay(problem: Problem): number {
    this.#refusals = problem.code === "bridge-key-refused" ? this.#refusals + 1 : 0;
    if (this.#refusals > 0 && this.#refusals <= SOON_DESPITE_REFUSED_KEY)
      return FIRST_RETRY_MS * 2 ** (this.#refusals - 1);
    if (mayBeEnded(problem)) return NEEDS_A_PERSON_MS;
    const first = problem.code === "bridge-overloaded" ? FIRST_RETRY_OVERLOADED_MS : FIRST_RETRY_MS;
    return Math.min(first * 2 ** this.#failures++, LONGEST_RETRY_MS);
  }

  #wait(ms: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.after(ms, resolve);
      this.#end = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
