import type { Clock } from "../../support/clock";
import { inTime } from "../../support/in-time";
import { pause } from "../../support/pause";
import { asProblem, type Problem } from "../../support/problem";
import type { OpenLight } from "./driver";
import type { Family } from "./family";
import type { LightState } from "./light-state";
import { lightHangs } from "./problems";
import type { Report } from "./report";

export interface WriterOptions {
  readonly light: OpenLight;
  readonly family: Family;
  readonly model: string;
  readonly clock: Clock;
  /** The light did not take a report. */
  readonly onTrouble: (problem: Problem) => void;
}

/** A report takes milliseconds. One that takes so long will never end, as when another program holds the light. */
const HANGS_MS = 5_000;

/** What goes to the light together, all its reports one after the other. */
interface Frame {
  readonly reports: readonly Report[];
  readonly done: (written: boolean) => void;
}

/** Sends one report after the other; of several states that wait only the newest. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #ending = new AbortController();
  #next: Frame | undefined;
  #isKeepAliveDue = false;
  #isBusy = false;
  #working: Promise<void> = Promise.resolve();

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Whether anything is being sent. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Whether it was written; false where a newer one came before, or the light is gone. Never rejects. */
  write(state: LightState): Promise<boolean> {
    const { family, model } = this.#options;
    if (this.#ending.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#next?.done(false);
      this.#next = { reports: family.encode(state, model), done: resolve };
      this.#wake();
    });
  }

  /** Goes before any state that waits: where one follows another all the time it would never have its turn. */
  keepAlive(): void {
    this.#isKeepAliveDue = true;
    this.#wake();
  }

  /** Resolves when nothing is being sent any more. Never rejects. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** Sends nothing any more, and waits no longer for what is under way. */
  end(): void {
    this.#ending.abort();
    this.#next?.done(false);
    this.#next = undefined;
  }

  #wake(): void {
    if (this.#isBusy || this.#ending.signal.aborted) return;
    this.#isBusy = true;
    this.#working = this.#work();
  }

  async #work(): Promise<void> {
    for (let frame = this.#take(); frame; frame = this.#take())
      frame.done(await this.#sendAll(frame.reports));
    // At once: what is asked for from now on has to wake it again.
    this.#isBusy = false;
  }

  #take(): Frame | undefined {
    const { family } = this.#options;
    if (this.#ending.signal.aborted) return undefined;
    if (this.#isKeepAliveDue) {
      this.#isKeepAliveDue = false;
      return { reports: family.keepAlive?.reports ?? [], done: () => undefined };
    }
    const frame = this.#next;
    this.#next = undefined;
    return frame;
  }

  async #sendAll(reports: readonly Report[]): Promise<boolean> {
    const { clock, family, model, onTrouble } = this.#options;
    const { signal } = this.#ending;
    const restMs = family.restMs?.(model) ?? 0;
    for (const report of reports) {
      try {
        await this.#send(report);
      } catch (error) {
        if (!signal.aborted) onTrouble(asProblem(error));
        return false;
      }
      if (restMs > 0) await pause(clock, restMs, signal);
      if (signal.aborted) return false;
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
}
