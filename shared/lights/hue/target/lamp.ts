import type { Clock } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { asProblem, type Problem } from "../../../support/problem";
import type { Connection } from "../wire/connection";
import type { LightState } from "../home/light-state";
import type { LightBody } from "../home/light-body";
import { readLight, writeLight } from "../home/lights";
import { EarlierLook, type LampMemory } from "./memory";
import type { Look } from "../home/home";
import { planWrite, type PlanOptions, type Wanted } from "./plan";

/** What a lamp can be asked for; `restore` gives back what it showed before our first write. */
export type LampWanted = Exclude<Wanted, { kind: "restore" }> | { readonly kind: "restore" };

export interface Outcome {
  /** Whether something was written. */
  readonly applied: boolean;
  /** `leave` is for callers that decide to leave the lamp alone; a Lamp never says it. */
  readonly skipped?: "unchanged" | "superseded" | "unreachable" | "off" | "leave";
}

export type LampState =
  | { readonly kind: "ok" }
  /** It is tried again until it works. */
  | { readonly kind: "unreachable"; readonly problem: Problem }
  /** Somebody has to do something. */
  | { readonly kind: "problem"; readonly problem: Problem };

export interface LampOptions {
  /** Asked for at each attempt, so that a bridge may be replaced meanwhile. May throw a Problem. */
  readonly connection: () => Connection;
  /** Resource id of the light. */
  readonly id: string;
  readonly options: PlanOptions;
  readonly memory: LampMemory;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the state changes, first after the first attempt. */
  readonly onState: (state: LampState) => void;
}

/** Signify's advice is at most about ten commands a second to lights. */
const BETWEEN_WRITES_MS = 100;
const FIRST_RETRY_MS = 1_000;
const FIRST_RETRY_OVERLOADED_MS = 500;
const LONGEST_RETRY_MS = 60_000;

const NOT_HEARD = "light-unreachable";

/** Trouble that passes by itself: a bridge that is off, busy, or starting up and answering nonsense; a lamp without power. */
const PASSING = new Set(["bridge-unreachable", "bridge-overloaded", "bridge-bad-answer", NOT_HEARD]);

interface Job {
  readonly wanted: LampWanted;
  /** Both do nothing the second time: a job that is retried has already answered its caller. */
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (problem: Problem) => void;
  /** From its first write on, a job is finished before the next begins. */
  writing: boolean;
}

/** One light, kept as it was last wanted. Writes one thing at a time, the newest, and only what differs. */
export class Lamp {
  readonly #options: LampOptions;
  /** The newest that is wanted and not yet done. */
  #job: Job | undefined;
  #working = false;
  #worker: Promise<void> = Promise.resolve();
  #closed = false;
  /** Ends the wait under way: any wait when closing, one before a retry also when something newer is wanted. */
  #endWait: (() => void) | undefined;
  #endRetryWait: (() => void) | undefined;
  #failures = 0;
  #writtenAt: number | undefined;
  /** The last write was not heard. Some bridges then tell what was wished, so what they tell is written all the same. */
  #doubtful = false;
  readonly #earlier: EarlierLook;
  #state = "";

  constructor(options: LampOptions) {
    this.#options = options;
    this.#earlier = new EarlierLook(options.id, options.memory, options.log);
  }

