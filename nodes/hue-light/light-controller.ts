import type { LampState, LampWanted, Outcome } from "../../shared/lights/hue/target/lamp";
import type { Rule } from "../../shared/presence/appearance";
import { type LampCommand, parseCommand } from "../../shared/presence/command";
import type { Status } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import { asProblem, type Problem } from "../../shared/support/problem";
import { nodeError } from "../common/errors";
import type { Handlers } from "../common/handlers";
import type { Message, NodeStatus, Send } from "../common/node-red";
import type { LightProperties } from "./light-properties";
import { lightStatus, type Shown, type View } from "./light-status";

/** A lamp as this node drives it. */
export interface DrivenLamp {
  apply(wanted: LampWanted): Promise<Outcome>;
  leave(): void;
  giveBack(): Promise<Outcome>;
  close(): Promise<void>;
}

export interface LightOutlets {
  readonly createLamp: (onState: (state: LampState) => void) => DrivenLamp;
  readonly ruleFor: (status: Status) => Rule;
  readonly status: (status: NodeStatus) => void;
  /** For Catch nodes: trouble that no message asked for. */
  readonly error: (error: Error, msg: Message) => void;
  readonly warn: (text: string) => void;
  readonly clock: Clock;
  readonly words: (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;
}

/** What `msg.light` tells. */
export interface LightResult {
  /** Resource id of the lamp. */
  readonly target: string;
  readonly applied: boolean;
  readonly skipped?: NonNullable<Outcome["skipped"]> | "other-person";
}

/** Node-RED waits 15 s for a node to close; a bridge that hangs must not use them up. */
const LONGEST_CLOSE_MS = 5_000;

/** Turns messages into what a lamp shall show, and how that went into messages, status and errors. */
export class LightController implements Handlers {
  readonly #options: Pick<LightProperties, "target" | "person" | "giveBack">;
  readonly #outlets: LightOutlets;
  readonly #lamp: DrivenLamp;
  #view: View = {};
  /** What the lamp said last: it says the same trouble only once. */
  #lampTrouble: Problem | undefined;
  /** Counts commands, to know the newest. */
  #newest = 0;
  /** Messages that still wait for the lamp. */
  #waiting = 0;
  #topic = "";
  #closed = false;

  constructor(options: Pick<LightProperties, "target" | "person" | "giveBack">, outlets: LightOutlets) {
    this.#options = options;
    this.#outlets = outlets;
    this.#lamp = outlets.createLamp((state) => this.#onState(state));
  }

  readonly input = async (msg: Message, send: Send): Promise<void> => {
    const command = parseCommand(msg.payload, this.#outlets.clock.now());
    if (!isForLamps(command)) return;
    const { target, person } = this.#options;
    const result = this.#isOf(person, command)
      ? await this.#follow(command)
      : { applied: false, skipped: "other-person" as const };
    if (!this.#closed) send(Object.assign(msg, { light: { target, ...result } satisfies LightResult }));
  };

  readonly close = async (removed: boolean): Promise<void> => {
    this.#closed = true;
    const ending = removed && this.#options.giveBack ? this.#giveBack() : this.#lamp.close();
    await within(this.#outlets.clock, LONGEST_CLOSE_MS, ending);
  };

  #isOf(person: string, command: Shown): boolean {
    return person === "" || command.kind !== "presence" || command.presence.person.slug === person;
  }

  async #follow(command: Shown): Promise<Outcome> {
    const turn = ++this.#newest;
    if (command.kind === "presence") this.#topic = command.presence.person.slug;
    const wanted = this.#wantedFor(command);
    if (!wanted) {
      // What still waits for the bridge to come back is no longer wanted either.
      this.#lamp.leave();
      this.#show({ shown: command, skipped: "leave" });
      return { applied: false, skipped: "leave" };
    }
    this.#view = { ...this.#view, shown: command, skipped: undefined };
    this.#waiting++;
    try {
      const outcome = await this.#lamp.apply(wanted);
      if (turn === this.#newest) this.#show(this.#viewOf(command, outcome));
      return outcome;
    } catch (error) {
      const trouble = asProblem(error);
      if (turn === this.#newest) this.#show({ shown: command, trouble });
      throw trouble;
    } finally {
      this.#waiting--;
    }
  }

  /** Undefined: the lamp is to be left as it is. */
  #wantedFor(command: Shown): LampWanted | undefined {
    switch (command.kind) {
      case "presence":
        return wantedBy(this.#outlets.ruleFor(command.presence.status));
      case "status":
        return wantedBy(this.#outlets.ruleFor(command.status));
      case "appearance": {
        const { on, ...look } = command.appearance;
        return on === false ? { kind: "off" } : { kind: "show", ...look };
      }
      case "on":
      case "off":
      case "restore":
        return { kind: command.kind };
    }
  }

  #viewOf(shown: Shown, { skipped }: Outcome): View {
    if (skipped === "superseded") return this.#view;
    if (skipped === "unreachable") return { shown, trouble: this.#lampTrouble };
    return { shown, skipped: skipped === "off" ? skipped : undefined };
  }

  #onState(state: LampState): void {
    if (state.kind === "ok") {
      this.#lampTrouble = undefined;
      this.#show({ ...this.#view, trouble: undefined });
      return;
    }
    const { problem } = state;
    this.#lampTrouble = problem;
    this.#show({ ...this.#view, trouble: problem });
    // What only a person can help with is the answer to the message that waits for it, where one does.
    if (this.#closed || (state.kind === "problem" && this.#waiting > 0)) return;
    this.#outlets.error(nodeError(problem), { topic: this.#topic, payload: null });
  }

  #show(view: View): void {
    this.#view = view;
    if (!this.#closed) this.#outlets.status(lightStatus(view, this.#outlets.words));
  }

  async #giveBack(): Promise<void> {
    const { skipped } = await this.#lamp.giveBack();
    if (skipped === "unreachable") this.#outlets.warn(this.#outlets.words("hue-light.not-given-back"));
  }
}

/** Attention messages are meant for people; a lamp has nothing to say to them. */
function isForLamps(command: LampCommand): command is Shown {
  return command.kind !== "attention";
}

function wantedBy(rule: Rule): LampWanted | undefined {
  if (rule.action === "leave" || rule.action === "scene") return undefined;
  if (rule.action !== "show") return { kind: rule.action };
  const { action, ...look } = rule;
  return { kind: action, ...look };
}

/** Waits for some work, but not longer than that. */
function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, resolve);
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}
