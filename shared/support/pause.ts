import type { Clock } from "./clock";

/** Waits `ms` milliseconds, less where `signal` is aborted; never throws. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.after(ms, end);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end);
  });
}
