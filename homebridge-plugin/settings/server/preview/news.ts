import type { Presence } from "../../../../shared/presence/presence";
import type { Problem, ProblemText } from "../../../../shared/support/problem";
import { presenceOf } from "../../../sources/graph-people";
import type { PreviewPerson } from "./preview-plan";

/** What is known of an origin. */
export interface Known {
  readonly presence: Presence | undefined;
  readonly problem: Problem | undefined;
  readonly signInNeeded: boolean;
}

/** What of it is new; what is absent stays as it is. */
export type News = Partial<Known>;

export const NOTHING_KNOWN: Known = { presence: undefined, problem: undefined, signInNeeded: false };

/** The page's event `presence`. */
export interface PresenceEvent {
  readonly person: string;
  /** Of the request that asked to be told: what answers an earlier one may be of somebody else. */
  readonly asked: number;
  readonly presence?: Presence;
  readonly problem?: ProblemText;
  readonly signInNeeded: boolean;
  /** The presence is an old one, and why it is that old is the problem. */
  readonly stale: boolean;
}

export function presenceEvent(
  { id, name, problem: own }: PreviewPerson,
  known: Known,
  asked: number,
): PresenceEvent {
  const { presence, signInNeeded } = known;
  const problem = own ?? known.problem;
  return {
    person: id,
    asked,
    ...(presence && { presence: presenceOf(presence, { id, name }) }),
    ...(problem && { problem: problem.text }),
    signInNeeded,
    stale: presence?.stale === true,
  };
}
