import type { AskFor, TargetAsk } from "../../shared/lights/hue/lamps/target-view";
import type { Outcome } from "../../shared/lights/hue/lamps/target";
import type { TargetState } from "../../shared/lights/hue/lamps/target-report";
import type { Rule } from "../../shared/presence/appearance";
import { type LampCommand, parseCommand } from "../../shared/presence/command";
import type { Status } from "../../shared/presence/presence";
import type { Theme } from "../../shared/presence/theme";
import type { Clock } from "../../shared/support/clock";
import { asProblem, type Problem } from "../../shared/support/problem";
import { nodeError } from "../common/errors";
import type { Handlers } from "../common/handlers";
import type { Message, NodeStatus, Send } from "../common/node-red";
import { HoursWatch } from "./hours-watch";
import type { LightProperties } from "./light-properties";
import { lightStatus, type Shown, type View } from "./light-status";

/** What this node drives: a lamp, a room, a zone or the whole home. */
export interface DrivenTarget {
  apply(asked: AskFor): Promise<Outcome>;
  leave(): void;
  giveBack(): Promise<Outcome>;
  close(): Promise<void>;
}

export interface LightOutlets {
  readonly createTarget: (onState: (state: TargetState) => void) => DrivenTarget;
  readonly theme: Theme;
  readonly status: (status: NodeStatus) => void;
  /** For Catch nodes: trouble that no message asked for. */
  readonly error: (error: Error, msg: Message) => void;
  readonly warn: (text: string) => void;
  readonly clock: Clock;
  readonly words: (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;
}

/** What `msg.light` tells. */
export interface LightResult {
  /** Resource id of the target. */
  readonly target: string;
  readonly applied: boolean;
  readonly skipped?: NonNullable<Outcome["skipped"]> | "leave" | "other-person" | "outside-hours";
}

type Result = Omit<LightResult, "target">;

/** Node-RED waits 15 s for a node to close; a bridge that hangs must not use them up. */
const LONGEST_CLOSE_MS = 5_000;

/** Turns messages and the clock into what a target shall show, and how that went into messages, status and errors. */
export class LightController implements Handlers {
  readonly #options: Pick<LightProperties, "target" | "person" | "giveBack">;
  readonly #outlets: LightOutlets;
  readonly #target: DrivenTarget;
  readonly #hours: HoursWatch | undefined;
  #view: View = {};
  /** What the target said last: it says the same trouble only once. */
  #targetTrouble: Problem | undefined;
  /** The newest that names a status: what is shown when the working hours begin. */
  #latest: Themed | undefined;
  /** Counts commands, to know the newest. */
  #newest = 0;
  /** Messages that still wait for the target. */
  #waiting = 0;
  #topic = "";
  #closed = false;

  constructor(options: Pick<LightProperties, "target" | "person" | "giveBack">, outlets: LightOutlets) {
    const { createTarget, theme, clock } = outlets;
    this.#options = options;
    this.#outlets = outlets;
    this.#target = createTarget((state) => this.#onState(state));
    const { hours } = theme;
    if (!hours) return;
    this.#hours = new HoursWatch(hours, clock, (isWithin) => this.#onHours(isWithin));
    this.#hours.start();
  }

  readonly input = async (msg: Message, send: Send): Promise<void> => {
    const command = parseCommand(msg.payload, this.#outlets.clock.now());
    if (!isForLamps(command)) return;
    const { target, person } = this.#options;
    const result: Result = this.#isOf(person, command)
      ? await this.#answer(command)
      : { applied: false, skipped: "other-person" };
    if (!this.#closed) send(Object.assign(msg, { light: { target, ...result } satisfies LightResult }));
  };

  readonly close = async (removed: boolean): Promise<void> => {
    this.#closed = true;
    this.#hours?.close();
    const ending = removed && this.#options.giveBack ? this.#giveBack() : this.#target.close();
    await within(this.#outlets.clock, LONGEST_CLOSE_MS, ending);
  };

  #isOf(person: string, command: Shown): boolean {
    return person === "" || command.kind !== "presence" || command.presence.person.slug === person;
  }

  async #answer(command: Shown): Promise<Result> {
    this.#waiting++;
    try {
      return await this.#follow(command);
    } finally {
      this.#waiting--;
    }
  }

  async #follow(command: Shown): Promise<Result> {
    if (command.kind === "presence") this.#topic = command.presence.person.slug;
    if (!isThemed(command)) return this.#carryOut(command, askedDirectly(command));
    this.#latest = command;
    if (this.#hours?.isWithin === false) {
      this.#show({ ...this.#view, shown: command, skipped: "outside-hours" });
      return { applied: false, skipped: "outside-hours" };
    }
    return this.#carryOut(
      command,
      askedBy(this.#outlets.theme.ruleFor(statusOf(command)), statusOf(command)),
    );
  }

