import type { Person, Presence } from "../../presence/presence";
import type { Problem } from "../../support/problem";
import type { News } from "./last-heard";
import type { PersonTrouble } from "./person-trouble";
import type { Attention, PollerState } from "./poll-listener";
import type { PlanEvent, PollState } from "./poll-plan";
import type { Account } from "../account/token-provider";

/** What a poller knows of itself. */
export interface Situation {
  readonly plan: PollState;
  readonly paused: boolean;
  readonly account: Account | undefined;
  /** People are listed; else it is about the account alone. */
  readonly isList: boolean;
  readonly presences: readonly Presence[];
  readonly troubles: readonly PersonTrouble[];
  readonly problem: Problem | undefined;
}

export type Event = PlanEvent | { readonly event: "account-changed" };

const GOOD_NEWS: ReadonlySet<Event["event"]> = new Set(["signed-in", "recovered", "account-changed"]);
/** Trouble with one person that people are told of under this name; the rest is an error only. */
const PERSON_EVENTS = ["permission-missing", "person-not-found"] as const;

/** An event with what people should know beside it. */
export function attentionOf(event: Event, situation: Situation): Attention {
  const { account, isList, plan, presences, problem } = situation;
  const known = isList ? undefined : presences[0];
  const since = known?.observedAt ?? new Date(plan.silentSince).toISOString();
  return {
    ...event,
    ...named(account),
    ...(GOOD_NEWS.has(event.event) ? {} : problem?.text),
    ...(event.event === "stale" ? { since } : {}),
  };
}

/** One person's trouble, where there is an event for it. */
export function troubleAttention(
  { person, problem }: PersonTrouble,
  { account }: Situation,
): Attention | undefined {
  const event = PERSON_EVENTS.find((code) => code === problem.code);
  return event && { event, ...named(account), person, ...problem.text };
}

/** One person's trouble is over. */
export function recoveredAttention(person: Person, { account }: Situation): Attention {
  return { event: "recovered", ...named(account), person };
}

/** Answers that say nothing, as PresenceUnknown does, make presence stale too, without any trouble to recover from. */
export function stalenessAttention(
  { person, before, after }: News,
  { account, isList }: Situation,
): Attention | undefined {
  if (!before || !after || before.stale === after.stale) return undefined;
  return {
    event: after.stale ? "stale" : "recovered",
    ...(after.stale ? { since: before.observedAt } : {}),
    ...named(account),
    ...(isList ? { person } : {}),
  };
}

export function stateOf(situation: Situation): PollerState {
  const { plan, presences, troubles, problem } = situation;
  const [first] = troubles;
  return {
    kind: kindOf(situation),
    ...(presences.length > 0 ? { presences } : {}),
    ...(first ? { troubles, problem: first.problem } : {}),
    ...(problem ? { problem, retryAt: plan.nextAt } : {}),
  };
}

function kindOf({ paused, plan, presences, troubles, problem }: Situation): PollerState["kind"] {
  if (paused) return "paused";
  if (problem?.code === "sign-in-needed") return "sign-in-needed";
  const nobody = presences.length === 0;
  if (plan.stale || (!nobody && presences.every(({ stale }) => stale))) return "stale";
  if (problem) return problem.code.endsWith("-throttled") ? "waiting" : "trouble";
  if (nobody) return troubles.length > 0 ? "trouble" : "starting";
  return "ok";
}

function named(account: Account | undefined): Pick<Attention, "account"> {
  return account ? { account: { id: account.id, name: account.name } } : {};
}
