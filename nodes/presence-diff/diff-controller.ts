import {
  COMPARISONS,
  type DiffOptions,
  type Outcome,
  parseState,
  type PersonState,
  receive,
  restart,
  wake,
} from "../../shared/presence/change";
import { describePresence, statusColourKind } from "../../shared/presence/describe";
import { parsePresence } from "../../shared/presence/parse";
import { type ChangedPresence, type Presence, STATUSES } from "../../shared/presence/presence";
import type { Clock, Timer } from "../../shared/support/clock";
import type { Memory } from "../../shared/support/memory-file";
import type { Handlers } from "../common/handlers";
import type { Message, NodeConfig, NodeStatus, Send } from "../common/node-red";
import { flag, listOf, number, oneOf, readProperties, record } from "../../shared/support/properties";

const LONGEST_SECONDS = 86_400;

export interface DiffProperties extends DiffOptions {
  readonly remember: boolean;
}

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function diffProperties(config: NodeConfig): DiffProperties {
  const seconds = number(0, LONGEST_SECONDS, 0, "seconds");
  return readProperties<DiffProperties>(config, {
    compare: oneOf(COMPARISONS, "status"),
    settle: seconds,
    hold: listOf(record({ status: oneOf(STATUSES, "unknown"), seconds })),
    first: flag(true),
    remember: flag(true),
  });
}

export interface DiffOutlets {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly send: Send;
  readonly status: (status: NodeStatus) => void;
  readonly clone: <T>(message: T) => T;
}

interface Kept {
  readonly version: 1;
  readonly people: Readonly<Record<string, PersonState>>;
}

/** Runs the change policy for every person that comes by: state, memory and the timer of what has to wait. */
export class DiffController implements Handlers {
  readonly #options: DiffProperties;
  readonly #outlets: DiffOutlets;
  readonly #people = new Map<string, PersonState>();
  readonly #timers = new Map<string, Timer>();
  /** What a waiting presence will be sent with. */
  readonly #messages = new Map<string, Message>();
  readonly #loaded: Promise<void>;
  #saved = Promise.resolve();
  #closed = false;

  constructor(options: DiffProperties, outlets: DiffOutlets) {
    this.#options = options;
    this.#outlets = outlets;
    this.#loaded = options.remember ? this.#load() : Promise.resolve();
  }

  readonly input = async (msg: Message, send: Send): Promise<void> => {
    const now = this.#outlets.clock.now();
    const items: readonly unknown[] = Array.isArray(msg.payload) ? msg.payload : [msg.payload];
    // All are read before any counts: a list with a mistake in it changes nothing.
    const presences = items.map((item) => parsePresence(item, now));
    await this.#loaded;
    if (this.#closed) return;
    let reusable: Message | undefined = msg;
    for (const presence of presences) {
      const message: Message = reusable ?? this.#outlets.clone(msg);
      if (this.#take(presence, message, send)) reusable = undefined;
    }
  };

  readonly close = async (): Promise<void> => {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    await this.#loaded;
    await this.#saved;
  };

  #take({ accountChanged, ...presence }: Presence, message: Message, send: Send): boolean {
    const { id } = presence.person;
    const known = this.#people.get(id);
    // What this person said last is not what is shown since: it counts as after a start.
    const before = known && accountChanged ? restart(known) : known;
    const outcome = receive(before, presence, this.#options, this.#outlets.clock.now());
    this.#messages.set(id, message);
    this.#follow(id, before, outcome, send);
    return outcome.pass !== undefined || outcome.wakeAt !== undefined;
  }

  #follow(id: string, before: PersonState | undefined, { state, pass, wakeAt }: Outcome, send: Send): void {
    this.#people.set(id, state);
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
    if (wakeAt === undefined) {
      if (pass) this.#pass(pass, this.#messages.get(id) ?? {}, send);
      this.#messages.delete(id);
    } else {
      this.#timers.set(
        id,
        this.#outlets.clock.after(wakeAt - this.#outlets.clock.now(), () => this.#wake(id)),
      );
    }
    if (worthKeeping(before) !== worthKeeping(state)) this.#save();
  }

  #wake(id: string): void {
    const state = this.#people.get(id);
    if (!state) return;
    this.#follow(id, state, wake(state, this.#options, this.#outlets.clock.now()), this.#outlets.send);
  }

  #pass(presence: ChangedPresence, message: Message, send: Send): void {
    this.#outlets.status({
      fill: statusColourKind(presence.status),
      shape: "dot",
      text:
        this.#people.size > 1
          ? `${presence.person.name}: ${describePresence(presence)}`
          : describePresence(presence),
    });
    send(Object.assign(message, { topic: presence.person.slug, payload: presence }));
  }

  async #load(): Promise<void> {
    const kept = await this.#outlets.memory.load();
    const people = isKept(kept) ? kept.people : {};
    for (const [id, value] of Object.entries(people)) {
      const state = parseState(value);
      if (state) this.#people.set(id, restart(state));
    }
  }

  #save(): void {
    if (!this.#options.remember) return;
    const kept: Kept = { version: 1, people: Object.fromEntries(this.#people) };
    this.#saved = this.#outlets.memory.save(kept);
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { version, people } = value as Partial<Kept>;
  return version === 1 && typeof people === "object" && people !== null;
}

/** What a restart would miss: a poll that brings nothing new must not write to a memory card. */
function worthKeeping(state: PersonState | undefined): string {
  if (!state) return "";
  const { passed, since, previous, seen } = state;
  const { observedAt: _seenAt, sequence: _sequence, ...lasting } = passed;
  return JSON.stringify([lasting, since, previous, seen]);
}