  /**
   * Brings the light to what is wanted. An earlier call that has not begun to write resolves as `superseded`.
   * A bridge that cannot be reached, or a light that does not hear it, resolves as `unreachable` and is tried again
   * quietly until it works or something newer is wanted. Rejects with a Problem when only a person can help
   * (`bridge-key-refused`, `light-not-found`, ...).
   */
  apply(wanted: LampWanted): Promise<Outcome> {
    if (this.#closed) return Promise.resolve({ applied: false, skipped: "superseded" });
    return new Promise((resolve, reject) => {
      this.#supersede();
      this.#job = { wanted, resolve, reject, writing: false };
      this.#endRetryWait?.();
      if (!this.#working) this.#worker = this.#work();
    });
  }

  /** From now on the light is left as it is: what is wanted is dropped, and a write under way is not tried again. */
  leave(): void {
    this.#supersede();
    this.#job = undefined;
    this.#endRetryWait?.();
  }

  /** Gives the light its earlier state, in one attempt, and closes: for a lamp that is no longer ours. */
  async giveBack(): Promise<Outcome> {
    try {
      return await this.apply({ kind: "restore" });
    } finally {
      await this.close();
    }
  }

  /** Drops what is pending; resolves when a write under way has ended. The light stays as it is. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#job?.resolve({ applied: false, skipped: "superseded" });
    this.#job = undefined;
    this.#endWait?.();
    await this.#worker;
  }

  /** Whether there is still something to give back. */
  async hasEarlierLook(): Promise<boolean> {
    return (await this.#earlier.get()) !== undefined;
  }

  #supersede(): void {
    if (!this.#job?.writing) this.#job?.resolve({ applied: false, skipped: "superseded" });
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let job = this.#job; job; job = this.#job) {
      const trouble = await this.#attempt(job);
      if (trouble && !this.#closed) await this.#waitAfter(trouble, job);
    }
    this.#working = false;
  }

  /** Resolves to trouble that will pass, when there was any. Never rejects. */
  async #attempt(job: Job): Promise<Problem | undefined> {
    try {
      const outcome = await this.#carryOut(job);
      this.#failures = 0;
      this.#drop(job);
      job.resolve(outcome);
      return undefined;
    } catch (error) {
      job.writing = false;
      const problem = asProblem(error);
      if (PASSING.has(problem.code)) {
        this.#report({ kind: "unreachable", problem });
        job.resolve({ applied: false, skipped: "unreachable" });
        return problem;
      }
      this.#drop(job);
      this.#report({ kind: "problem", problem });
      job.reject(problem);
      return undefined;
    }
  }

  async #carryOut(job: Job): Promise<Outcome> {
    const { id, options } = this.#options;
    const wanted = await this.#inFull(job.wanted);
    if (!wanted) return { applied: false, skipped: "unchanged" };
    const connection = this.#options.connection();
    const state = await readLight(connection, id);
    const plan = planWrite(wanted, { ...state, doubtful: this.#doubtful }, options);
    const restoring = wanted.kind === "restore";
    if ("skipped" in plan) {
      if (restoring && plan.skipped === "unchanged") await this.#earlier.set(undefined);
      this.#report({ kind: "ok" });
      return { applied: false, skipped: plan.skipped };
    }
    // On disk before the light changes, so that a crash in between cannot lose it.
    if (!restoring && !(await this.#earlier.get())) await this.#earlier.set(lookOf(state));
    await this.#pace();
    if (job !== this.#job) return { applied: false, skipped: "superseded" };
    job.writing = true;
    await this.#write(connection, plan.body);
    if (plan.after) {
      await this.#pace();
      await this.#write(connection, plan.after);
    }
    if (restoring) await this.#earlier.set(undefined);
    this.#report({ kind: "ok" });
    return { applied: true };
  }

  async #inFull(wanted: LampWanted): Promise<Wanted | undefined> {
    const earlier = await this.#earlier.get();
    if (wanted.kind !== "restore") return wanted;
    return earlier && { kind: "restore", earlier };
  }

  async #write(connection: Connection, body: LightBody): Promise<void> {
    const { id, clock, log } = this.#options;
    this.#writtenAt = clock.now();
    const warnings = await this.#heard(writeLight(connection, id, body));
    for (const warning of warnings) log.warn(`Hue light ${id}: ${warning}`);
  }

  /** Keeps in mind whether a write came through; one whose answer is lost tells nothing about that. */
  async #heard<T>(write: Promise<T>): Promise<T> {
    try {
      const answer = await write;
      this.#doubtful = false;
      return answer;
    } catch (error) {
      if (asProblem(error).code === NOT_HEARD) this.#doubtful = true;
      throw error;
    }
  }

  async #pace(): Promise<void> {
    if (this.#writtenAt === undefined) return;
    const left = this.#writtenAt + BETWEEN_WRITES_MS - this.#options.clock.now();
    // A wall clock set back must not make it longer.
    if (left > 0) await this.#wait(Math.min(left, BETWEEN_WRITES_MS));
  }

  /** A short pause for whatever comes next; the rest of the back-off only while nothing newer is wanted. */
  async #waitAfter({ code }: Problem, job: Job): Promise<void> {
    const first = code === "bridge-overloaded" ? FIRST_RETRY_OVERLOADED_MS : FIRST_RETRY_MS;
    const delay = Math.min(first * 2 ** this.#failures++, LONGEST_RETRY_MS);
    const pause = Math.min(delay, FIRST_RETRY_MS);
    await this.#wait(pause);
    if (job !== this.#job || delay === pause) return;
    const rest = this.#wait(delay - pause);
    this.#endRetryWait = this.#endWait;
    await rest;
    this.#endRetryWait = undefined;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(ms, resolve);
      this.#endWait = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #drop(job: Job): void {
    if (this.#job === job) this.#job = undefined;
  }

  #report(state: LampState): void {
    const key = state.kind === "ok" ? "ok" : `${state.kind} ${state.problem.code}`;
    if (this.#closed || key === this.#state) return;
    this.#state = key;
    try {
      this.#options.onState(state);
    } catch (error) {
      this.#options.log.error(`Hue light ${this.#options.id}: ${asProblem(error).message}`);
    }
  }
}

/** What of a light's state there is to give back. */
export function lookOf({ on, brightness, xy, mirek }: LightState): Look {
  return {
    on,
    ...(brightness !== undefined && { brightness }),
    ...(mirek !== undefined ? { mirek } : xy && { xy }),
  };
}
