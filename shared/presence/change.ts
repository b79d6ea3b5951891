import { isFields, isoTime } from "./fields";
import { isOlder, parsePresence } from "./parse";
import { STATUSES } from "./presence";
import type { Change, ChangedPresence, Presence, Previous, Status } from "./presence";

export const COMPARISONS = ["status", "availability", "activity", "any"] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface DiffOptions {
  /** What counts as a change; `any` is everything but when, in which order and by whom it was observed. */
  readonly compare: Comparison;
  /** Seconds a new value must last before it passes. */
  readonly settle: number;
  /** Seconds to stay in a status after it has ended. */
  readonly hold: readonly { readonly status: Status; readonly seconds: number }[];
  /** Whether the first Presence after a start passes even when nothing has changed. */
  readonly first: boolean;
}

/** What is remembered about one person; plain JSON. */
export interface PersonState {
  /** The Presence that passed last. */
  readonly passed: Presence;
  /** When the status of `passed` began. */
  readonly since: string;
  readonly previous: Previous | null;
  /** The status seen last, which need not have passed, and when it began. */
  readonly seen: { readonly status: Status; readonly since: string };
  /** The newest sequence seen. */
  readonly sequence?: string;
  /** Milliseconds: when the passed status was first seen to have ended; a hold counts from here. */
  readonly leftAt?: number;
  /** A new value that waits, and since when (milliseconds) it has lasted. */
  readonly pending?: { readonly presence: Presence; readonly from: number };
  /** Nothing has come in since the start. */
  readonly restarted?: true;
}

export interface Outcome {
  readonly state: PersonState;
  /** To be sent on now. */
  readonly pass?: ChangedPresence;
  /** Milliseconds since 1970: call `wake` then, unless something else comes first. */
  readonly wakeAt?: number;
}

/**
 * Takes a Presence in. A new value waits until it has lasted `settle` and until the status before it has been held for
 * its `hold`; of several that wait the newest wins, and a return to what passed last cancels the wait: that status then
 * goes on with its old `since`. An older sequence is dropped. `observedAt` orders nothing; it tells when a status
 * began, unless it lies in the future.
 */
export function receive(
  state: PersonState | undefined,
  presence: Presence,
  options: DiffOptions,
  now: number,
): Outcome {
  if (state === undefined) return begin(presence, options, now);
  if (isOlder(presence.sequence, state.sequence)) return wake(state, options, now);
  const { pending, leftAt, restarted, ...known } = state;
  const current: PersonState = {
    ...known,
    seen: seenWith(state, presence, now),
    ...(presence.sequence === undefined ? {} : { sequence: presence.sequence }),
  };
  const returned = same(presence, state.passed, options.compare);
  if (restarted && options.first) {
    const unchanged = returned && presence.status === state.passed.status;
    return pass(current, presence, "start", unchanged ? state.previous : previousOf(state));
  }
  if (returned) return { state: current };
  const lasting = pending !== undefined && same(presence, pending.presence, options.compare);
  return release(
    {
      ...current,
      ...(presence.status === state.passed.status ? {} : { leftAt: leftAt ?? now }),
      pending: { presence, from: lasting ? pending.from : now },
    },
    options,
    now,
  );
}

/** Lets pass what has waited long enough by now; to be called at `wakeAt`, harmless at any other time. */
export function wake(state: PersonState, options: DiffOptions, now: number): Outcome {
  return release(state, options, now);
}

/**
 * The remembered state as it is after a start. What waited is forgotten, the next Presence tells the truth anyway; so is
 * the sequence, or one that has begun anew meanwhile would shut the person out for ever.
 */
export function restart(state: PersonState): PersonState {
  const { pending: _pending, leftAt: _leftAt, sequence: _sequence, ...rest } = state;
  return { ...rest, restarted: true };
}

/** The state a file gives back, without what waited; undefined when it is none. Never throws. */
export function parseState(value: unknown): PersonState | undefined {
  if (!isFields(value) || !isFields(value.passed) || isoTime(value.passed.observedAt) === undefined)
    return undefined;
  const passed = presenceOrNothing(value.passed);
  const since = isoTime(value.since);
  const previous = value.previous === null ? null : parsePrevious(value.previous);
  if (passed === undefined || since === undefined || previous === undefined) return undefined;
  const status = isFields(value.seen) ? statusOf(value.seen.status) : undefined;
  const seenSince = isFields(value.seen) ? isoTime(value.seen.since) : undefined;
  return {
    passed,
    since,
    previous,
    seen:
      status === undefined || seenSince === undefined
        ? { status: passed.status, since }
        : { status, since: seenSince },
    ...(typeof value.sequence === "string" ? { sequence: value.sequence } : {}),
    ...(value.restarted === true ? { restarted: true } : {}),
  };
}

