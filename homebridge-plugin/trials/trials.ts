import { writeFileAtomically } from "../../shared/support/atomic-file";
import type { Clock, Timer } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { FileWatch } from "../file-watch";
import { guard } from "../guard";
import { readSmallFile } from "./small-file";
import {
  isCurrent,
  parseRequest,
  type Trial,
  type TrialAnswer,
  trialFiles,
  type TrialProblem,
  type TrialRequest,
  type TrialTarget,
} from "./trial-messages";

/** Somebody stands before a lamp and waits. */
const LOOK_EVERY_MS = 1000;

/** A sensor that can be tried. */
export interface TrialSensor {
  /** What the log calls it, like `Alice: In a call`. */
  readonly name: string;
  /** What it is to show, whatever is true; undefined: the truth again. */
  readonly force: (detects: boolean | undefined) => void;
}

export interface TrialsOptions {
  /** Where the plugin keeps its files. */
  readonly folder: string;
  readonly find: (target: TrialTarget) => TrialSensor | TrialProblem;
  readonly clock: Clock;
  readonly log: Log;
}

interface Running {
  readonly sensor: TrialSensor;
  readonly timer: Timer;
}

/** The trials of the plugin that runs: hears requests, has sensors show what is wanted, and ends that. Nothing throws. */
export class Trials {
  readonly #options: TrialsOptions;
  readonly #files: ReturnType<typeof trialFiles>;
  readonly #watch: FileWatch;
  readonly #startedAt: number;
  /** By sensor. */
  readonly #running = new Map<string, Running>();
  /** The request that was heard last. */
  #heard = "";
  #isClosed = false;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: TrialsOptions) {
    const { folder, clock } = options;
    this.#options = options;
    this.#files = trialFiles(folder);
    this.#startedAt = clock.now();
    this.#watch = new FileWatch({
      paths: [this.#files.request],
      everyMs: LOOK_EVERY_MS,
      clock,
      onChange: () => void this.#look(),
    });
  }

  start(): void {
    this.#watch.start();
  }

  /** What a sensor shows then is for whoever shows anything at all. */
  close(): void {
    this.#isClosed = true;
    this.#watch.close();
    for (const { timer } of this.#running.values()) timer.cancel();
    this.#running.clear();
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    const { clock, log } = this.#options;
    try {
      const text = await readSmallFile(this.#files.request);
      if (text === undefined || this.#isClosed) return;
      const request = parseRequest(text);
      if (!request) log.debug("What asks for the test of a sensor is no request; it is left alone.");
      else if (isCurrent(request, { startedAt: this.#startedAt, now: clock.now() })) this.#hear(request);
    } catch {
      log.debug("What asks for the test of a sensor could not be read; it is left alone.");
    }
  }

  #hear({ id, wish }: TrialRequest): void {
    if (id === this.#heard) return;
    this.#heard = id;
    this.#answer(wish === "end" ? this.#endAll(id) : this.#begin(id, wish));
  }

  #begin(id: string, { target, detects, seconds }: Trial): TrialAnswer {
    const { find, clock, log } = this.#options;
    const sensor = find(target);
    if (typeof sensor === "string") return { id, problem: sensor };
    const key = JSON.stringify(target);
    this.#running.get(key)?.timer.cancel();
    const ms = seconds * 1000;
    const timer = clock.after(ms, () => {
      this.#end(key);
      // Whoever has asked for something else meanwhile may still wait for the answer to that.
      if (this.#heard === id) this.#answer({ id, ended: true });
    });
    this.#running.set(key, { sensor, timer });
    log.info(`${sensor.name} ${detects ? "detects" : "does not detect"} for ${seconds} s, as a test.`);
    guard(log, () => sensor.force(detects));
    return { id, until: clock.now() + ms };
  }

  #endAll(id: string): TrialAnswer {
    for (const key of this.#running.keys()) this.#end(key);
    return { id, ended: true };
  }

  #end(key: string): void {
    const running = this.#running.get(key);
    if (!running) return;
    this.#running.delete(key);
    running.timer.cancel();
    const { sensor } = running;
    guard(this.#options.log, () => sensor.force(undefined));
    this.#options.log.info(`${sensor.name} shows the truth again.`);
  }

  /** One after another, or an older one might come last. */
  #answer(answer: TrialAnswer): void {
    const write = (): Promise<void> => writeFileAtomically(this.#files.answer, JSON.stringify(answer));
    this.#writing = this.#writing
      .then(write)
      .catch(() => this.#options.log.debug("The test of a sensor could not be answered."));
  }
}
