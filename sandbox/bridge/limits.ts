/** What a client may do; tests set other numbers. */
export interface RateLimits {
  /**
   * Light writes a second that a client may sustain, after a burst of as many. Our own strictness: Signify advises about
   * ten, and real bridges start to drop commands somewhere above that.
   */
  readonly lightWritesPerSecond: number;
  /** Group writes and scene recalls a second; Signify advises one. */
  readonly groupWritesPerSecond: number;
}

export const DEFAULT_LIMITS: RateLimits = { lightWritesPerSecond: 20, groupWritesPerSecond: 1 };

/** aiohue never has more than three requests on their way, since a bridge answers the fourth with 429. */
export const MOST_PARALLEL = 3;

/** Two group writes may come right after each other, as when somebody changes their mind. */
const GROUP_BURST = 2;

/** Says when a client asks too much. Every key is a client; those without one are counted as one more. */
export class Limits {
  readonly #rates: RateLimits;
  readonly #now: () => number;
  readonly #clients = new Map<string, Client>();

  constructor(now: () => number, rates: Partial<RateLimits> = {}) {
    this.#now = now;
    this.#rates = { ...DEFAULT_LIMITS, ...rates };
  }

  /** Takes a place among the client's parallel requests; returns how to give it back, or undefined when all are taken. */
  enter(key: string): (() => void) | undefined {
    const client = this.#client(key);
    if (client.running >= MOST_PARALLEL) return undefined;
    client.running++;
    let left = false;
    return () => {
      if (!left) client.running--;
      left = true;
    };
  }

  /** Whether one more light write of this client is within the rate. */
  mayWriteLight(key: string): boolean {
    return this.#client(key).lights.take(this.#now());
  }

  /** Whether one more group write or scene recall is: to the radio both are the same broadcast. */
  mayWriteGroup(key: string): boolean {
    return this.#client(key).groups.take(this.#now());
  }

  #client(key: string): Client {
    const known = this.#clients.get(key);
    if (known) return known;
    const { lightWritesPerSecond, groupWritesPerSecond } = this.#rates;
    const now = this.#now();
    const client = {
      running: 0,
      lights: new Bucket(lightWritesPerSecond, lightWritesPerSecond, now),
      groups: new Bucket(groupWritesPerSecond, GROUP_BURST, now),
    };
    this.#clients.set(key, client);
    return client;
  }
}

interface Client {
  running: number;
  readonly lights: Bucket;
  readonly groups: Bucket;
}

/** Fills at a steady rate up to its size; every write takes one. */
class Bucket {
  readonly #perSecond: number;
  readonly #size: number;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, size: number, now: number) {
    this.#perSecond = perSecond;
    this.#size = size;
    this.#tokens = size;
    this.#filledAt = now;
  }

  take(now: number): boolean {
    const refill = (Math.max(0, now - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#size, this.#tokens + refill);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
