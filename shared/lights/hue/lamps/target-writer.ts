import type { Log } from "../../../support/log";
import type { BridgeSession } from "../bridge/bridge-session";
import type { Kind } from "../bridge/pace";
import type { Written } from "../home/hue-api";
import type { LightState } from "../home/light-state";
import type { Step } from "./target-steps";

type WritingSession = Pick<BridgeSession, "writeLight" | "writeGroup" | "recallScene" | "turn" | "wrote">;

/** Takes the steps of a plan, each in its turn, and knows which lights did not hear theirs. */
export class TargetWriter {
  readonly #session: WritingSession;
  readonly #log: Log;
  readonly #closing = new AbortController();
  #doubtful: ReadonlySet<string> = new Set();

  constructor(session: WritingSession, log: Log) {
    this.#session = session;
    this.#log = log;
  }

  /** Lights that did not hear the last write. Some bridges then tell what was wished, so it is written all the same. */
  get doubtful(): ReadonlySet<string> {
    return this.#doubtful;
  }

  turn(step: Step, signal?: AbortSignal): Promise<void> {
    return this.#session.turn(kindOf(step), signal);
  }

  /**
   * The first step's turn has come already. Resolves to the lights that did not hear it. Throws what the session's
   * writes throw; a write whose answer is lost tells nothing about who heard it.
   * @param states of the lights, to know whom a group's write cannot have reached
   * @param isTaken whether somebody else has taken a light while its turn was awaited
   */
  async write(
    steps: readonly Step[],
    states: ReadonlyMap<string, LightState>,
    isTaken: (light: string) => boolean,
  ): Promise<ReadonlySet<string>> {
    try {
      return await this.#take(steps, states, isTaken);
    } finally {
      // It may have been carried out, whatever became of the answer.
      this.#session.wrote([...states.keys()]);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #take(
    steps: readonly Step[],
    states: ReadonlyMap<string, LightState>,
    isTaken: (light: string) => boolean,
  ): Promise<ReadonlySet<string>> {
    const unheard = new Set<string>();
    for (const [index, step] of steps.entries()) {
      // A lamp that did not get its colour back must not go off in ours.
      if (step.to === "light" && unheard.has(step.id)) continue;
      if (index > 0) await this.turn(step, this.#closing.signal);
      if (step.to === "light" && isTaken(step.id)) continue;
      const { heard, warnings } = await this.#send(step);
      const touched = step.to === "light" ? [step.id] : deafIn(step, states);
      if (!heard) for (const id of touched) unheard.add(id);
      this.#doubtful = changed(this.#doubtful, touched, !heard);
      if (heard) for (const warning of warnings) this.#log.warn(`Hue ${step.to} ${step.id}: ${warning}`);
    }
    return unheard;
  }

  #send(step: Step): Promise<Written> {
    switch (step.to) {
      case "light":
        return this.#session.writeLight(step.id, step.body);
      case "group":
        return this.#session.writeGroup(step.id, step.body);
      case "scene":
        return this.#session.recallScene(step.id, step.duration);
    }
  }
}

function kindOf({ to }: Step): Kind {
  return to === "light" ? "light" : "group";
}

/**
 * A bridge says of a group only that somebody did not hear it. Where it does not know who, it may be any of them, and
 * each is told again by itself; a scene is not told twice for that.
 */
function deafIn({ to }: Step, states: ReadonlyMap<string, LightState>): readonly string[] {
  const away = [...states].filter(([, { reachable }]) => reachable === false).map(([id]) => id);
  return away.length > 0 || to === "scene" ? away : [...states.keys()];
}

function changed(set: ReadonlySet<string>, ids: readonly string[], isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  for (const id of ids) {
    if (isIn) next.add(id);
    else next.delete(id);
  }
  return next;
}