  /** `asked` undefined: the target is to be left as it is. */
  async #carryOut(command: Shown, asked: AskFor | undefined): Promise<Result> {
    const turn = ++this.#newest;
    if (!asked) {
      // What still waits for the bridge to come back is no longer wanted either.
      this.#target.leave();
      this.#show({ shown: command, skipped: "leave" });
      return { applied: false, skipped: "leave" };
    }
    this.#view = { ...this.#view, shown: command, skipped: undefined };
    try {
      const outcome = await this.#target.apply(asked);
      if (turn === this.#newest) this.#show(this.#viewOf(command, outcome));
      return outcome;
    } catch (error) {
      const trouble = asProblem(error);
      if (turn === this.#newest) this.#show({ shown: command, trouble });
      throw trouble;
    }
  }

  /** The clock asks, and nobody waits for an answer. What goes wrong has been told by the target's state. */
  #onHours(isWithin: boolean): void {
    const latest = this.#latest;
    if (!isWithin) {
      this.#newest++;
      if (latest) this.#view = { ...this.#view, shown: latest, skipped: "outside-hours" };
      const action = this.#outlets.theme.hours?.outside ?? "leave";
      this.#target.apply({ ask: { kind: "outside", action } }).then(
        () => this.#show(this.#view),
        () => undefined,
      );
    } else if (latest) this.#follow(latest).catch(() => undefined);
  }

  #viewOf(shown: Shown, { skipped }: Outcome): View {
    const { byHand } = this.#view;
    if (skipped === "superseded") return this.#view;
    // Where nothing had to be asked of the bridge, its trouble has not ended.
    const trouble = this.#targetTrouble;
    if (skipped === "unreachable") return { shown, trouble };
    if (skipped === "yielded") return { shown, byHand: true, trouble };
    return { shown, byHand, trouble, skipped: skipped === "off" ? skipped : undefined };
  }

  #onState(state: TargetState): void {
    if (state.kind === "ok") {
      this.#targetTrouble = undefined;
      this.#show({ ...this.#view, trouble: undefined, byHand: state.byHand });
      return;
    }
    const { problem } = state;
    this.#targetTrouble = problem;
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
    const { skipped } = await this.#target.giveBack();
    if (skipped === "unreachable") this.#outlets.warn(this.#outlets.words("hue-light.not-given-back"));
  }
}

/** What the theme has a rule for. */
type Themed = Extract<Shown, { readonly kind: "presence" | "status" }>;

function isThemed(command: Shown): command is Themed {
  return command.kind === "presence" || command.kind === "status";
}

function statusOf(command: Themed): Status {
  return command.kind === "presence" ? command.presence.status : command.status;
}

/** Attention messages are meant for people; a lamp has nothing to say to them. */
function isForLamps(command: LampCommand): command is Shown {
  return command.kind !== "attention";
}

function askedDirectly(command: Exclude<Shown, Themed>): AskFor {
  if (command.kind !== "appearance") return { ask: { kind: command.kind } };
  const { on, ...look } = command.appearance;
  return { ask: on === false ? { kind: "off" } : { kind: "show", ...look } };
}

function askedBy(rule: Rule, status: Status): AskFor | undefined {
  const ask = ruleAsk(rule);
  return ask && { ask, status };
}

/** What a rule asks of a target; undefined: to be left as it is. */
export function ruleAsk(rule: Rule): TargetAsk | undefined {
  switch (rule.action) {
    case "leave":
      return undefined;
    case "scene":
      return { kind: "scene", scene: rule.scene };
    case "show":
      return { kind: "show", color: rule.color, brightness: rule.brightness, effect: rule.effect };
    case "off":
    case "restore":
      return { kind: rule.action };
  }
}

/** Waits for some work, but not longer than that. */
function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, resolve);
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}
