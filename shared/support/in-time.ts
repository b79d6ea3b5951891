import type { Clock } from "./clock";

/**
 * Settles as `work` does; rejects with what `late` gives where that takes longer than `ms` milliseconds. `work` goes on.
 * A process that has hung hears of its timers first: what has ended meanwhile is heard of before it counts as late.
 */
export function inTime<T>(clock: Clock, ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer = clock.after(ms, () => {
      timer = clock.after(0, () => reject(late()));
    });
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}
