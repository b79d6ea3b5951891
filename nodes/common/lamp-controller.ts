import type { AskFor, Lamp, LampAsk, LampState, Outcome } from "../../shared/lights/lamp";
import type { Rule } from "../../shared/presence/appearance";
import { type LampCommand, parseCommand } from "../../shared/presence/command";
import type { Status } from "../../shared/presence/presence";
import type { Theme } from "../../shared/presence/theme";
import type { Clock } from "../../shared/support/clock";
import { asProblem, type Problem } from "../../shared/support/problem";
import { nodeError } from "./errors";
import type { Handlers } from "./handlers";
import type { Message, Send } from "./node-red";
import { HoursWatch } from "./hours-watch";
import type { Shown, View } from "./lamp-status";

export interface LampOptions {
  /** What `msg.light` calls the lamp. */
  readonly target: string;
  /** Slug; empty = anyone. */
  readonly person: string;
  /** Whether a node that is deleted or disabled gives the lamp its earlier state. */
  readonly giveBack: boolean;
  /** Whether its own system has scenes; else a rule that recalls one leaves it as it is. */
  readonly hasScenes: boolean;
}

export interface LampOutlets {
  readonly createLamp: (onState: (state: LampState) => void) => Lamp;
  readonly theme: Theme;
  readonly show: (view: View) => void;
  /** For Catch nodes: trouble that no message asked for. */
  readonly error: (error: Error, msg: Message) => void;
  /** The node is gone, and the lamp still looks as it did last. */
  readonly notGivenBack: () => void;
  readonly clock: Clock;
}

/** What `msg.light` tells. */
export interface LightResult {
  /** The lamp, as its node's configuration names it. */
  readonly target: string;
  readonly applied: boolean;
  readonly skipped?: NonNullable<Outcome["skipped"]> | "leave" | "other-person" | "outside-hours";
}

type Result = Omit<LightResult, "target">;

/** Node-RED waits 15 s for a node to close; a bridge that hangs must not use them up. */
const LONGEST_CLOSE_MS = 5_000;

/** Turns messages and the clock into what a lamp shall show, and how that went into messages, status and errors. */
export class LampController implements Handlers {
  readonly #options: LampOptions;
  readonly #outlets: LampOutlets;
  readonly #lamp: Lamp;
  readonly #hours: HoursWatch | undefined;
  #view: View = {};
  /** What the lamp said last: it says the same trouble only once. */
  #lampTrouble: Problem | undefined;
  /** The newest that names a status: what is shown when the working hours begin. */
  #latest: Themed | undefined;
  /** Counts commands, to know the newest. */
  #newest = 0;
  /** Messages that still wait for the lamp. */
  #waiting = 0;
  #topic = "";
  #closed = false;

  constructor(options: LampOptions, outlets: LampOutlets) {
    const { createLamp, theme, clock } = outlets;
    this.#options = options;
    this.#outlets = outlets;
    this.#lamp = createLamp((state) => this.#onState(state));
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
    const ending = removed && this.#options.giveBack ? this.#giveBack() : this.#lamp.close();
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
    return this.#carryOut(command, this.#askedBy(statusOf(command)));
  }

  #askedBy(status: Status): AskFor | undefined {
    const ask = ruleAsk(this.#outlets.theme.ruleFor(status));
    const isBeyond = ask?.kind === "scene" && !this.#options.hasScenes;
    return ask && !isBeyond ? { ask, status } : undefined;
  }

  /** `asked` undefined: the lamp is to be left as it is. */
  async #carryOut(command: Shown, asked: AskFor | undefined): Promise<Result> {
    const turn = ++this.#newest;
    if (!asked) {
      // What still waits for the bridge to come back is no longer wanted either.
      this.#lamp.leave();
      this.#show({ shown: command, skipped: "leave" });
      return { applied: false, skipped: "leave" };
    }
    this.#view = { ...this.#view, shown: command, skipped: undefined };
    try {
      const outcome = await this.#lamp.apply(asked);
      if (turn === this.#newest) this.#show(this.#viewOf(command, outcome));
      return outcome;
    } catch (error) {
      const trouble = asProblem(error);
      if (turn === this.#newest) this.#show({ shown: command, trouble });
      throw trouble;
    }
  }

  /** The clock asks, and nobody waits for an answer. What goes wrong has been told by the lamp's state. */
  #onHours(isWithin: boolean): void {
    const latest = this.#latest;
    if (!isWithin) {
      this.#newest++;
      if (latest) this.#view = { ...this.#view, shown: latest, skipped: "outside-hours" };
      const action = this.#outlets.theme.hours?.outside ?? "leave";
      this.#lamp.apply({ ask: { kind: "outside", action } }).then(
        () => this.#show(this.#view),
        () => undefined,
      );
    } else if (latest) this.#follow(latest).catch(() => undefined);
  }

  #viewOf(shown: Shown, { skipped }: Outcome): View {
    const { byHand } = this.#view;
    if (skipped === "superseded") return this.#view;
    // Where nothing had to be asked of the bridge, its trouble has not ended.
    const trouble = this.#lampTrouble;
    if (skipped === "unreachable") return { shown, trouble };
    if (skipped === "yielded") return { shown, byHand: true, trouble };
    return { shown, byHand, trouble, skipped: skipped === "off" ? skipped : undefined };
  }

  #onState(state: LampState): void {
    if (state.kind === "ok") {
      this.#lampTrouble = undefined;
      this.#show({ ...this.#view, trouble: undefined, byHand: state.byHand });
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
    if (!this.#closed) this.#outlets.show(view);
  }

  async #giveBack(): Promise<void> {
    const { skipped } = await this.#lamp.giveBack();
    if (skipped === "unreachable") this.#outlets.notGivenBack();
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

/** What a rule asks of a lamp; undefined: to be left as it is. */
export function ruleAsk(rule: Rule): LampAsk | undefined {
  switch (rule.action) {
    case "leave":
      return undefined;
    case "scene":
      return { kind: "scene", scene: rule.scene };
    case "show":
      return {
        kind: "show",
        color: rule.color,
        brightness: rule.brightness,
        effect: rule.effect,
        ...(rule.sound && { sound: rule.sound }),
      };
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
