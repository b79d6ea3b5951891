import type { Clock } from "./clock";

/** Settles as `work` does; rejects with what `late` gives where that takes longer than `ms` milliseconds. `work` goes on. */
export function inTime<T>(clock: Clock, ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => reject(late()));
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}
