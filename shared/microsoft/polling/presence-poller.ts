import type { Clock } from "../../support/clock";
import type { Log } from "../../support/log";
import { Problem } from "../../support/problem";
import type { AccountPace } from "./account-pace";
import { graphProblem } from "../graph/graph-problem";
import { LastHeard } from "./last-heard";
import type { ListedPerson } from "./people-list";
import type { PersonTrouble } from "./person-trouble";
import { PollAlarm } from "./poll-alarm";
import type { PollListener } from "./poll-listener";
import * as plan from "./poll-plan";
import type { PlanOptions, PollState, Step, Trouble } from "./poll-plan";
import type { Situation } from "./poll-report";
import { PollTeller } from "./poll-teller";
import { PresenceSource, type PresenceSourceOptions, type Reading } from "./presence-source";
import type { Account } from "../account/token-provider";

export interface PollerOptions extends PresenceSourceOptions {
  readonly tokens: PresenceSourceOptions["tokens"] & {
    /** Calls `listener` when somebody signs in or out; gives back how to stop that. */
    onChange?(listener: () => void): () => void;
  };
  readonly listener: PollListener;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds. */
  readonly interval: number;
  /** Seconds; 0 = never. */
  readonly staleAfter: number;
  /** Shared with the other pollers of the account. */
  readonly pace?: AccountPace;
  readonly random?: () => number;
}

/**
 * Polls the presence that one account can read and tells a listener. When to poll and what is worth telling is decided
 * in poll-plan, whom to ask about in presence-source; here is only the one poll under way.
 */
export class PresencePoller {
  readonly #options: PollerOptions;
  readonly #plan: PlanOptions;
  readonly #heard: LastHeard;
  readonly #source: PresenceSource;
  readonly #teller: PollTeller;
  #state: PollState;
  #problem: Problem | undefined;
  #account: Account | undefined;
  /** Nothing has been told yet of the account that has taken another's place. */
  #isOtherAccount = false;
  /** Of people on the list, while the poll as a whole is well. */
  #troubles: readonly PersonTrouble[] = [];
  readonly #alarm: PollAlarm;
  #running = false;
  #paused = false;
  /** Raised by stop, pause and another list of people: what was asked before is no longer wanted. */
  #generation = 0;
  /** The generation of the request in flight. */
  #inFlight: number | undefined;
  /** A poll asked for by hand whose outcome has not been told yet. */
  #manual = false;
  /** The account or the list of people is another one than that of the last poll. */
  #changed = false;
  #unsubscribe: (() => void) | undefined;