function begin(presence: Presence, options: DiffOptions, now: number): Outcome {
  const since = beganAt(presence, now);
  const state: PersonState = {
    passed: presence,
    since,
    previous: null,
    seen: { status: presence.status, since },
    ...(presence.sequence === undefined ? {} : { sequence: presence.sequence }),
  };
  return options.first ? pass(state, presence, "start", null) : { state };
}

function release(state: PersonState, options: DiffOptions, now: number): Outcome {
  if (state.pending === undefined) return { state };
  const { presence } = state.pending;
  // A clock that has been set back must not make anything wait longer than it would have from now.
  const from = Math.min(state.pending.from, now);
  const leftAt = state.leftAt === undefined ? undefined : Math.min(state.leftAt, now);
  const settled = from + options.settle * 1000;
  const held = leftAt === undefined ? from : leftAt + holdSeconds(options, state.passed.status) * 1000;
  const wakeAt = Math.max(settled, held);
  if (wakeAt > now) {
    return {
      state: { ...state, ...(leftAt === undefined ? {} : { leftAt }), pending: { presence, from } },
      wakeAt,
    };
  }
  return pass(state, presence, changeBetween(state.passed, presence), previousOf(state));
}

function pass(state: PersonState, presence: Presence, change: Change, previous: Previous | null): Outcome {
  const { pending: _pending, leftAt: _leftAt, ...rest } = state;
  const { since } = state.seen;
  return {
    state: { ...rest, passed: presence, since, previous },
    pass: { ...presence, since, previous, change },
  };
}

/** A status that comes back to what passed last has never ended, as far as anybody downstream knows. */
function seenWith(state: PersonState, presence: Presence, now: number): PersonState["seen"] {
  if (presence.status === state.passed.status) return { status: presence.status, since: state.since };
  if (presence.status === state.seen.status) return state.seen;
  return { status: presence.status, since: beganAt(presence, now) };
}

function beganAt(presence: Presence, now: number): string {
  return new Date(Math.min(Date.parse(presence.observedAt), now)).toISOString();
}

function previousOf({ passed, since }: PersonState): Previous {
  return { status: passed.status, availability: passed.availability, activity: passed.activity, since };
}

function changeBetween(before: Presence, after: Presence): Change {
  if (before.status !== after.status) return "status";
  if (before.availability !== after.availability) return "availability";
  return before.activity === after.activity ? "other" : "activity";
}

function holdSeconds({ hold }: DiffOptions, status: Status): number {
  return hold.findLast((rule) => rule.status === status)?.seconds ?? 0;
}

function same(a: Presence, b: Presence, compare: Comparison): boolean {
  return compare === "any" ? fingerprint(a) === fingerprint(b) : a[compare] === b[compare];
}

/** Everything that `any` compares, in one order whatever order the fields came in. */
function fingerprint(presence: Presence): string {
  const { person, media } = presence;
  return JSON.stringify([
    [person.id, person.slug, person.name],
    [presence.availability, presence.activity, presence.status, presence.idle, presence.outOfOffice],
    [presence.statusMessage, presence.workLocation, presence.stale, presence.lastStatus],
    [media?.inCall, media?.camera, media?.microphone, media?.sharing, media?.ringing],
  ]);
}

function presenceOrNothing(value: unknown): Presence | undefined {
  try {
    return parsePresence(value, 0);
  } catch {
    return undefined;
  }
}

function parsePrevious(value: unknown): Previous | undefined {
  if (!isFields(value)) return undefined;
  const { availability, activity } = value;
  const status = statusOf(value.status);
  const since = isoTime(value.since);
  if (status === undefined || since === undefined) return undefined;
  if (typeof availability !== "string" || typeof activity !== "string") return undefined;
  return { status, availability, activity, since };
}

function statusOf(value: unknown): Status | undefined {
  return STATUSES.find((status) => status === value);
}
