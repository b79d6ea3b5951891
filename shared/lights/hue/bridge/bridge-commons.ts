import type { Clock } from "../../../support/clock";
import type { Look } from "../home/home";
import type { LightState } from "../home/light-state";
import { Pace } from "./pace";

/** Whoever holds a light, to be asked when another one takes it. */
export interface Holder {
  /**
   * Gives up a light; resolves to how it looked before it was held, where it still looks as the holder has set it.
   * `state` is how it looks now, just read: what the watch knows may be older than the holder's last write.
   */
  release(light: string, state: LightState | undefined): Promise<Look | undefined>;
}

/** A bridge tells of a write within a second or so; a watch that hears nothing for ten begins anew. */
const TOLD_LATE_MS = 15_000;

/** What all sessions of one bridge have in common, whatever key they use: who holds which light, and the pace of writes. */
export class BridgeCommons {
  /** What tells this bridge from others, wherever it is: its id, else the address. */
  readonly bridge: string;
  /** Which of our targets holds a light. */
  readonly holders = new Map<string, Holder>();
  readonly pace: Pace;
  readonly #clock: Clock;
  /** When our last write to a light was taken. */
  readonly #wroteAt = new Map<string, number>();

  constructor(bridge: string, clock: Clock) {
    this.bridge = bridge;
    this.pace = new Pace(clock);
    this.#clock = clock;
  }

  wrote(lights: readonly string[]): void {
    const now = this.#clock.now();
    for (const light of lights) this.#wroteAt.set(light, now);
  }

  /** Whether one of us has just written to a light, so that what was read of it may be older. */
  wroteLately(light: string): boolean {
    const at = this.#wroteAt.get(light);
    return at !== undefined && Math.abs(this.#clock.now() - at) <= TOLD_LATE_MS;
  }
}
