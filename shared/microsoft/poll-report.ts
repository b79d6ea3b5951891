import type { Presence } from "../presence/presence";
import type { Problem } from "../support/problem";
import type { Attention, PollerState } from "./poll-listener";
import type { PlanEvent, PollState } from "./poll-plan";
import type { Account } from "./token-provider";

/** What a poller knows of itself. */
export interface Situation {
  readonly plan: PollState;
  readonly paused: boolean;
  readonly account: Account | undefined;
  readonly presence: Presence | undefined;
  readonly problem: Problem | undefined;
}

/** An event with what people should know beside it. */
export function attentionOf(
  event: PlanEvent | { readonly event: "account-changed" },
  { account, plan, presence, problem }: Situation,
): Attention {
  const isGood = ["signed-in", "recovered", "account-changed"].includes(event.event);
  const since = presence?.observedAt ?? new Date(plan.silentSince).toISOString();
  return {
    ...event,
    ...(account ? { account: { id: account.id, name: account.name } } : {}),
    ...(isGood ? {} : problem?.text),
    ...(event.event === "stale" ? { since } : {}),
  };
}

export function stateOf(situation: Situation): PollerState {
  const { plan, presence, problem } = situation;
  return {
    kind: kindOf(situation),
    ...(presence ? { presence } : {}),
    ...(problem ? { problem, retryAt: plan.nextAt } : {}),
  };
}

function kindOf({ paused, plan, presence, problem }: Situation): PollerState["kind"] {
  if (paused) return "paused";
  if (problem?.code === "sign-in-needed") return "sign-in-needed";
  if (plan.stale || presence?.stale) return "stale";
  if (problem) return problem.code.endsWith("-throttled") ? "waiting" : "trouble";
  return presence ? "ok" : "starting";
}
