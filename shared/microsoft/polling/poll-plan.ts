/**
 * When to ask Graph again, and what to say about it. Pure: values in, values out. Times are milliseconds since 1970,
 * lengths in options and events are seconds.
 */

import { CONFIGURATION_CODES } from "../account/application-problem";

export interface PlanOptions {
  /** Seconds between polls while all is well. */
  readonly interval: number;
  /** Seconds of silence after which presence counts as stale; 0 = never. */
  readonly staleAfter: number;
  /** 0 up to 1. */
  readonly random: () => number;
}

/** What went wrong, as a Problem says it. `retryAfter`: seconds, when the service named them. */
export interface Trouble {
  readonly code: string;
  readonly retryAfter?: number;
}

export type PlanEvent =
  | {
      readonly event:
        | "sign-in-needed"
        | "signed-in"
        | "permission-missing"
        | "person-not-found"
        | "recovered";
    }
  | { readonly event: "throttled"; readonly retryAfter: number }
  | { readonly event: "stale" };

export interface PollState {
  readonly nextAt: number;
  /** No request before this, not even by hand: the service has asked for a pause. */
  readonly notBefore: number;
  readonly lastPollAt: number | undefined;
  /** Since when there has been no good answer. */
  readonly silentSince: number;
  /** Failures in a row that count for backing off. */
  readonly failures: number;
  /** Code of the present trouble. */
  readonly trouble: string | undefined;
  /** Troubles told about since the last good answer: each is told once, however often they take turns. */
  readonly told: readonly string[];
  readonly signInNeeded: boolean;
  readonly stale: boolean;
}

export interface Step {
  readonly state: PollState;
  readonly nextAt: number;
  readonly events: readonly PlanEvent[];
}

export interface FailureStep extends Step {
  /** The trouble is another one than before. */
  readonly isNew: boolean;
}

const SECOND = 1000;
/** Where a throttled request has no Retry-After, Graph's guidance is to back off exponentially. */
const FIRST_THROTTLE_WAIT_MS = 3 * SECOND;
const LONGEST_BACKOFF_MS = 300 * SECOND;
/** Nobody was reached, so nobody has to be spared: what is back is to be noticed within a minute. */
const LONGEST_UNREACHED_WAIT_MS = 60 * SECOND;
/** Asks the local token cache only, so that a sign-in is noticed even where nobody tells about it. */
const SIGN_IN_CHECK_MS = 60 * SECOND;
/** Only an administrator, a licence or another secret helps: asking often changes nothing. */
const SETTINGS_TROUBLE_WAIT_MS = 900 * SECOND;
const MANUAL_SPACING_MS = 5 * SECOND;
/** Bounds what a token provider that announces too much can cause. */
const SIGN_IN_SPACING_MS = SECOND;

const NOBODY_REACHED: ReadonlySet<string> = new Set([
  "graph-unreachable",
  "microsoft-unreachable",
  "clock-wrong",
]);

const SETTINGS_TROUBLES: ReadonlySet<string> = new Set(["permission-missing", "person-not-found"]);

/** Polls at once, or when a pause the service has asked for earlier is over. */
export function startState(now: number, notBefore = now): PollState {
  return {
    nextAt: Math.max(now, notBefore),
    notBefore,
    lastPollAt: undefined,
    silentSince: now,
    failures: 0,
    trouble: undefined,
    told: [],
    signInNeeded: false,
    stale: false,
  };
}

/** A poll begins. */
export function atPoll(state: PollState, now: number): PollState {
  return { ...state, lastPollAt: now };
}

export function afterSuccess(state: PollState, now: number, options: PlanOptions): Step {
  const events: PlanEvent[] = [];
  if (state.signInNeeded) events.push({ event: "signed-in" });
  if (state.trouble !== undefined) events.push({ event: "recovered" });
  const nextAt = now + options.interval * SECOND;
  return { state: { ...startState(now), lastPollAt: state.lastPollAt, nextAt }, nextAt, events };
}

export function afterFailure(
  state: PollState,
  trouble: Trouble,
  now: number,
  options: PlanOptions,
): FailureStep {
  const { code } = trouble;
  const { wait, failures, notBefore } = planned(state, trouble, options);
  const signedIn = state.signInNeeded && isGraphCode(code);
  const told = signedIn ? state.told.filter((known) => known !== "sign-in-needed") : state.told;
  const isNew = !told.includes(code);

  const events: PlanEvent[] = [];
  if (signedIn) events.push({ event: "signed-in" });
  if (isNew) events.push(...eventsOf(code, wait));

  const nextAt = now + wait;
  const next: PollState = {
    ...state,
    nextAt,
    notBefore: Math.max(state.notBefore, now + notBefore),
    failures,
    trouble: code,
    told: isNew ? [...told, code] : told,
    signInNeeded: code === "sign-in-needed" || (state.signInNeeded && !signedIn),
  };
  return { state: next, nextAt, events, isNew };
}

