import type { Problem } from "../../support/problem";
import type { Mapping } from "./families";
import type { Selector } from "./selector";
import type { Wanted, WantedRinging } from "./wanted";

export type ClaimState =
  /** What it is about is there. */
  | { readonly kind: "ok" }
  /** It is not plugged in, or cannot be opened or written to; it is tried again until it works. */
  | { readonly kind: "missing" | "problem"; readonly problem: Problem };

export interface ClaimOptions {
  /** Who wants the lights: a node's id. */
  readonly owner: string;
  readonly selector: Selector;
  /** Its own; what other nodes map are no lights to this one. */
  readonly mappings: readonly Mapping[];
  /** Whether colours are sent as they are, not as they look right on the light. */
  readonly plain: boolean;
  readonly onClose: "off" | "leave";
  /** Called when it changes. None of these may throw. */
  readonly onState: (state: ClaimState) => void;
  /** `device` is the text that selects the light. */
  readonly onButton: (event: "pressed" | "released", device: string) => void;
}

export type Answer = "applied" | "unchanged" | "superseded" | "missing";

/** A tone that goes with a state just now, and not again when the light is plugged in anew. */
export interface Ring {
  readonly ringing: WantedRinging;
  /** How often it is played, where it is not endless. */
  readonly times: number;
}

/** A node's hold on the lights it is about. */
export interface Claim {
  /**
   * Shows a state until another one is asked for; undefined: whoever was asked before may have the lights, else they go
   * dark. Where they are not plugged in (`missing`) it is shown as soon as they are. A sound in the
   * state itself is an endless one, and part of it; for others there is `ring`.
   * Rejects with the Problem that keeps them from being opened or written to.
   */
  ask(state: Wanted | undefined, ring?: Ring): Promise<Answer>;
  /** What was asked for last, also before a deploy. */
  wanted(): Wanted | undefined;
  /** `linger`: a deploy may bring it back at once, so nothing changes for some seconds. Never rejects. */
  end(how: "off" | "leave" | "linger"): Promise<void>;
}
