import type { Effect, Sound } from "../presence/appearance";
import type { Problem } from "../support/problem";

/** Lit in a colour. What is not named stays as it is. */
export interface Show {
  readonly kind: "show";
  /** `#rrggbb`; black means off. */
  readonly color?: string;
  /** Percent, 1 to 100. */
  readonly brightness?: number;
  /** Milliseconds; else the lamp's own option. */
  readonly transition?: number;
  readonly effect?: Effect;
  /** Only lights that have sound play it. */
  readonly sound?: Sound;
}

/** What a status, a message or the clock asks of a lamp, of whatever kind. */
export type LampAsk =
  | Show
  | { readonly kind: "off" }
  /** On as it was before. */
  | { readonly kind: "on" }
  /** By its id, or by its name in the lamp's own system. */
  | { readonly kind: "scene"; readonly scene: string }
  | { readonly kind: "restore" }
  /** The working hours are over. */
  | { readonly kind: "outside"; readonly action: "off" | "restore" | "leave" };

export interface AskFor {
  readonly ask: LampAsk;
  /** The status it stands for; absent for what a message asks for directly. */
  readonly status?: string;
}

export interface Outcome {
  /** Whether something was written. */
  readonly applied: boolean;
  readonly skipped?: "unchanged" | "yielded" | "off" | "superseded" | "unreachable";
}

export type LampState =
  /** `byHand`: somebody has changed it since we did, and may. */
  | { readonly kind: "ok"; readonly byHand: boolean }
  /** It is tried again until it works. */
  | { readonly kind: "unreachable"; readonly problem: Problem }
  /** Somebody has to do something; where that may happen elsewhere it is tried again now and then. */
  | { readonly kind: "problem"; readonly problem: Problem };

/** A lamp as a node drives it. */
export interface Lamp {
  /**
   * Brings it to what is asked for; an earlier call that has not begun resolves as `superseded`. What cannot be reached
   * resolves as `unreachable` and is tried again. Rejects with a Problem when only a person can help.
   */
  apply(asked: AskFor): Promise<Outcome>;
  /** From now on it is left as it is. */
  leave(): void;
  /** Gives it back, and closes: for a lamp that is no longer ours. */
  giveBack(): Promise<Outcome>;
  /** It stays as it is: the node may be back at once. */
  close(): Promise<void>;
}