/** Waits in milliseconds: until the next poll, and until any request is allowed again. */
function planned(
  { failures }: PollState,
  { code, retryAfter }: Trouble,
  { interval, random }: PlanOptions,
): { wait: number; failures: number; notBefore: number } {
  if (code === "sign-in-needed") return { wait: SIGN_IN_CHECK_MS, failures: 0, notBefore: 0 };
  const asked = (retryAfter ?? 0) * SECOND;
  if (SETTINGS_TROUBLES.has(code) || CONFIGURATION_CODES.has(code)) {
    return { wait: Math.max(SETTINGS_TROUBLE_WAIT_MS, asked), failures: 0, notBefore: asked };
  }
  const doublings = 2 ** failures;
  if (code === "graph-throttled") {
    const ownWait = Math.min(FIRST_THROTTLE_WAIT_MS * doublings * (1 + random() / 2), LONGEST_BACKOFF_MS);
    const wait = asked > 0 ? asked : Math.ceil(ownWait);
    return { wait, failures: failures + 1, notBefore: wait };
  }
  const usual = interval * SECOND;
  const longest = Math.max(usual, NOBODY_REACHED.has(code) ? LONGEST_UNREACHED_WAIT_MS : LONGEST_BACKOFF_MS);
  const ownWait = Math.min(usual * doublings, longest);
  // A day without network must not make the first hiccup after it a long one.
  const counted = ownWait < longest ? failures + 1 : failures;
  return { wait: Math.max(ownWait, asked), failures: counted, notBefore: asked };
}

/** These codes come from Graph itself, so there was a token: somebody has signed in. */
function isGraphCode(code: string): boolean {
  return (code.startsWith("graph-") && code !== "graph-unauthorized") || SETTINGS_TROUBLES.has(code);
}

function eventsOf(code: string, wait: number): PlanEvent[] {
  switch (code) {
    case "sign-in-needed":
    case "permission-missing":
    case "person-not-found":
      return [{ event: code }];
    case "graph-throttled":
    case "microsoft-throttled":
      return [{ event: "throttled", retryAfter: Math.ceil(wait / SECOND) }];
    default:
      return [];
  }
}

/** When presence becomes stale: only trouble makes it so, never a long interval. */
export function staleAt({ stale, trouble, silentSince }: PollState, { staleAfter }: PlanOptions): number {
  if (stale || trouble === undefined || staleAfter === 0) return Number.POSITIVE_INFINITY;
  return silentSince + staleAfter * SECOND;
}

/** `stale` once, when the silence has lasted long enough. */
export function afterSilence(state: PollState, now: number, options: PlanOptions): Step {
  if (now < staleAt(state, options)) return { state, nextAt: state.nextAt, events: [] };
  return { state: { ...state, stale: true }, nextAt: state.nextAt, events: [{ event: "stale" }] };
}

/** What others have asked for the same account counts as well: their last poll, and a pause they were told to make. */
export function withOthers(
  state: PollState,
  others: { readonly lastPollAt?: number | undefined; readonly notBefore?: number | undefined },
): PollState {
  const notBefore = Math.max(state.notBefore, others.notBefore ?? Number.NEGATIVE_INFINITY);
  const lastPollAt =
    others.lastPollAt === undefined
      ? state.lastPollAt
      : Math.max(others.lastPollAt, state.lastPollAt ?? others.lastPollAt);
  return {
    ...state,
    notBefore,
    lastPollAt,
    nextAt: others.notBefore === undefined ? state.nextAt : Math.max(state.nextAt, notBefore),
  };
}

/** May a person's wish to poll now be granted? `waiting`: the service has asked for a pause. */
export function manualPoll(state: PollState, now: number): "polling" | "too-soon" | "waiting" {
  if (now < state.notBefore) return "waiting";
  return now < spaced(state, MANUAL_SPACING_MS) ? "too-soon" : "polling";
}

/** Somebody has signed in or out: look at once, within what is allowed. */
export function afterAccountChange(state: PollState, now: number): PollState {
  const spacing = state.signInNeeded ? SIGN_IN_SPACING_MS : MANUAL_SPACING_MS;
  return { ...state, nextAt: Math.max(now, state.notBefore, spaced(state, spacing)) };
}

/** Polling goes on after a pause that was wished for: that silence does not count. */
export function afterResume(state: PollState, now: number): PollState {
  const nextAt = Math.max(now, state.notBefore, spaced(state, MANUAL_SPACING_MS));
  return { ...state, nextAt, silentSince: now };
}

function spaced({ lastPollAt }: PollState, spacing: number): number {
  return lastPollAt === undefined ? Number.NEGATIVE_INFINITY : lastPollAt + spacing;
}

/**
 * The clock was set, or the machine slept, by `jump` milliseconds (negative: backwards): all times move along. After a
 * jump forwards there is a poll at once; a pause the service asked for is still kept in full, since a sleep cannot be
 * told from a clock put right.
 */
export function afterJump(state: PollState, jump: number, now: number): PollState {
  const notBefore = state.notBefore + jump;
  return {
    ...state,
    notBefore,
    nextAt: jump > 0 ? Math.max(now, notBefore) : state.nextAt + jump,
    lastPollAt: state.lastPollAt === undefined ? undefined : state.lastPollAt + jump,
    silentSince: state.silentSince + jump,
  };
}
