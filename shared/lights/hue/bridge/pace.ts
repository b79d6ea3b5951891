import type { Clock, Timer } from "../../../support/clock";

export type Kind = "light" | "group";

/**
 * Signify's advice to developers ("Hue system performance"): about ten commands a second to lights, one a second to
 * groups. A scene counts as a group.
 */
const BETWEEN_MS: Readonly<Record<Kind, number>> = { light: 100, group: 1000 };

/** Lets the writes of everybody who shares a bridge go out one after the other, in the order they came. */
export class Pace {
  readonly #queues: Readonly<Record<Kind, Queue>>;

  constructor(clock: Clock) {
    this.#queues = { light: new Queue(clock, BETWEEN_MS.light), group: new Queue(clock, BETWEEN_MS.group) };
  }

  /** Resolves when the next write of this kind may go out. Whoever does not need it any more aborts `signal`: then it resolves at once. */
  turn(kind: Kind, signal?: AbortSignal): Promise<void> {
    return this.#queues[kind].wait(signal);
  }
}

class Queue {
  readonly #clock: Clock;
  readonly #between: number;
  readonly #waiting = new Set<() => void>();
  #lastAt: number | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, between: number) {
    this.#clock = clock;
    this.#between = between;
  }

  wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const go = (): void => {
        this.#waiting.delete(go);
        if (this.#waiting.size === 0) this.#stop();
        signal?.removeEventListener("abort", go);
        resolve();
      };
      this.#waiting.add(go);
      signal?.addEventListener("abort", go);
      this.#next();
    });
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #next(): void {
    if (this.#timer || this.#waiting.size === 0) return;
    const left = this.#left();
    if (left > 0) {
      this.#timer = this.#clock.after(left, () => {
        this.#timer = undefined;
        this.#next();
      });
      return;
    }
    const [go] = this.#waiting;
    this.#lastAt = this.#clock.now();
    go?.();
    this.#next();
  }

  #left(): number {
    if (this.#lastAt === undefined) return 0;
    const now = this.#clock.now();
    // A wall clock that was set back must not make it longer.
    this.#lastAt = Math.min(this.#lastAt, now);
    return this.#lastAt + this.#between - now;
  }
}
