import type { Clock } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { asProblem, type Problem } from "../../../support/problem";
import type { AskFor, Lamp, LampState, Outcome } from "../../lamp";
import type { BridgeSession } from "../bridge/bridge-session";
import type { LightState } from "../home/light-state";
import { lightUnreachable } from "../wire/problems";
import { Holding } from "./holding";
import { Keepsake, type TargetMemory, type TargetStorage } from "./memory";
import type { Circumstances } from "./ownership";
import type { PlanOptions } from "./plan";
import { mayBeEnded, passes, RetryWait } from "./retry-wait";
import { planTarget, type TargetPlan } from "./target-plan";
import { resolveAsk, resolveEnd, statesIn, type TargetName, viewOf, withoutActive } from "./target-view";
import { TargetReport } from "./target-report";
import { TargetWriter } from "./target-writer";

/** The part of a session that a target needs. */
export type TargetSession = Pick<
  BridgeSession,
  | "bridge"
  | "holders"
  | "live"
  | "home"
  | "readLights"
  | "writeLight"
  | "writeGroup"
  | "recallScene"
  | "turn"
  | "wrote"
  | "hasTold"
  | "wroteLately"
  | "join"
>;

export interface TargetOptions {
  readonly session: TargetSession;
  readonly target: TargetName;
  readonly plan: PlanOptions;
  /** Whether a change by hand or app is respected. */
  readonly yields: boolean;
  readonly storage: TargetStorage;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the state changes, first after the first attempt or the first trouble. */
  readonly onState: (state: LampState) => void;
}

interface Job {
  readonly asked: AskFor;
  /** Both do nothing the second time: a job that is retried has already answered its caller. */
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (problem: Problem) => void;
  /** From its first write on, a job is finished before the next begins. */
  writing: boolean;
  /** It has been carried out, apart from lamps that did not hear it: what is tried again is no new wish. */
  carriedOut: boolean;
  /** Ends its wait for a turn. */
  readonly dropped: AbortController;
}

/** Lamps that did not hear it: none, the target as a whole, some of its many, or only such as the bridge knows cannot. */
type Missed = "none" | "all" | "some" | "away";

interface Done {
  readonly outcome: Outcome;
  readonly missed: Missed;
  /** It took no word from the bridge, so it tells nothing about the bridge. */
  readonly isUnasked?: boolean;
}

const SUPERSEDED: Outcome = { applied: false, skipped: "superseded" };

/**
 * A lamp, a room, a zone or the whole home, kept as it was last asked to be. Does one thing at a time, the newest, and
 * writes only what differs. Whose it is: ownership.ts.
 */
