import type { Presence } from "../presence/presence";
import type { Clock } from "../support/clock";
import type { Log } from "../support/log";
import { Problem } from "../support/problem";
import type { AccountPace } from "./account-pace";
import { graphProblem } from "./graph-problem";
import { LastHeard } from "./last-heard";
import { PollAlarm } from "./poll-alarm";
import { tellSafely } from "./poll-listener";
import type { Attention, PollListener } from "./poll-listener";
import * as plan from "./poll-plan";
import type { PlanEvent, PlanOptions, PollState, Step, Trouble } from "./poll-plan";
import { attentionOf, stateOf, type Situation } from "./poll-report";
import type { Account, TokenProvider } from "./token-provider";

export interface PollerOptions {
  readonly tokens: Pick<TokenProvider, "account"> & {
    /** Calls `listener` when somebody signs in or out; gives back how to stop that. */
    onChange?(listener: () => void): () => void;
  };
  readonly graph: { myPresence(): Promise<unknown> };
  readonly listener: PollListener;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds. */
  readonly interval: number;
  /** Seconds; 0 = never. */
  readonly staleAfter: number;
  readonly statusMessage: boolean;
  /** Shared with the other pollers of the account. */
  readonly pace?: AccountPace;
  readonly random?: () => number;
}

/**
 * Polls the presence of one signed-in account and tells a listener. When to poll and what is worth telling is decided
 * in poll-plan; here are only the timer and the one request in flight.
 */
export class PresencePoller {
  readonly #options: PollerOptions;
  readonly #plan: PlanOptions;
  readonly #heard: LastHeard;
  #state: PollState;
  #problem: Problem | undefined;
  readonly #alarm: PollAlarm;
  #running = false;
  #paused = false;
  /** Raised by stop and pause: what was asked before is no longer wanted. */
  #generation = 0;
  /** The generation of the request in flight. */
  #inFlight: number | undefined;
  /** A poll asked for by hand whose outcome has not been told yet. */
  #manual = false;
  #accountChanged = false;
  #unsubscribe: (() => void) | undefined;

