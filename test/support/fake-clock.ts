import type { Clock, Timer } from "../../shared/support/clock";

interface Pending {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until a test turns it. */
export class FakeClock implements Clock {
  #now: number;
  readonly #pending = new Set<Pending>();

  constructor(start: number | string = "2026-11-21T09:00:00.000Z") {
    this.#now = typeof start === "string" ? Date.parse(start) : start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const entry: Pending = { at: this.#now + Math.max(0, ms), run };
    this.#pending.add(entry);
    return { cancel: () => void this.#pending.delete(entry) };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#pending.size;
  }

  /** When the next timer is due, in milliseconds from now; undefined when none waits. */
  get nextIn(): number | undefined {
    const next = this.#next();
    return next && next.at - this.#now;
  }

  /** Turns the clock by `ms`, running every timer that falls due, in order, and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at);
      this.#pending.delete(next);
      next.run();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /** Sets the wall clock without running timers, as when a machine wakes with another time. */
  jumpTo(time: string): void {
    this.#now = Date.parse(time);
  }

  #next(): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.#pending) if (!first || entry.at < first.at) first = entry;
    return first;
  }
}

/** Lets everything that is already resolved run: microtasks, and the I/O callbacks that are ready. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}