  constructor(options: PollerOptions) {
    const { interval, staleAfter, random = Math.random, clock, listener, log } = options;
    this.#options = options;
    this.#plan = { interval, staleAfter, random };
    this.#heard = new LastHeard(staleAfter);
    this.#source = new PresenceSource(options);
    this.#state = plan.startState(clock.now());
    this.#teller = new PollTeller({
      listener,
      log,
      situation: () => (this.#running ? this.#situation() : undefined),
    });
    this.#alarm = new PollAlarm({
      clock,
      log,
      onRing: () => this.#attend(),
      onJump: (jump) => {
        this.#state = plan.afterJump(this.#state, jump, this.#now());
        if (jump < 0) this.#heard.setBack(-jump);
      },
    });
  }

  /** Polls at once, and from then on. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#paused = false;
    this.#problem = undefined;
    this.#troubles = [];
    this.#state = plan.startState(this.#now(), this.#state.notBefore);
    this.#unsubscribe = this.#options.tokens.onChange?.(() => this.accountChanged());
    this.#teller.state();
    this.#attend();
  }

  /** Nothing is told any more, not even the answer of a request that is under way. */
  stop(): void {
    this.#running = false;
    this.#manual = false;
    this.#generation++;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#alarm.cancel();
  }

  /**
   * Polls by hand, even while paused. `too-soon`: the last poll was less than 5 seconds ago; `waiting`: the service has
   * asked for a pause, or the poller does not run.
   */
  pollNow(): "polling" | "too-soon" | "waiting" {
    if (!this.#running) return "waiting";
    this.#alarm.noticeJump();
    this.#heedOthers();
    const joins = this.#inFlight === this.#generation;
    const verdict = joins ? "polling" : plan.manualPoll(this.#state, this.#now());
    if (verdict === "polling") this.#manual = true;
    this.#attend();
    return verdict;
  }

  pause(): void {
    if (!this.#running || this.#paused) return;
    this.#paused = true;
    this.#manual = false;
    this.#generation++;
    this.#teller.state();
    this.#attend();
  }

  /** Polls again, at once unless it has just done so. */
  resume(): void {
    if (!this.#running || !this.#paused) return;
    this.#paused = false;
    this.#alarm.noticeJump();
    this.#state = plan.afterResume(this.#state, this.#now());
    this.#teller.state();
    this.#attend();
  }

  /** Somebody signed in or out. The token provider's `onChange` does this where there is one. */
  accountChanged(): void {
    this.#source.accountChanged();
    this.#changed = true;
    this.#attend();
  }

  /** Polls these people from now on, soon; what was asked about others is no longer told. */
  setPeople(people: readonly ListedPerson[]): void {
    if (JSON.stringify(people) === JSON.stringify(this.#source.people)) return;
    this.#heard.keepOnly(this.#source.replacePeople(people));
    this.#troubles = this.#troubles.filter(({ listed }) => people.some(({ id }) => id === listed));
    this.#changed = true;
    this.#generation++;
    this.#attend();
  }

  #now(): number {
    return this.#options.clock.now();
  }

  /** Does what is due and sets the timer for what comes next. */
  #attend(): void {
    if (!this.#running) return;
    this.#alarm.noticeJump();
    if (this.#inFlight === undefined) this.#pollIfDue();
    if (!this.#paused) this.#judgeSilence();
    this.#arm();
  }

  #pollIfDue(): void {
    const now = this.#now();
    this.#heedOthers();
    if (this.#changed) this.#state = plan.afterAccountChange(this.#state, now);
    this.#changed = false;
    const wished = this.#manual && plan.manualPoll(this.#state, now) === "polling";
    if (!wished && (this.#paused || now < this.#state.nextAt)) return;
    this.#state = plan.atPoll(this.#state, now);
    this.#options.pace?.polled(now);
    this.#inFlight = this.#generation;
    void this.#poll(this.#generation);
  }

  /** Never rejects: what may fail is what the source does. */
  async #poll(generation: number): Promise<void> {
    let outcome: Reading | Problem | undefined;
    try {
      outcome = await this.#source.read((account) => this.#setAccount(account));
    } catch (error) {
      outcome = graphProblem(error, this.#now());
    }
    this.#inFlight = undefined;
    this.#alarm.noticeJump();
    if (generation !== this.#generation) this.#honourRetryAfter(outcome);
    else if (outcome instanceof Problem) this.#failed(outcome);
    else if (outcome) this.#succeeded(outcome);
    else this.#changed = true;
    this.#options.pace?.pauseUntil(this.#state.notBefore, this.#now());
    this.#attend();
  }

  #heedOthers(): void {
    const { pace } = this.#options;
    const now = this.#now();
    if (!pace) return;
    this.#state = plan.withOthers(this.#state, {
      lastPollAt: pace.lastPollAt(now),
      notBefore: pace.notBefore(now),
    });
  }

  #setAccount(account: Account): void {
    const before = this.#account;
    this.#account = account;
    if (before === undefined || before.id === account.id) return;
    this.#heard.forget();
    this.#isOtherAccount = this.#source.people.length === 0;
    this.#teller.event({ event: "account-changed" });
  }

  #succeeded({ presences, troubles }: Reading): void {
    const hadTrouble = this.#problem !== undefined;
    if (hadTrouble) this.#options.log.info("Presence is read again");
    const manual = this.#manual;
    const earlier = this.#troubles;
    this.#problem = undefined;
    this.#manual = false;
    this.#troubles = troubles;
    this.#adopt(plan.afterSuccess(this.#state, this.#now(), this.#plan));
    const missing = troubles.map(({ person }) => person);
    const news = this.#heard.hear(presences, missing, this.#now());
    // An answer older than the last one says nothing new, but whoever asked by hand waits for one.
    const told = news.flatMap(({ after, isNew }) => ((isNew || manual) && after ? [after] : []));
    this.#teller.staleness(news, hadTrouble);
    this.#teller.presences(
      this.#isOtherAccount ? told.map((presence) => ({ ...presence, accountChanged: true })) : told,
    );
    if (told.length > 0) this.#isOtherAccount = false;
    this.#teller.personTroubles(earlier, troubles, news, manual && told.length === 0);
    this.#teller.state();
  }

  #failed(problem: Problem): void {
    const manual = this.#manual;
    this.#problem = problem;
    this.#manual = false;
    const step = plan.afterFailure(this.#state, troubleOf(problem), this.#now(), this.#plan);
    // The listener reports what is new; as a warning too it would be there twice.
    this.#options.log.debug(`${problem.message} [${problem.code}]`);
    this.#adopt(step);
    if (step.isNew || manual) this.#teller.trouble(problem, manual);
    this.#teller.state();
  }

  /** An outcome nobody waits for any more may still have asked for a pause. */
  #honourRetryAfter(outcome: Reading | Problem | undefined): void {
    if (!(outcome instanceof Problem)) return;
    const { notBefore } = plan.afterFailure(this.#state, troubleOf(outcome), this.#now(), this.#plan).state;
    this.#state = { ...this.#state, notBefore, nextAt: Math.max(this.#state.nextAt, notBefore) };
  }

  #judgeSilence(): void {
    const step = plan.afterSilence(this.#state, this.#now(), this.#plan);
    if (step.events.length === 0) return;
    this.#adopt(step);
    this.#teller.presences(this.#heard.fade(this.#now()));
    this.#teller.state();
  }

  #arm(): void {
    if (!this.#running) return;
    const waiting = this.#paused || this.#inFlight !== undefined;
    const nextAt = waiting ? Number.POSITIVE_INFINITY : this.#state.nextAt;
    const staleAt = this.#paused ? Number.POSITIVE_INFINITY : plan.staleAt(this.#state, this.#plan);
    this.#alarm.set(Math.min(nextAt, staleAt));
  }

  #adopt(step: Step): void {
    this.#state = step.state;
    for (const event of step.events) this.#teller.event(event);
  }

  #situation(): Situation {
    return {
      plan: this.#state,
      paused: this.#paused,
      account: this.#account,
      isList: this.#source.people.length > 0,
      presences: this.#heard.presences,
      troubles: this.#troubles,
      problem: this.#problem,
    };
  }
}

function troubleOf(problem: Problem): Trouble {
  const retryAfter = "retryAfter" in problem ? problem.retryAfter : undefined;
  return { code: problem.code, ...(typeof retryAfter === "number" ? { retryAfter } : {}) };
}
