/** Requests counted in a sliding window, each key for itself. */
export class RateLimit {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #seen = new Map<string, number[]>();

  constructor(limit: number, windowMs: number, now: () => number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Counts one request; refused ones count too. Undefined when it may pass, else the seconds to keep quiet. */
  count(key: string): number | undefined {
    const now = this.#now();
    const seen = (this.#seen.get(key) ?? []).filter((at) => at > now - this.#windowMs);
    seen.push(now);
    this.#seen.set(key, seen);
    const blocking = seen.at(-this.#limit);
    if (seen.length <= this.#limit || blocking === undefined) return undefined;
    return Math.max(1, Math.ceil((blocking + this.#windowMs - now) / 1000));
  }
}
