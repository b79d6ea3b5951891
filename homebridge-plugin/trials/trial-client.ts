import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { writeFileAtomically } from "../../shared/support/atomic-file";
import type { Clock } from "../../shared/support/clock";
import { pause } from "../../shared/support/pause";
import { readSmallFile } from "./small-file";
import { parseAnswer, requestText, type Trial, type TrialAnswer, trialFiles } from "./trial-messages";

/** The plugin looks every second; one that has not answered by then does not run. */
const LONGEST_WAIT_MS = 5000;
const LOOK_EVERY_MS = 250;

/** `no-answer`: no plugin runs that looks at requests; `not-written`: the storage takes none. */
export type TrialOutcome =
  | TrialAnswer
  | { readonly id: string; readonly problem: "no-answer" | "not-written" };

export interface TrialClientOptions {
  /** Where the plugin keeps its files. */
  readonly folder: string;
  readonly clock: Clock;
}

/** Asks the plugin that runs for trials. Requests are made one after another; none rejects. */
export class TrialClient {
  readonly #clock: Clock;
  readonly #files: ReturnType<typeof trialFiles>;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ folder, clock }: TrialClientOptions) {
    this.#clock = clock;
    this.#files = trialFiles(folder);
  }

  /** Gives until when it lasts, or why there is none. Another one of the same sensor ends with it. */
  start(trial: Trial): Promise<TrialOutcome> {
    return this.#next(trial);
  }

  /** Ends all that are under way. */
  end(): Promise<TrialOutcome> {
    return this.#next("end");
  }

  #next(wish: Trial | "end"): Promise<TrialOutcome> {
    const outcome = this.#last.then(() => this.#ask(wish));
    this.#last = outcome;
    return outcome;
  }

  async #ask(wish: Trial | "end"): Promise<TrialOutcome> {
    const id = randomUUID();
    const { request } = this.#files;
    try {
      await writeFileAtomically(request, requestText({ id, at: this.#clock.now(), wish }));
    } catch {
      return { id, problem: "not-written" };
    }
    for (let waited = 0; waited < LONGEST_WAIT_MS; waited += LOOK_EVERY_MS) {
      await pause(this.#clock, LOOK_EVERY_MS);
      const answer = await this.#answer();
      if (answer?.id === id) return answer;
    }
    // Nobody is to begin when nobody waits any more.
    await rm(request, { force: true }).catch(() => undefined);
    return { id, problem: "no-answer" };
  }

  async #answer(): Promise<TrialAnswer | undefined> {
    try {
      return parseAnswer((await readSmallFile(this.#files.answer)) ?? "");
    } catch {
      return undefined;
    }
  }
}
