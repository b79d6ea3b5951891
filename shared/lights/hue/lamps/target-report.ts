import type { Clock, Timer } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { asProblem, type Problem } from "../../../support/problem";
import type { LampState } from "../../lamp";
import type { BridgeSession } from "../bridge/bridge-session";
import type { TargetMemory } from "./memory";
import { standingOf } from "./ownership";
import { mayBeEnded, passes } from "./retry-wait";

interface ReportOptions {
  readonly session: Pick<BridgeSession, "live">;
  readonly target: { readonly id: string };
  /** Whether a change by hand or app is respected. */
  readonly yields: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly onState: (state: LampState) => void;
}

/** Events of our own write trickle in, and a lamp takes its time to fade: nobody's hand. */
const SETTLING_MS = 3_000;

/** Tells how a target is, once for every change of that. */
export class TargetReport {
  readonly #options: ReportOptions;
  readonly #memory: () => TargetMemory;
  #settling: Timer | undefined;
  /** Lights of ours that were written to, and of which the bridge has told nothing since: what it told before is over. */
  readonly #untold = new Set<string>();
  /** What was told last. */
  #told: LampState | undefined;
  #closed = false;

  /** `memory`: what is remembered now, known without asking the disk. */
  constructor(options: ReportOptions, memory: () => TargetMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  /** Whether the last write is so young that what is told of the lights may be older. */
  get isSettling(): boolean {
    return this.#settling !== undefined;
  }

  /** Whether what was told last is over when the bridge answers again. */
  get isOfBridge(): boolean {
    const told = this.#told;
    return told?.kind === "unreachable" || (told?.kind === "problem" && mayBeEnded(told.problem));
  }

  ok(): void {
    this.#tell({ kind: "ok", byHand: this.#isChangedByHand() });
  }

  trouble(problem: Problem): void {
    this.#tell(passes(problem) ? { kind: "unreachable", problem } : { kind: "problem", problem });
  }

  /** These lights are about to be written to. */
  writing(lights: Iterable<string>): void {
    for (const light of lights) this.#untold.add(light);
  }

  /** The bridge has told how these lights are. */
  heardOf(lights: Iterable<string>): void {
    for (const light of lights) this.#untold.delete(light);
  }

  /** The bridge has told how all of them are. */
  heardOfAll(): void {
    this.#untold.clear();
  }

  /** Something about the lights may have changed. */
  lookAgain(): void {
    if (this.#told?.kind === "ok" && !this.#settling) this.ok();
  }

  /** Something was just written: whether a hand is at work is judged when that has settled. */
  settle(): void {
    this.#settling?.cancel();
    if (this.#closed) return;
    this.#settling = this.#options.clock.after(SETTLING_MS, () => {
      this.#settling = undefined;
      this.lookAgain();
    });
  }

  close(): void {
    this.#closed = true;
    this.#settling?.cancel();
  }

  /** As far as it is known without asking. */
  #isChangedByHand(): boolean {
    const { session, yields } = this.#options;
    const home = session.live;
    if (!yields || this.#settling) return false;
    // Nothing is known at present: as it was.
    if (!home) return this.#told?.kind === "ok" && this.#told.byHand;
    return [...this.#memory().lights].some(([id, remembered]) => {
      const state = this.#untold.has(id) ? undefined : home.lights.get(id)?.state;
      const isActive = (scene: string): boolean => home.scenes.get(scene)?.active === true;
      return state !== undefined && standingOf(remembered, state, isActive) === "changed";
    });
  }

  #tell(state: LampState): void {
    if (this.#closed || keyOf(state) === keyOf(this.#told)) return;
    this.#told = state;
    try {
      this.#options.onState(state);
    } catch (error) {
      this.#options.log.error(`Hue ${this.#options.target.id}: ${asProblem(error).message}`);
    }
  }
}

function keyOf(state: LampState | undefined): string {
  if (!state) return "";
  return state.kind === "ok" ? `ok ${state.byHand}` : `${state.kind} ${state.problem.code}`;
}
