import type { Clock, Timer } from "../../../support/clock";

/** No stream is trusted for longer without a sign of life. */
const IDLE_MS = 5 * 60_000;

/** A bridge tells of a write within a second or so. */
const ECHO_MS = 10_000;

/** What a bridge tells of a write may come before its answer to it. */
const EARLY_ECHO_MS = 2_000;

export interface VigilOptions {
  readonly clock: Clock;
  /** Sees whether the stream still tells what changes; of these lights, or of all. Must not reject. */
  readonly check: (lights?: readonly string[]) => Promise<void>;
}

/**
 * Watches over a stream that is open: a dead one looks just like one with nothing to tell.
 *
 * It asks for a check when nothing was heard for five minutes, so at most twelve times an hour, and ten seconds after a
 * write of which nothing was heard. Never two checks at once.
 */
export class StreamVigil {
  readonly #clock: Clock;
  readonly #check: (lights?: readonly string[]) => Promise<void>;
  #idle: Timer | undefined;
  #echo: Timer | undefined;
  readonly #written = new Set<string>();
  #heardAt: number | undefined;
  #isChecking = false;
  #isOver = false;

  constructor({ clock, check }: VigilOptions) {
    this.#clock = clock;
    this.#check = check;
    this.#rest();
  }

  /** Any event, whatever it is about. */
  heard(): void {
    this.#heardAt = this.#clock.now();
    this.#forgetEcho();
    this.#rest();
  }

  /** These lights were written to. */
  expectEcho(lights: readonly string[]): void {
    if (this.#isOver || lights.length === 0 || this.#heardJustNow()) return;
    for (const light of lights) this.#written.add(light);
    this.#echo ??= this.#clock.after(ECHO_MS, () => void this.#look([...this.#written]));
  }

  stop(): void {
    this.#isOver = true;
    this.#idle?.cancel();
    this.#forgetEcho();
  }

  #heardJustNow(): boolean {
    if (this.#heardAt === undefined) return false;
    // A clock set back must not make an old event look new for ever.
    const age = this.#clock.now() - this.#heardAt;
    return age >= 0 && age <= EARLY_ECHO_MS;
  }

  async #look(lights?: readonly string[]): Promise<void> {
    this.#forgetEcho();
    if (this.#isChecking) return;
    this.#isChecking = true;
    this.#idle?.cancel();
    await this.#check(lights);
    this.#isChecking = false;
    this.#rest();
  }

  #rest(): void {
    this.#idle?.cancel();
    if (this.#isOver) return;
    this.#idle = this.#clock.after(IDLE_MS, () => void this.#look());
  }

  #forgetEcho(): void {
    this.#echo?.cancel();
    this.#echo = undefined;
    this.#written.clear();
  }
}