  constructor(options: PollerOptions) {
    const { interval, staleAfter, random = Math.random, clock, log } = options;
    this.#options = options;
    this.#plan = { interval, staleAfter, random };
    this.#heard = new LastHeard(options);
    this.#state = plan.startState(clock.now());
    this.#alarm = new PollAlarm({
      clock,
      log,
      onRing: () => this.#attend(),
      onJump: (jump) => {
        this.#state = plan.afterJump(this.#state, jump, this.#now());
      },
    });
  }

  /** Polls at once, and from then on. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#paused = false;
    this.#problem = undefined;
    this.#state = plan.startState(this.#now(), this.#state.notBefore);
    this.#unsubscribe = this.#options.tokens.onChange?.(() => this.accountChanged());
    this.#tellState();
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
    this.#tellState();
    this.#attend();
  }

  /** Polls again, at once unless it has just done so. */
  resume(): void {
    if (!this.#running || !this.#paused) return;
    this.#paused = false;
    this.#alarm.noticeJump();
    this.#state = plan.afterResume(this.#state, this.#now());
    this.#tellState();
    this.#attend();
  }

  /** Somebody signed in or out. The token provider's `onChange` does this where there is one. */
  accountChanged(): void {
    this.#accountChanged = true;
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
    if (this.#accountChanged) this.#state = plan.afterAccountChange(this.#state, now);
    this.#accountChanged = false;
    const wished = this.#manual && plan.manualPoll(this.#state, now) === "polling";
    if (!wished && (this.#paused || now < this.#state.nextAt)) return;
    this.#state = plan.atPoll(this.#state, now);
    this.#options.pace?.polled(now);
    this.#inFlight = this.#generation;
    void this.#poll(this.#generation);
  }

  /** Never rejects: what may fail is in `#ask`. */
  async #poll(generation: number): Promise<void> {
    let outcome: Presence | Problem | undefined;
    try {
      outcome = await this.#ask();
    } catch (error) {
      outcome = graphProblem(error, this.#now());
    }
    this.#inFlight = undefined;
    this.#alarm.noticeJump();
    if (generation !== this.#generation) this.#honourRetryAfter(outcome);
    else if (outcome instanceof Problem) this.#failed(outcome);
    else if (outcome) this.#succeeded(outcome);
    else this.#accountChanged = true;
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

  /** One attempt; undefined when meanwhile somebody else has signed in, whom the answer does not concern. */
  async #ask(): Promise<Presence | undefined> {
    const { tokens, graph } = this.#options;
    const account = await tokens.account();
    if (!account) throw nobodySignedIn();
    this.#setAccount(account);
    const raw = await graph.myPresence();
    const after = await tokens.account();
    return after?.id === account.id ? this.#heard.parse(raw, account, this.#now()) : undefined;
  }

  #setAccount(account: Account): void {
    const before = this.#heard.account;
    this.#heard.setAccount(account);
    if (before === undefined || before.id === account.id) return;
    this.#tell((listener) => listener.onAttention(this.#attention({ event: "account-changed" })));
  }

  #succeeded(answer: Presence): void {
    const hadTrouble = this.#problem !== undefined;
    if (hadTrouble) this.#options.log.info("Presence is read again");
    const manual = this.#manual;
    this.#problem = undefined;
    this.#manual = false;
    this.#adopt(plan.afterSuccess(this.#state, this.#now(), this.#plan));
    const before = this.#heard.presence;
    // An answer older than the last one says nothing new, but whoever asked by hand waits for one.
    const told = this.#heard.take(answer, this.#now()) ?? (manual ? this.#heard.presence : undefined);
    if (!hadTrouble) this.#tellStaleness(before, this.#heard.presence);
    this.#tellPresence(told);
    this.#tellState();
  }

  /** Answers that say nothing, as PresenceUnknown does, make presence stale too, without any trouble to recover from. */
  #tellStaleness(before: Presence | undefined, after: Presence | undefined): void {
    if (!before || !after || before.stale === after.stale) return;
    const attention = this.#attention({ event: after.stale ? "stale" : "recovered" });
    const since = after.stale ? { since: before.observedAt } : {};
    this.#tell((listener) => listener.onAttention({ ...attention, ...since }));
  }

  #failed(problem: Problem): void {
    const manual = this.#manual;
    this.#problem = problem;
    this.#manual = false;
    const step = plan.afterFailure(this.#state, troubleOf(problem), this.#now(), this.#plan);
    // The listener reports what is new; as a warning too it would be there twice.
    this.#options.log.debug(`${problem.message} [${problem.code}]`);
    this.#adopt(step);
    if (step.isNew || manual) this.#tell((listener) => listener.onTrouble(problem, manual));
    this.#tellState();
  }

  /** An outcome nobody waits for any more may still have asked for a pause. */
  #honourRetryAfter(outcome: Presence | Problem | undefined): void {
    if (!(outcome instanceof Problem)) return;
    const { notBefore } = plan.afterFailure(this.#state, troubleOf(outcome), this.#now(), this.#plan).state;
    this.#state = { ...this.#state, notBefore, nextAt: Math.max(this.#state.nextAt, notBefore) };
  }

  #judgeSilence(): void {
    const step = plan.afterSilence(this.#state, this.#now(), this.#plan);
    if (step.events.length === 0) return;
    this.#adopt(step);
    this.#tellPresence(this.#heard.fade(this.#now()));
    this.#tellState();
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
    for (const event of step.events) this.#tell((listener) => listener.onAttention(this.#attention(event)));
  }

  #attention(event: PlanEvent | { readonly event: "account-changed" }): Attention {
    return attentionOf(event, this.#situation());
  }

  #tellPresence(presence: Presence | undefined): void {
    if (presence) this.#tell((listener) => listener.onPresence(presence));
  }

  #tellState(): void {
    const state = stateOf(this.#situation());
    this.#tell((listener) => listener.onState(state));
  }

  #situation(): Situation {
    const { account, presence } = this.#heard;
    return { plan: this.#state, paused: this.#paused, problem: this.#problem, account, presence };
  }

  #tell(say: (listener: PollListener) => unknown): void {
    if (this.#running) tellSafely(() => say(this.#options.listener), this.#options.log);
  }
}

function troubleOf(problem: Problem): Trouble {
  const retryAfter = "retryAfter" in problem ? problem.retryAfter : undefined;
  return { code: problem.code, ...(typeof retryAfter === "number" ? { retryAfter } : {}) };
}

function nobodySignedIn(): Problem {
  return new Problem({
    code: "sign-in-needed",
    title: "Nobody is signed in",
    advice: "Sign in with the work or school account whose presence is to be shown",
  });
}
