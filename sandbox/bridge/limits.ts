/** aiohue never has more than three requests on their way, since a bridge answers the fourth with 429. */
export const MOST_PARALLEL = 3;

/**
 * Light writes per second a client may sustain, after a burst of as many. Our own strictness: Signify advises about ten,
 * and real bridges start to drop commands somewhere above that.
 */
export const LIGHT_WRITES_PER_SECOND = 20;

/** Says when a client asks too much. */
export class Limits {
  readonly #now: () => number;
  #running = 0;
  #tokens = LIGHT_WRITES_PER_SECOND;
  #filledAt: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#filledAt = now();
  }

  /** Takes a place among the parallel requests; returns how to give it back, or undefined when all are taken. */
  enter(): (() => void) | undefined {
    if (this.#running >= MOST_PARALLEL) return undefined;
    this.#running++;
    let left = false;
    return () => {
      if (!left) this.#running--;
      left = true;
    };
  }

  /** Whether one more light write is within the rate. */
  mayWriteLight(): boolean {
    const now = this.#now();
    const refill = (Math.max(0, now - this.#filledAt) / 1000) * LIGHT_WRITES_PER_SECOND;
    this.#tokens = Math.min(LIGHT_WRITES_PER_SECOND, this.#tokens + refill);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
