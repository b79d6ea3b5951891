import type { Clock, Timer } from "../../support/clock";
import { inTime } from "../../support/in-time";
import { asProblem } from "../../support/problem";
import type { Driver, Listing } from "./driver";
import { lightHangs } from "./problems";

/**
 * How things stand after a look at what is plugged in: a light is `missing`, one more may come at any time (`open`), or
 * there is nothing to look for.
 */
export type Need = "missing" | "open" | "nothing";

export interface ScannerOptions {
  readonly driver: Pick<Driver, "list">;
  readonly clock: Clock;
  /** What was found is dealt with when this ends. Never rejects. */
  readonly found: (listing: Listing) => Promise<void>;
  /** How things stand now. */
  readonly need: () => Need;
}

/** Listing takes tenths of a second of a processor, so nobody asks for it more often. */
const LEAST_MS = 2_000;

/** A light that is gone sooner than this, again and again, has something wrong with it. */
const STEADY_MS = 60_000;

const LISTING_MS = 30_000;

/** The waits while a light is missing; the last one goes on. */
const WAITS_MS = [2_000, 4_000, 8_000, 16_000, 30_000] as const;
const LONGEST_WAIT_MS = 30_000;

/** How long until the next look; undefined: none. `misses`: how many in a row have found a light missing. */
export function nextLook(need: Need, misses: number): number | undefined {
  if (need === "nothing") return undefined;
  return need === "open" ? LONGEST_WAIT_MS : (WAITS_MS[misses - 1] ?? LONGEST_WAIT_MS);
}

/** Looks what is plugged in, since no system tells of that by itself: at once when asked, then as long as it is needed. */
export class Scanner {
  readonly #options: ScannerOptions;
  #running: Promise<void> | undefined;
  #isWanted = false;
  #endedAt: number | undefined;
  #misses = 0;
  #timer: Timer | undefined;
  #listing: Promise<Listing> | undefined;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Looks now, whatever was seen a moment ago; resolves when what was found is dealt with. Never rejects. */
  async look(): Promise<void> {
    this.#misses = 0;
    this.#isWanted = true;
    await (this.#running ??= this.#run());
  }

  /** A light is gone that was there for so long, in milliseconds: it is looked for soon, and less often each time. */
  lost(afterMs: number): void {
    if (afterMs >= STEADY_MS || afterMs < 0) this.#misses = 0;
    if (!this.#running) this.#lookLater("missing");
  }

  /** The same, but right after the last look not yet: what was seen then is good enough for whoever waits. */
  async lookAgain(): Promise<void> {
    if (this.#running) return this.#running;
    const age = this.#endedAt === undefined ? LEAST_MS : this.#options.clock.now() - this.#endedAt;
    if (age >= LEAST_MS || age < 0) return this.look();
    this.#misses = 0;
    this.#lookLater("missing");
  }

  /** Nobody needs to know any more, until somebody asks again. */
  rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** A system that hangs, as with a broken device, is asked again later; but not once more before it has answered. */
  async list(): Promise<Listing> {
    const { driver, clock } = this.#options;
    const list = async (): Promise<Listing> => driver.list();
    this.#listing ??= list().finally(() => (this.#listing = undefined));
    return inTime(clock, LISTING_MS, this.#listing, lightHangs).catch((error: unknown) => ({
      devices: [],
      problems: [asProblem(error)],
    }));
  }

  async #run(): Promise<void> {
    this.rest();
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#options.found(await this.list());
    }
    this.#running = undefined;
    this.#endedAt = this.#options.clock.now();
    // Asked only now: a light may have gone while others were dealt with.
    this.#lookLater(this.#options.need());
  }

  #lookLater(need: Need): void {
    if (need === "missing") this.#misses++;
    const wait = nextLook(need, this.#misses);
    if (wait === undefined) return;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(wait, () => this.#onTimer());
  }

  #onTimer(): void {
    this.#isWanted = true;
    this.#running ??= this.#run();
  }
}
