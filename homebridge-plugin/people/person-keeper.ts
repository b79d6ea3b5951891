import {
  type DiffOptions,
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
  /** Where the presence comes from, in whatever words; undefined: nowhere, since the configuration is wrong. */
  readonly source: string | undefined;
  /** Seconds a new value must last. */
  readonly settle: number;
  /** Seconds that a lost source still counts. */
  readonly grace: number;
  readonly hours: SensorHours | undefined;
  readonly clock: Clock;
  readonly memory: Pick<Memory, "save">;
  /** What `memory` held when the process began. */
  readonly remembered: unknown;
  /** Whether there is a switch to pause by: without one, nobody could end a pause that is remembered. */
  readonly mayPause: boolean;
  /** Told when anything of the view has changed, and once at the start. Never throws. */
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
  /** What counts: the state, or what it was when hours ended that leave things as they are. */
  #shown: PersonState | undefined;
  #paused: boolean;
  readonly #source: string;
  /** Since when the source is silent, in milliseconds since 1970; undefined while it is well. */
  #silentSince: number | undefined;
  #stale: boolean;
  #signInNeeded = false;
  #within = true;
  #timer: Timer | undefined;
  /** When the timer is to ring, in milliseconds since 1970. */
  #due: number | undefined;
  #isRunning = false;
  #told = "";
  #saved: string;

  constructor(options: KeeperOptions) {
    const { settle, source, remembered, mayPause } = options;
    this.#options = options;
    this.#diff = { compare: "any", settle, hold: [], first: false };
    const memory = isFields(remembered) ? remembered : {};
    this.#source = source ?? textOf(memory["source"]);
    // Of another source, or another user, it would be somebody else's.
    const isOwn = this.#source === textOf(memory["source"]);
    const state = isOwn ? parseState(memory["state"]) : undefined;
    this.#state = state && restart(state);
    this.#shown = isOwn ? (parseState(memory["shown"]) ?? this.#state) : undefined;
    this.#stale = source === undefined || (isOwn && memory["stale"] === true);
    this.#paused = mayPause && memory["paused"] === true;
    // What no longer counts now, for want of a source, is not to count again when there is one.
    this.#saved = source === undefined ? "" : this.#worthSaving();
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
    if (!this.#isRunning) return;
    // A source that gives somebody up says so after a grace of its own.
    this.#stale = presence.stale === true;
    this.#silentSince = undefined;
    if (!this.#stale) this.#receive(presence);
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
    this.#attend();
  }

  /** Sources put what they hear in order themselves; by a sequence that has begun anew, nobody would be heard again. */
  #receive(presence: Presence): void {
    const { sequence: _sequence, ...known } = this.#state ?? {};
    const isOther = this.#state === undefined || presence.accountChanged === true;
    const before = isOther ? undefined : (known as PersonState);
    this.#state = receive(before, presence, this.#diff, this.#options.clock.now()).state;
  }

  /** Does what is due, tells and remembers what has changed, and sets the timer for what comes next. */
  #attend(): void {
    if (!this.#isRunning) return;
    const { clock, grace, hours } = this.#options;
    const now = clock.now();
    const woken = this.#state && wake(this.#state, this.#diff, now);
    this.#state = woken?.state;
    this.#forgiveSleep(now);
    const staleAt = (this.#silentSince ?? Number.POSITIVE_INFINITY) + grace * 1000;
    if (staleAt <= now) this.#stale = true;
    this.#within = hours === undefined || isWithinHours(hours, now);
    const hoursAt = hours && nextHoursChange(hours, now);
    const lookAt = hours && now + LOOK_AGAIN_MS;
    this.#arm([woken?.wakeAt, this.#stale ? undefined : staleAt, hoursAt, lookAt], now);
    this.#show();
    this.#remember();
  }

  /** The source had no chance to say anything while the machine slept: that time does not count. */
  #forgiveSleep(now: number): void {
    if (this.#silentSince === undefined) return;
    const late = now - (this.#due ?? now);
    const since = late > JUMP_MS ? this.#silentSince + late : this.#silentSince;
    // Nor must a clock that was set back make anybody wait longer.
    this.#silentSince = Math.min(since, now);
  }

  #show(): void {
    const held = !this.#within && this.#options.hours?.outside === "leave";
    if (!held) this.#shown = this.#state;
    this.#shown ??= this.#state;
    const view: PersonView = {
      presence: this.#shown && asShown(this.#shown),
      stale: this.#stale,
      signInNeeded: this.#signInNeeded,
      ignored: this.#paused || (!this.#within && !held),
      held,
      paused: this.#paused,
    };
    const told = JSON.stringify(view);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onView(view);
  }

  #remember(): void {
    const worth = this.#worthSaving();
    if (worth === this.#saved) return;
    this.#saved = worth;
    const shown = this.#shown === this.#state ? undefined : this.#shown;
    const [source, stale, paused] = [this.#source, this.#stale, this.#paused];
    void this.#options.memory.save({ source, state: this.#state, shown, stale, paused });
  }

  /** Not what has yet to settle, or when somebody was heard last: that changes with every poll. */
  #worthSaving(): string {
    const counts = (state: PersonState | undefined): unknown => state && [state.passed, state.since];
    return JSON.stringify([counts(this.#state), counts(this.#shown), this.#stale, this.#paused]);
  }

  #arm(times: readonly (number | undefined)[], now: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due = undefined;
    const next = Math.min(...times.filter((time) => time !== undefined), Number.POSITIVE_INFINITY);
    if (!Number.isFinite(next)) return;
    const wait = Math.min(Math.max(0, next - now), LOOK_AGAIN_MS);
    this.#due = now + wait;
    this.#timer = this.#options.clock.after(wait, () => this.#attend());
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function asShown({ passed, since, previous }: PersonState): ShownPresence {
  return { ...passed, since, previous };
}
