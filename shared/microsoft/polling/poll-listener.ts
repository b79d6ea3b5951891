import type { Person, Presence } from "../../presence/presence";
import type { Log } from "../../support/log";
import type { Problem, ProblemText } from "../../support/problem";
import type { PersonTrouble } from "./person-trouble";
import type { PlanEvent } from "./poll-plan";

/** What a person or a flow should notice. Code, title and advice come with events that tell of trouble. */
export interface Attention extends Partial<ProblemText> {
  readonly event: PlanEvent["event"] | "account-changed";
  /** Missing as long as nobody has ever signed in. */
  readonly account?: { readonly id: string; readonly name: string };
  /** Whom of a list of people it is about; missing where it is about all of them. */
  readonly person?: Person;
  /** `throttled`: seconds until the next poll. */
  readonly retryAfter?: number;
  /** `stale`: ISO 8601, the last moment something was known. */
  readonly since?: string;
}

/** How the poller is doing, for a status line. */
export interface PollerState {
  readonly kind: "starting" | "ok" | "waiting" | "sign-in-needed" | "trouble" | "paused" | "stale";
  /** What was told last, of everybody who was heard of. */
  readonly presences?: readonly Presence[];
  /** Of a list of people those who have trouble of their own. */
  readonly troubles?: readonly PersonTrouble[];
  /** With trouble: when the next poll comes, in milliseconds since 1970. */
  readonly retryAt?: number;
  readonly problem?: Problem;
}

/** Who hears about it. Whatever a listener throws is logged and goes no further. */
export interface PollListener {
  /** After every good poll, changed or not, and once when presence becomes stale: one or more, each of another person. */
  onPresences(presences: readonly Presence[]): void;
  onAttention(attention: Attention): void;
  onState(state: PollerState): void;
  /** Once per change of trouble; for a poll asked for by hand (`manual`) always. */
  onTrouble(problem: Problem, manual: boolean): void;
}

/** Lets `say` talk to a listener; one that throws, or is async and rejects, is logged. */
export function tellSafely(say: () => unknown, log: Log): void {
  const failed = (error: unknown): void =>
    log.error(`A listener of the poller failed: ${error instanceof Error ? error.message : String(error)}`);
  try {
    Promise.resolve(say()).catch(failed);
  } catch (error) {
    failed(error);
  }
}
