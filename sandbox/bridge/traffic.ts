/** What has reached a bridge since the start, or since the last reset. */
export interface Traffic {
  /** Every request, the refused ones and opened event streams among them. */
  readonly requests: number;
  /** The most of them within any one second. */
  readonly mostPerSecond: number;
  /** Writes that were carried out, be it with a warning. */
  readonly lightWrites: number;
  readonly groupWrites: number;
  readonly sceneRecalls: number;
  /** Requests the bridge's own limits have turned away; ordered trouble does not count. */
  readonly refused429: number;
  /** The most requests that were on their way at the same time; an event stream is on its way as long as it is open. */
  readonly mostParallel: number;
  /** Connections that are open right now. */
  readonly openConnections: number;
}

export type Written = "lightWrites" | "groupWrites" | "sceneRecalls";

const NOTHING = { lightWrites: 0, groupWrites: 0, sceneRecalls: 0 } as const;
const SECOND_MS = 1000;

/** Counts what clients do, for tests to judge them by. */
export class TrafficCounter {
  readonly #now: () => number;
  #requests = 0;
  #written: Record<Written, number> = { ...NOTHING };
  #refused = 0;
  #running = 0;
  #mostParallel = 0;
  #connections = 0;
  #withinSecond: number[] = [];
  #mostPerSecond = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  connected(): void {
    this.#connections++;
  }

  disconnected(): void {
    this.#connections--;
  }

  /** A request begins; returns what to call, any number of times, when it ends. */
  began(): () => void {
    this.#requests++;
    const now = this.#now();
    this.#withinSecond = [...this.#withinSecond.filter((at) => now - at < SECOND_MS), now];
    this.#mostPerSecond = Math.max(this.#mostPerSecond, this.#withinSecond.length);
    this.#running++;
    this.#mostParallel = Math.max(this.#mostParallel, this.#running);
    let ended = false;
    return () => {
      if (!ended) this.#running--;
      ended = true;
    };
  }

  wrote(what: Written): void {
    this.#written[what]++;
  }

  refused(): void {
    this.#refused++;
  }

  get now(): Traffic {
    return {
      requests: this.#requests,
      mostPerSecond: this.#mostPerSecond,
      ...this.#written,
      refused429: this.#refused,
      mostParallel: this.#mostParallel,
      openConnections: this.#connections,
    };
  }

  /** Begins to count anew; what is on its way or open stays so. */
  reset(): void {
    this.#requests = 0;
    this.#written = { ...NOTHING };
    this.#refused = 0;
    this.#mostParallel = this.#running;
    this.#withinSecond = [];
    this.#mostPerSecond = 0;
  }
}
