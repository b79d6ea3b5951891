import type { Clock, Timer } from "../../support/clock";
import { inTime } from "../../support/in-time";
import { pause } from "../../support/pause";
import { asProblem, type Problem } from "../../support/problem";
import type { OpenLight } from "./driver";
import type { Family } from "./family";
import { halfMs, halfOf } from "./host-effect";
import { isDark, type LightState } from "./light-state";
import type { Report } from "./report";
import { lightHangs } from "./problems";

export interface KeptLightOptions {
  readonly light: OpenLight;
  readonly family: Family;
  readonly model: string;
  readonly clock: Clock;
  /** It is gone, told once; it closes itself. */
  readonly onLost: (problem: Problem) => void;
}

/** An effect that nobody ends does so by itself, in the steady colour: what blinks for ever is a nuisance. */
export const EFFECT_MS = 30 * 60_000;

/** How long a tone is given that is played once, or before it is played again; the longest of a Kuando takes 4.5 s. */
export const TONE_MS = 5_000;

/** A report takes milliseconds. One that takes so long will never end, as when another program holds the light. */
const HANGS_MS = 5_000;

/** How often one looks whether the machine has slept, where the light needs no more. */
const HEARTBEAT_MS = 30_000;

/** A timer that comes so much later than it should has slept with the machine; USB devices lose their state then. */
const SLEPT_MS = 10_000;

/** What waits to be written, all its reports one after the other. */
interface Frame {
  readonly reports: readonly Report[];
  readonly done: (written: boolean) => void;
}

/**
 * One light that is open, kept as it was last asked to be until it is gone or closed. It gets one report after the other,
 * and of several states that wait only the newest.
 */
export class KeptLight {
  readonly #options: KeptLightOptions;
  #state: LightState | undefined;
  #next: Frame | undefined;
  #worker: Promise<void> | undefined;
  #isKeepAliveDue = false;
  #isFirstHalf = true;
  #half: Timer | undefined;
  #effectEnd: Timer | undefined;
  #tone: Timer | undefined;
  #heartbeat: Timer | undefined;
  #isOver = false;
  readonly #ending = new AbortController();

  constructor(options: KeptLightOptions) {
    this.#options = options;
    this.#listen();
  }

  /**
   * Shows a state from now on. Resolves when it is written: true; or when it is not going to be, since another one came
   * or the light is gone: false. Never rejects.
   * @param times how often a tone that is not endless is played
   */
  show(state: LightState, times = 1): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false);
    this.#stopTimers();
    this.#state = state;
    this.#begin(state, times);
    return this.#write(state);
  }

  /** Shows one last state, where one is given, and lets go of the light. Never rejects. */
  async close(last?: LightState): Promise<void> {
    if (this.#isOver) return;
    this.#stopTimers();
    if (last) await this.#write(last);
    await this.#end();
  }

  /** It is gone: the driver has said so. */
  lost(problem: Problem): void {
    if (this.#isOver) return;
    void this.#end();
    this.#options.onLost(problem);
  }

  #begin(state: LightState, times: number): void {
    const { clock } = this.#options;
    const half = halfMs(state, this.#options);
    if (half !== undefined) this.#turnLater(half);
    if (state.effect !== "none" && !isDark(state))
      this.#effectEnd = clock.after(EFFECT_MS, () => this.#endEffect());
    if (state.ringing && !state.ringing.endless)
      this.#tone = clock.after(TONE_MS, () => this.#toneEnded(state, times));
  }

  #endEffect(): void {
    if (this.#state) void this.show({ ...this.#state, effect: "none" });
  }

  /** A tone that was played is not played again when the light is plugged in anew. */
  #toneEnded(state: LightState, times: number): void {
    if (times > 1) return void this.show(state, times - 1);
    const { ringing: _, ...silent } = state;
    this.#state = silent;
  }

  #turnLater(ms: number): void {
    this.#half = this.#options.clock.after(ms, () => {
      this.#turnLater(ms);
      const state = this.#state;
      // A light that is still busy misses a turn rather than fall behind.
      if (!state || this.#next || this.#worker) return;
      this.#isFirstHalf = !this.#isFirstHalf;
      void this.#enqueue(halfOf(state, this.#isFirstHalf));
    });
  }

  #write(state: LightState): Promise<boolean> {
    this.#isFirstHalf = true;
    const isOurs = halfMs(state, this.#options) !== undefined;
    return this.#enqueue(isOurs ? halfOf(state, true) : state);
  }

  #enqueue(state: LightState): Promise<boolean> {
    const { family, model } = this.#options;
    return new Promise((resolve) => {
      this.#next?.done(false);
      this.#next = { reports: family.encode(state, model), done: resolve };
      this.#wake();
    });
  }

  #wake(): void {
    this.#worker ??= this.#work().finally(() => (this.#worker = undefined));
  }

  async #work(): Promise<void> {
    const { family } = this.#options;
    while (!this.#isOver) {
      const frame = this.#next;
      this.#next = undefined;
      if (frame) {
        const written = await this.#sendAll(frame.reports);
        frame.done(written);
      } else if (this.#isKeepAliveDue) {
        this.#isKeepAliveDue = false;
        await this.#sendAll(family.keepAlive?.reports ?? []);
      } else return;
    }
    this.#next?.done(false);
    this.#next = undefined;
  }

  async #sendAll(reports: readonly Report[]): Promise<boolean> {
    const { clock, family, model } = this.#options;
    const restMs = family.restMs?.(model) ?? 0;
    for (const report of reports) {
      if (this.#isOver) return false;
      try {
        await this.#send(report);
      } catch (error) {
        this.lost(asProblem(error));
        return false;
      }
      if (restMs > 0) await pause(clock, restMs, this.#ending.signal);
    }
    return true;
  }

  /** Ends at once, and without trouble, when the light is let go meanwhile. */
  #send(report: Report): Promise<void> {
    const { light, clock } = this.#options;
    const { signal } = this.#ending;
    return new Promise((resolve, reject) => {
      const over = (): void => resolve();
      signal.addEventListener("abort", over);
      inTime(clock, HANGS_MS, light.write(report), lightHangs)
        .finally(() => signal.removeEventListener("abort", over))
        .then(resolve, reject);
    });
  }

  /** Keeps alive what has to be, and notices when the machine has slept. */
  #listen(): void {
    const { clock, family } = this.#options;
    const { keepAlive } = family;
    const every = keepAlive?.everyMs ?? HEARTBEAT_MS;
    const due = clock.now() + every;
    this.#heartbeat = clock.after(every, () => {
      this.#listen();
      const state = this.#state;
      if (!state) return;
      const late = clock.now() - due;
      if (late > SLEPT_MS) void this.#write(state);
      else if (keepAlive && !isDark(state)) {
        this.#isKeepAliveDue = true;
        this.#wake();
      }
    });
  }

  #stopTimers(): void {
    for (const timer of [this.#half, this.#effectEnd, this.#tone]) timer?.cancel();
    this.#half = undefined;
  }

  async #end(): Promise<void> {
    this.#isOver = true;
    this.#stopTimers();
    this.#heartbeat?.cancel();
    this.#next?.done(false);
    this.#next = undefined;
    this.#ending.abort();
    await this.#options.light.close();
  }
}