export class Target implements Lamp {
  readonly #options: TargetOptions;
  readonly #holding: Holding;
  readonly #writer: TargetWriter;
  readonly #retry: RetryWait;
  readonly #report: TargetReport;
  readonly #leaveSession: () => void;
  /** The newest that is asked for and not yet done. */
  #job: Job | undefined;
  #working = false;
  #worker: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: TargetOptions) {
    const { storage, log, clock, session } = options;
    this.#options = options;
    this.#holding = new Holding(new Keepsake(session.bridge, storage, log), session);
    this.#writer = new TargetWriter(session, log);
    this.#retry = new RetryWait(clock);
    this.#report = new TargetReport(options, () => this.#holding.now);
    // Whoever takes a light first after a start has to know who held it.
    void this.#holding.memory();
    this.#leaveSession = session.join({
      changed: (lights) => this.#onChanged(lights),
      up: () => this.#onUp(),
      down: (problem) => this.#report.trouble(problem),
    });
  }

  /**
   * Brings the target to what is asked for. An earlier call that has not begun to write resolves as `superseded`. A
   * bridge that cannot be reached, or a lamp that does not hear it, resolves as `unreachable` and is tried again quietly
   * until it works or something newer is asked for. Rejects with a Problem when only a person can help
   * (`bridge-key-refused`, `light-not-found`, `scene-not-found`, ...).
   */
  apply(asked: AskFor): Promise<Outcome> {
    if (this.#closed) return Promise.resolve(SUPERSEDED);
    return new Promise((resolve, reject) => {
      this.#supersede();
      this.#job = {
        asked,
        resolve,
        reject,
        writing: false,
        carriedOut: false,
        dropped: new AbortController(),
      };
      this.#retry.hurry();
      if (!this.#working) this.#worker = this.#work();
    });
  }

  /** From now on it is left as it is: what is asked for is dropped, and a write under way is not tried again. */
  leave(): void {
    this.#supersede();
    this.#job = undefined;
    this.#retry.hurry();
  }

  /** Gives it back as it was, in one attempt, and closes: for a target that is no longer ours. */
  async giveBack(): Promise<Outcome> {
    try {
      return await this.apply({ ask: { kind: "restore" } });
    } finally {
      await this.close();
    }
  }

  /** Drops what is pending; resolves when a write under way has ended. The lamps stay as they are. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#report.close();
    this.#job?.resolve(SUPERSEDED);
    this.#job?.dropped.abort();
    this.#job = undefined;
    this.#retry.close();
    this.#writer.close();
    await this.#worker;
    this.#leaveSession();
    this.#holding.close();
  }

  /** Whether there is still something to give back. */
  async holdsAnything(): Promise<boolean> {
    return [...(await this.#holding.memory()).lights.values()].some((one) => one !== "taken");
  }

  #supersede(): void {
    if (!this.#job?.writing) this.#job?.resolve(SUPERSEDED);
    this.#job?.dropped.abort();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let job = this.#job; job; job = this.#job) {
      const again = await this.#attempt(job);
      const isStill = (): boolean => job === this.#job;
      if (again && !this.#closed) await this.#retry.after(again.problem, isStill, again.stragglers);
    }
    this.#working = false;
  }

  /** Resolves to why it is to be tried again, if it is. Never rejects. */
  async #attempt(
    job: Job,
  ): Promise<{ readonly problem: Problem; readonly stragglers?: boolean } | undefined> {
    try {
      const { missed, outcome, isUnasked = false } = await this.#carryOut(job);
      job.writing = false;
      if (missed === "all") return this.#tryAgain(job, lightUnreachable());
      if (missed !== "some") this.#retry.succeeded();
      job.resolve(outcome);
      if (outcome.skipped !== "superseded" && !(isUnasked && this.#report.isOfBridge)) this.#report.ok();
      job.carriedOut = true;
      if (missed !== "none") return { problem: lightUnreachable(), stragglers: missed === "away" };
      this.#drop(job);
      return undefined;
    } catch (error) {
      job.writing = false;
      const problem = asProblem(error);
      if (passes(problem)) return this.#tryAgain(job, problem);
      this.#report.trouble(problem);
      job.reject(problem);
      if (mayBeEnded(problem)) return { problem };
      this.#drop(job);
      return undefined;
    }
  }

  #tryAgain(job: Job, problem: Problem): { readonly problem: Problem } {
    this.#report.trouble(problem);
    job.resolve({ applied: false, skipped: "unreachable" });
    return { problem };
  }

  async #carryOut(job: Job): Promise<Done> {
    const { session, target } = this.#options;
    const memory = await this.#holding.memory();
    const { ask } = job.asked;
    if (memory.lights.size === 0 && (ask.kind === "restore" || ask.kind === "outside")) {
      await this.#holding.end();
      return { ...done({ applied: false, skipped: "unchanged" }), isUnasked: true };
    }
    const held = [...memory.lights.keys()];
    const isEnd = ask.kind === "restore" || ask.kind === "outside";
    const asked = isEnd
      ? await resolveEnd(session, target, ask, held)
      : await resolveAsk(session, target, ask);
    const ids = [...new Set([...asked.lights, ...held])];
    // What we wrote a moment ago the bridge may not have told yet.
    const isSettled = !this.#report.isSettling && session.hasTold(ids);
    const resolved = isSettled ? asked : withoutActive(asked);
    const plan = (states: ReadonlyMap<string, LightState>): TargetPlan =>
      planTarget(
        resolved.ask,
        viewOf(resolved, states, memory, this.#writer.doubtful, session.live),
        this.#circumstances(job, memory),
        this.#options.plan,
      );
    const known = statesIn(session.live, ids);
    const guess = known && plan(known);
    // What is known without asking may be a moment old: what somebody has just chosen is never overwritten, and what we
    // have just written is neither missed nor taken for somebody else's.
    const isGoodEnough = guess && guess.steps.length === 0 && (isSettled || keeps(guess, memory));
    const states = isGoodEnough ? known : await session.readLights(ids);
    return this.#take(job, isGoodEnough ? guess : plan(states), memory, states);
  }

  #circumstances({ asked: { status }, carriedOut }: Job, memory: TargetMemory): Circumstances {
    const repeated = carriedOut || (status !== undefined && status === memory.status);
    return { repeated, yields: this.#options.yields };
  }

  async #take(
    job: Job,
    plan: TargetPlan,
    memory: TargetMemory,
    states: ReadonlyMap<string, LightState>,
  ): Promise<Done> {
    if (job !== this.#job) return done(SUPERSEDED);
    const status = statusAfter(job.asked, memory);
    const nobody: ReadonlySet<string> = new Set();
    const [first] = plan.steps;
    if (!first) {
      await this.#holding.finish(plan, memory, status, nobody);
      return done({ applied: false, skipped: plan.skipped ?? "unchanged" });
    }
    await this.#writer.turn(first, job.dropped.signal);
    if (job !== this.#job) return done(SUPERSEDED);
    // On disk before anything changes, so that a crash in between cannot lose what was there.
    const begun = await this.#holding.begin(plan, memory, states);
    if (job !== this.#job) {
      await this.#holding.undo(memory, begun);
      return done(SUPERSEDED);
    }
    job.writing = true;
    this.#report.writing(plan.remember.keys());
    try {
      const unheard = await this.#writer.write(plan.steps, states, (id) => this.#holding.isTaken(id));
      await this.#holding.finish(plan, begun, status, unheard);
      return { outcome: { applied: true }, missed: missedOf(unheard, plan, states) };
    } finally {
      this.#report.settle();
    }
  }

  #drop(job: Job): void {
    if (this.#job === job) this.#job = undefined;
  }

  #onChanged(lights: ReadonlySet<string>): void {
    const heardAgain = [...this.#writer.doubtful].some(
      (id) => lights.has(id) && this.#options.session.live?.lights.get(id)?.state.reachable === true,
    );
    if (heardAgain) this.#retry.hurry();
    this.#report.heardOf(lights);
    const { lights: ours } = this.#holding.now;
    // A scene tells of itself apart from its lights.
    const isOurs = lights.size === 0 || [...lights].some((id) => ours.has(id));
    if (isOurs) this.#report.lookAgain();
  }

  #onUp(): void {
    this.#report.heardOfAll();
    this.#retry.hurry();
    if (!this.#job && this.#report.isOfBridge) this.#report.ok();
    else this.#report.lookAgain();
  }
}

function done(outcome: Outcome): Done {
  return { outcome, missed: "none" };
}

/** A status that ends what was shown leaves none that could be repeated; what is sent directly is no status. */
function statusAfter({ ask, status }: AskFor, memory: TargetMemory): string | undefined {
  if (ask.kind === "restore" || ask.kind === "outside") return undefined;
  return status ?? memory.status;
}

function missedOf(
  unheard: ReadonlySet<string>,
  { remember, steps }: TargetPlan,
  states: ReadonlyMap<string, LightState>,
): Missed {
  if (unheard.size === 0) return "none";
  const isKnown = [...unheard].every((id) => states.get(id)?.reachable === false);
  // Of a group somebody will have heard it, unless the bridge knows better.
  const isSingle = steps.every(({ to }) => to === "light");
  if (unheard.size >= remember.size && (isSingle || isKnown)) return "all";
  return isKnown ? "away" : "some";
}

/** Whether all that is remembered stays as it is. */
function keeps({ remember }: TargetPlan, { lights }: TargetMemory): boolean {
  return [...remember].every(([id, planned]) => planned === lights.get(id));
}
