import type { Log } from "../shared/support/log";
import { asProblem } from "../shared/support/problem";

/**
 * Does `work`; whatever it throws or rejects with becomes a line in the log. An error that nobody catches ends all of
 * Homebridge, with everybody else's accessories.
 */
export function guard(log: Log, work: () => unknown): void {
  attempt(work, (error) => log.error(asProblem(error).message));
}

/** Does `work`; `failed`, which must not throw, is told whatever it throws or rejects with. */
export function attempt(work: () => unknown, failed: (error: unknown) => void): void {
  try {
    Promise.resolve(work()).catch(failed);
  } catch (error) {
    failed(error);
  }
}
