import type { PollerState } from "../../shared/microsoft/polling/poll-listener";
import type { Log } from "../../shared/support/log";
import type { Problem } from "../../shared/support/problem";
import type { PolledPeople } from "./graph-people";
import { wordsOf } from "./words";

/** Microsoft, or the way there, has such trouble for a moment now and then. */
const PASSES_BY_ITSELF: ReadonlySet<string> = new Set([
  "graph-unreachable",
  "graph-throttled",
  "graph-unavailable",
  "microsoft-unreachable",
  "microsoft-throttled",
]);

interface Passing {
  readonly problem: Problem;
  /** When the next poll comes, in milliseconds since 1970. */
  readonly retryAt?: number;
}

/** What the log tells of trouble with reading: what both pollers of an account have once, and what is over at once never. */
export class AccountTroubles {
  /** What the log calls the account. */
  readonly #name: string;
  readonly #log: Log;
  /** Waits for the next poll: it is told if that fails too. */
  readonly #passing = new Map<PolledPeople, Passing>();
  /** What has been told, so that its end is worth a line. */
  readonly #told = new Map<PolledPeople, string>();

  constructor(name: string, log: Log) {
    this.#name = name;
    this.#log = log;
  }

  /** A poll has failed in another way than before. */
  begun(polled: PolledPeople, problem: Problem): void {
    // That one is told with a code to enter.
    if (problem.code === "sign-in-needed") return;
    const isFirst = !this.#passing.has(polled) && !this.#told.has(polled);
    if (isFirst && PASSES_BY_ITSELF.has(problem.code)) this.#passing.set(polled, { problem });
    else this.#tell(polled, problem);
  }

  /** A poll has ended, well or not; called after `begun`. */
  polled(polled: PolledPeople, { problem, retryAt }: PollerState): void {
    const passing = this.#passing.get(polled);
    if (!passing || retryAt === passing.retryAt) return;
    if (!problem || retryAt === undefined) this.#passing.delete(polled);
    // The first state that is told of a failure is its own.
    else if (passing.retryAt === undefined) this.#passing.set(polled, { ...passing, retryAt });
    else this.#tell(polled, passing.problem);
  }

  over(polled: PolledPeople): void {
    if (this.#told.delete(polled) && this.#told.size === 0)
      this.#log.info(`${this.#name}: presence is read again.`);
  }

  #tell(polled: PolledPeople, problem: Problem): void {
    this.#passing.delete(polled);
    const isTold = [...this.#told.values()].includes(problem.message);
    this.#told.set(polled, problem.message);
    if (!isTold) this.#log.warn(`${this.#name}: ${wordsOf(problem)}`);
  }
}
