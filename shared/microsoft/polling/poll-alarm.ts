import type { Clock, Timer } from "../../support/clock";
import type { Log } from "../../support/log";

export interface PollAlarmOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The time it was set to has come, or the heartbeat's. */
  readonly onRing: () => void;
  /** The clock was set, or the machine slept, by so many milliseconds (negative: backwards). */
  readonly onJump: (jump: number) => void;
}

interface Armed {
  readonly timer: Timer;
  readonly setAt: number;
  readonly ms: number;
}

/** Timers run no longer than this, so that a clock that was set or a machine that slept is noticed soon. */
const HEARTBEAT_MS = 60_000;
/** Timers are late by less than this on a busy machine. */
const JUMP_MS = 10_000;

/** The one timer of a poller, which also notices when the clock has moved otherwise than time. */
export class PollAlarm {
  readonly #options: PollAlarmOptions;
  #armed: Armed | undefined;

  constructor(options: PollAlarmOptions) {
    this.#options = options;
  }

  /** Rings at that time, in milliseconds since 1970, or earlier. Takes the place of what was set before. */
  set(at: number): void {
    this.cancel();
    const { clock, onRing } = this.#options;
    const setAt = clock.now();
    const ms = Math.max(0, Math.min(at - setAt, HEARTBEAT_MS));
    const timer = clock.after(ms, () => {
      this.#compare(true);
      onRing();
    });
    this.#armed = { timer, setAt, ms };
  }

  cancel(): void {
    this.#armed?.timer.cancel();
    this.#armed = undefined;
  }

  /** Whether the clock has jumped since the alarm was set; after a jump the alarm has to be set anew. */
  noticeJump(): void {
    this.#compare(false);
  }

  /**
   * Compares the time that has passed by the clock with that of the timer. Before the timer has fired nobody knows how
   * much of it was real: it then counts as none, so that a pause is rather too long than too short.
   */
  #compare(fired: boolean): void {
    if (!this.#armed) return;
    const { clock, log, onJump } = this.#options;
    const { setAt, ms } = this.#armed;
    const passed = clock.now() - setAt;
    const late = passed - ms;
    if (fired ? Math.abs(late) < JUMP_MS : late < JUMP_MS && passed > -JUMP_MS) return;
    const jump = fired ? late : passed;
    log.debug(`The clock moved by ${Math.round(jump / 1000)} s: it was set, or the machine slept`);
    onJump(jump);
    this.cancel();
  }
}
