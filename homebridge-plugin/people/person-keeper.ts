import {
  type DiffOptions,
  type Outcome,
  parseState,
  type PersonState,
  receive,
  restart,
  wake,
} from "../../shared/presence/change";
import { isFields } from "../../shared/presence/fields";
import { isWithinHours, nextHoursChange } from "../../shared/presence/hours";
import type { ChangedPresence, Presence } from "../../shared/presence/presence";
import type { Clock, Timer } from "../../shared/support/clock";
import type { Memory } from "../../shared/support/memory-file";
import type { SensorHours } from "../config/config";
import type { Situation } from "../sensors/sensor-values";

/** A machine may sleep, and its clock may jump: a long timer alone would be late. */
const LOOK_AGAIN_MS = 60_000;

/** A timer that is later than this was not late: the machine slept, or its clock was set. */
const JUMP_MS = 10_000;

/** What counts, since when, and what counted before. */
export type ShownPresence = Omit<ChangedPresence, "change">;

/** A person as HomeKit is to show them. */
export interface PersonView extends Situation {
  /** After a start what was remembered, until it is heard again. */
  readonly presence: ShownPresence | undefined;
  readonly paused: boolean;
}

export interface KeeperOptions {
  /** Seconds a new value must last. */
  readonly settle: number;
  /** Seconds that a lost source still counts. */
  readonly grace: number;
  readonly hours: SensorHours | undefined;
  readonly clock: Clock;
  readonly memory: Pick<Memory, "save">;
  /** What `memory` held when the process began. */
  readonly remembered: unknown;
  /** Told when anything of the view has changed, and once at the start. */
  readonly onView: (view: PersonView) => void;
}

/**
 * What is known of one person: what their source says, whether it is silent, whether anybody wants to see it. Tells a
 * view whenever that changes, remembers over restarts, and has one timer for all that comes with time.
 */
export class PersonKeeper {
  readonly #options: KeeperOptions;
  readonly #diff: DiffOptions;
  #state: PersonState | undefined;
  #shown: ShownPresence | undefined;
  #paused: boolean;
  /** Since when the source is silent, in milliseconds since 1970; undefined while it is well. */
  #silentSince: number | undefined;
  #stale = false;
  #signInNeeded = false;
  #within = true;
  #timer: Timer | undefined;
  #isRunning = false;
  #told = "";

  constructor(options: KeeperOptions) {
    const { settle, remembered } = options;
    this.#options = options;
    this.#diff = { compare: "any", settle, hold: [], first: false };
    const memory = isFields(remembered) ? remembered : {};
    const state = parseState(memory["state"]);
    this.#state = state && restart(state);
    this.#shown = state && asShown(state);
    this.#paused = memory["paused"] === true;
  }

  /** Tells what was remembered; from here the source has its grace to say something. */
  start(): void {
    this.#isRunning = true;
    this.#silentSince = this.#options.clock.now();
    this.#attend();
  }

  close(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  heard(presence: Presence): void {
    const now = this.#options.clock.now();
    // A source that gives somebody up says so after a grace of its own.
    this.#stale = presence.stale === true;
    this.#silentSince = undefined;
    if (!this.#stale) this.#take(receive(this.#state, presence, this.#diff, now));
    this.#attend();
  }

  /** The source says nothing any more. */
  lost(): void {
    this.#silentSince ??= this.#options.clock.now();
    this.#attend();
  }

  setSignInNeeded(needed: boolean): void {
    this.#signInNeeded = needed;
    this.#attend();
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#remember();
    this.#attend();
  }

  #take(outcome: Outcome): void {
    const before = this.#state;
    this.#state = outcome.state;
    if (before?.passed !== outcome.state.passed || before.since !== outcome.state.since) this.#remember();
  }

  #remember(): void {
    void this.#options.memory.save({ state: this.#state, paused: this.#paused });
  }

  /** Does what is due, tells what has changed, and sets the timer for what comes next. */
  #attend(): void {
    if (!this.#isRunning) return;
    const { clock, grace, hours } = this.#options;
    const now = clock.now();
    const woken = this.#state && wake(this.#state, this.#diff, now);
    if (woken) this.#take(woken);
    // A clock that was set back must not make anybody wait longer.
    if (this.#silentSince !== undefined) this.#silentSince = Math.min(this.#silentSince, now);
    const staleAt = (this.#silentSince ?? Number.POSITIVE_INFINITY) + grace * 1000;
    if (staleAt <= now) this.#stale = true;
    this.#within = hours === undefined || isWithinHours(hours, now);
    this.#show();
    const hoursAt = hours && nextHoursChange(hours, now);
    const lookAt = hours && now + LOOK_AGAIN_MS;
    this.#arm([woken?.wakeAt, this.#stale ? undefined : staleAt, hoursAt, lookAt], now);
  }

  #show(): void {
    const isFrozen = !this.#within && this.#options.hours?.outside === "leave";
    if (!isFrozen) this.#shown = this.#state && asShown(this.#state);
    const view: PersonView = {
      presence: this.#shown,
      stale: this.#stale,
      signInNeeded: this.#signInNeeded,
      ignored: this.#paused || (!this.#within && !isFrozen),
      paused: this.#paused,
    };
    const told = JSON.stringify(view);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onView(view);
  }

  #arm(times: readonly (number | undefined)[], now: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const next = Math.min(...times.filter((time) => time !== undefined), Number.POSITIVE_INFINITY);
    if (!Number.isFinite(next)) return;
    const wait = Math.min(Math.max(0, next - now), LOOK_AGAIN_MS);
    this.#timer = this.#options.clock.after(wait, () => this.#ring(now + wait));
  }

  /** The source had no chance to say anything while the machine slept: that time does not count. */
  #ring(due: number): void {
    const late = this.#options.clock.now() - due;
    if (late > JUMP_MS && this.#silentSince !== undefined) this.#silentSince += late;
    this.#attend();
  }
}

function asShown({ passed, since, previous }: PersonState): ShownPresence {
  return { ...passed, since, previous };
}
