import type { Clock, Timer } from "../../support/clock";
import { inTime } from "../../support/in-time";
import type { Problem } from "../../support/problem";
import type { OpenLight } from "./driver";
import type { Family } from "./family";
import { halfMs, halfOf } from "./host-effect";
import { isDark, type LightState } from "./light-state";
import { lightHangs } from "./problems";
import { Writer } from "./writer";

export interface KeptLightOptions {
  readonly light: OpenLight;
  readonly family: Family;
  readonly model: string;
  readonly clock: Clock;
  /** It is gone, or does not take what it is sent, told once; it closes itself. */
  readonly onLost: (problem: Problem) => void;
}

/** An effect that nobody ends does so by itself, in the steady colour: what blinks for ever is a nuisance. */
export const EFFECT_MS = 30 * 60_000;

/** How long a tone is given that is played once, or before it is played again; the longest of a Kuando takes 4.5 s. */
export const TONE_MS = 5_000;

/** How often one looks whether the machine has slept, where the light needs no more. */
const HEARTBEAT_MS = 30_000;

/** A timer that comes so much later than it should has slept with the machine; USB devices lose their state then. */
const SLEPT_MS = 10_000;

/** How long a light that is let go may take for its last state, and then for being closed: Node-RED waits 15 seconds. */
const LAST_STATE_MS = 5_000;
const CLOSING_MS = 2_000;

/** One light that is open, kept as it was last asked to be until it is gone or closed. */
export class KeptLight {
  readonly #options: KeptLightOptions;
  readonly #writer: Writer;
  #state: LightState | undefined;
  #isFirstHalf = true;
  #half: Timer | undefined;
  #effectEnd: Timer | undefined;
  #tone: Timer | undefined;
  #heartbeat: Timer | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: KeptLightOptions) {
    this.#options = options;
    this.#writer = new Writer({ ...options, onTrouble: (problem) => this.lost(problem) });
    this.#listen();
  }

  /**
   * Shows a state from now on. Resolves when it is written: true; or when it is not going to be, since another one came
   * or the light is gone: false. Never rejects.
   * @param state with a sound only where the light makes it
   * @param times how often a tone that is not endless is played
   */
  show(state: LightState, times = 1): Promise<boolean> {
    if (this.#closing) return Promise.resolve(false);
    this.#stopTimers();
    this.#state = state;
    if (state.effect !== "none" && !isDark(state))
      this.#effectEnd = this.#options.clock.after(EFFECT_MS, () => this.#endEffect());
    return this.#begin(state, times);
  }

  /** Shows one last state, or else stays in its colour and is silent, and lets go of the light. Never rejects. */
  close(last?: LightState): Promise<void> {
    return (this.#closing ??= this.#close(last));
  }

  /** The same at once, for a light that is not there any more. */
  abandon(): Promise<void> {
    this.#writer.end();
    return this.close();
  }

  /** It is gone: the driver has said so. */
  lost(problem: Problem): void {
    const isLetGo = this.#closing !== undefined;
    void this.abandon();
    if (!isLetGo) this.#options.onLost(problem);
  }

  /**
   * Whatever is written starts a tone or stops it. So a light whose effect is ours holds still while one is played, as
   * those do that breathe by themselves.
   */
  #begin(state: LightState, times: number): Promise<boolean> {
    const { clock } = this.#options;
    const { ringing } = state;
    if (!ringing) this.#turn(state);
    else if (!ringing.endless) this.#tone = clock.after(TONE_MS, () => this.#toneEnded(times));
    return this.#writeFirstHalf(state);
  }

  /** A tone that was played is not played again, whatever happens to the light. */
  #toneEnded(times: number): void {
    const state = this.#state;
    if (!state) return;
    if (times > 1) return void this.#begin(state, times - 1);
    this.#state = silent(state);
    this.#turn(this.#state);
  }

  #endEffect(): void {
    this.#half?.cancel();
    if (this.#state) this.#state = { ...this.#state, effect: "none" };
    this.#writeAgain();
  }

  #turn(state: LightState): void {
    const ms = halfMs(state, this.#options);
    if (ms === undefined) return;
    this.#half = this.#options.clock.after(ms, () => {
      this.#turn(state);
      // A light that is still busy misses a turn rather than fall behind.
      if (this.#writer.isBusy) return;
      this.#isFirstHalf = !this.#isFirstHalf;
      void this.#writer.write(halfOf(state, this.#isFirstHalf));
    });
  }

  #writeFirstHalf(state: LightState): Promise<boolean> {
    this.#isFirstHalf = true;
    const isOurs = halfMs(state, this.#options) !== undefined;
    return this.#writer.write(isOurs ? halfOf(state, true) : state);
  }

  /** What it is to show now, where only a tone that never ends is begun anew. */
  #writeAgain(): void {
    const state = this.#state;
    if (state) void this.#writeFirstHalf(state.ringing?.endless ? state : silent(state));
  }

  /** Keeps alive what has to be, and notices when the machine has slept. */
  #listen(): void {
    const { clock, family } = this.#options;
    const { keepAlive } = family;
    const every = keepAlive?.everyMs ?? HEARTBEAT_MS;
    const due = clock.now() + every;
    this.#heartbeat = clock.after(every, () => {
      this.#listen();
      if (clock.now() - due > SLEPT_MS) this.#writeAgain();
      if (keepAlive && this.#state && !isAtRest(this.#state)) this.#writer.keepAlive();
    });
  }

  #stopTimers(): void {
    for (const timer of [this.#half, this.#effectEnd, this.#tone]) timer?.cancel();
  }

  async #close(last: LightState | undefined): Promise<void> {
    const { clock, light } = this.#options;
    this.#stopTimers();
    this.#heartbeat?.cancel();
    await inTime(clock, LAST_STATE_MS, this.#writeLast(last), lightHangs).catch(() => undefined);
    this.#writer.end();
    const closing = (async () => light.close())();
    await inTime(clock, CLOSING_MS, closing, lightHangs).catch(() => undefined);
  }

  /** Nothing, where nothing would change when nobody goes on with an effect or ends a sound. */
  async #writeLast(last: LightState | undefined): Promise<void> {
    const state = this.#state;
    if (last) await this.#writer.write(last);
    else if (state && (!this.#isFirstHalf || state.ringing?.endless))
      await this.#writeFirstHalf(silent(state));
    else await this.#writer.idle();
  }
}

/** Whether nothing is lost when a light forgets it: it is dark, and makes no sound that goes on. */
function isAtRest(state: LightState): boolean {
  return isDark(state) && state.ringing?.endless !== true;
}

function silent(state: LightState): LightState {
  const { ringing: _, ...rest } = state;
  return rest;
}
