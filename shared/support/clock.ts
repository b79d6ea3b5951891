/** A timer that can be called off; calling it off twice is harmless. */
export interface Timer {
  cancel(): void;
}

/** Time, passed in wherever time matters, so that tests turn it by hand. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds (0 or more). */
  after(ms: number, run: () => void): Timer;
}

/** Node clamps longer timers to 1 ms, which would turn a long wait into a busy loop. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const handle = setTimeout(run, Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
    return { cancel: () => clearTimeout(handle) };
  },
};
