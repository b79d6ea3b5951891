import type { Clock, Timer } from "../../../../shared/support/clock";
import type { FakeClock } from "../../../support/fake-clock";

/** A clock whose time of day can be set, as when the machine has slept; what waits goes on waiting as long as before. */
export class WallClock implements Clock {
  #offset = 0;

  constructor(readonly clock: FakeClock) {}

  now(): number {
    return this.clock.now() + this.#offset;
  }

  after(ms: number, run: () => void): Timer {
    return this.clock.after(ms, run);
  }

  /** Forward, or with a negative number backward. */
  jump(ms: number): void {
    this.#offset += ms;
  }
}

/** How long the event loop is blocked, and how long from the beginning of one block to that of the next. */
const BLOCK_MS = 2_000;
const BLOCKS_MS = 7_300;

/** A clock of a process that hangs now and then: a timer that is due meanwhile runs when that is over. */
export class BlockedClock implements Clock {
  constructor(readonly clock: FakeClock) {}

  now(): number {
    return this.clock.now();
  }

  after(ms: number, run: () => void): Timer {
    const intoBlock = (this.clock.now() + ms) % BLOCKS_MS;
    return this.clock.after(ms + Math.max(0, BLOCK_MS - intoBlock), run);
  }
}
