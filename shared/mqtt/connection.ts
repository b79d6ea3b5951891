import { type Clock, systemClock, type Timer } from "../support/clock";
import { inTime } from "../support/in-time";
import type { Log } from "../support/log";
import type { Problem } from "../support/problem";
import { Attempt, type AttemptEnding } from "./attempt";
import { retryDelay } from "./back-off";
import {
  type BrokerMessage,
  type BrokerSettings,
  brokerName,
  clientOptions,
  settingsProblem,
} from "./broker";
import { fitsFilter, isTopic } from "./topics";
import { connectionProblem } from "./trouble";

export type BrokerState =
  | { readonly kind: "connecting" }
  | { readonly kind: "online" }
  | { readonly kind: "offline"; readonly problem: Problem };

/** Called with the topic and the payload as text. */
export type MessageHandler = (topic: string, text: string) => void;

export interface BrokerConnectionOptions {
  readonly settings: BrokerSettings;
  /** What the broker publishes when this client is gone without a word. */
  readonly will?: BrokerMessage | undefined;
  readonly log: Log;
  readonly clock?: Clock;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/** What does not fit is dropped before anybody reads it; a presence has less than 2 kB. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;

/** A connection that lasted this long was a good one: the next trouble begins with short waits again. */
const STEADY_MS = 60_000;

/** As often as that in a row accepted, and ended again as soon as that, is no coincidence. */
const THROWN_OUT_AFTER = 3;
const THROWN_OUT_MS = 10_000;

/** Homebridge ends a process 5 s after it has asked it to: farewell, and then the end of the connection. */
const FAREWELL_MS = 2000;
const END_MS = 1000;

interface Subscription {
  readonly filters: readonly string[];
  readonly handler: MessageHandler;
}

/**
 * One connection to an MQTT broker that is kept up for as long as it is wanted. Nothing here throws or rejects: trouble is a
 * state, told and logged once for each change of it.
 */
export class BrokerConnection {
  readonly #settings: BrokerSettings;
  readonly #will: BrokerMessage | undefined;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #listeners = new Set<(state: BrokerState) => void>();
  readonly #subscriptions = new Set<Subscription>();
  /** The newest message of each topic that the broker has not confirmed yet, in the order of publishing. */
  readonly #pending = new Map<string, BrokerMessage>();
  #state: BrokerState = { kind: "connecting" };
  #phase: "new" | "started" | "closed" = "new";
  /** There while the broker takes messages. */
  #online: Attempt | undefined;
  #attempt: Attempt | undefined;
  #retry: Timer | undefined;
  #failures = 0;
  #shortLived = 0;
  #refused = "";
  #warned = "";
  #drained: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor({ settings, will, log, clock = systemClock, random = Math.random }: BrokerConnectionOptions) {
    this.#settings = settings;
    this.#will = will;
    this.#log = log;
    this.#clock = clock;
    this.#random = random;
  }

  get state(): BrokerState {
    return this.#state;
  }

  /** Connects, and again for ever after each loss, until `close`. */
  start(): void {
    if (this.#phase !== "new") return;
    this.#phase = "started";
    const problem = settingsProblem(this.#settings);
    if (problem) this.#enter({ kind: "offline", problem });
    else this.#connect();
  }

  /** Tells each change of state from now on; gives back what ends it. What is published while told of `online` goes first. */
  onState(listener: (state: BrokerState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Hears what fits one of the filters, now and after every reconnect, retained messages first; gives back what ends it. */
  subscribe(filters: readonly string[], handler: MessageHandler): () => void {
    const subscription: Subscription = { filters, handler };
    this.#subscriptions.add(subscription);
    this.#request(filters);
    return () => {
      if (!this.#subscriptions.delete(subscription)) return;
      const kept = this.#filters();
      const left = filters.filter((filter) => !kept.includes(filter));
      if (left.length > 0) this.#online?.unsubscribe(left);
    };
  }

  /** With QoS 1. While the broker is away, the newest message of each topic waits for it. */
  publish(topic: string, payload: string, { retain = false }: { readonly retain?: boolean } = {}): void {
    if (this.#phase === "closed") return;
    this.#queue({ topic, payload, retain });
  }

  /** Publishes these last messages, and ends the connection in at most 3 s, so that no last will is told. */
  close(farewell: readonly BrokerMessage[] = []): Promise<void> {
    this.#closing ??= this.#close(farewell);
    return this.#closing;
  }

  async #close(farewell: readonly BrokerMessage[]): Promise<void> {
    this.#phase = "closed";
    this.#retry?.cancel();
    const online = this.#online;
    if (online) {
      for (const message of farewell) this.#queue(message);
      const drained = new Promise<void>((resolve) => (this.#drained = resolve));
      this.#confirm();
      await this.#within(FAREWELL_MS, drained);
      await this.#within(END_MS, online.leave());
    }
    this.#attempt?.abandon();
    this.#listeners.clear();
    this.#subscriptions.clear();
  }

  async #within(ms: number, work: Promise<void>): Promise<void> {
    await inTime(this.#clock, ms, work, () => new Error("too late")).catch(() => undefined);
  }

  #connect(): void {
    this.#attempt = new Attempt(clientOptions(this.#settings, this.#will), this.#clock, {
      accepted: (attempt) => this.#accepted(attempt),
      heard: (topic, payload) => this.#heard(topic, payload),
      ended: (ending) => this.#ended(ending),
    });
  }

  #accepted(attempt: Attempt): void {
    // Whoever is told now may replace what waits, before it is sent.
    this.#enter({ kind: "online" });
    this.#online = attempt;
    this.#request(this.#filters());
    for (const message of this.#pending.values()) this.#send(message);
  }

  #ended({ error, accepted, lastedMs }: AttemptEnding): void {
    this.#online = undefined;
    if (this.#phase === "closed") return this.#drained?.();
    if (lastedMs >= STEADY_MS) this.#failures = 0;
    this.#failures += 1;
    if (accepted) this.#shortLived = lastedMs >= THROWN_OUT_MS ? 0 : this.#shortLived + 1;
    const thrownOut = accepted && this.#shortLived >= THROWN_OUT_AFTER;
    const problem = connectionProblem(this.#settings, { error, accepted, thrownOut });
    this.#retry = this.#clock.after(retryDelay(this.#failures, this.#random), () => this.#connect());
    this.#enter({ kind: "offline", problem });
  }

  /** A state is told when it is another one; offline stays what it is while the same trouble lasts. */
  #enter(state: BrokerState): void {
    const last = this.#state;
    const same =
      state.kind === "offline" && last.kind === "offline" && state.problem.code === last.problem.code;
    if (same) return;
    this.#state = state;
    this.#write(state);
    for (const listener of this.#listeners) this.#guarded(() => listener(state));
  }

  /** Once for each change of trouble: who is thrown out again and again hears of that, and not of every try. */
  #write(state: BrokerState): void {
    const again = this.#shortLived >= THROWN_OUT_AFTER;
    if (state.kind === "online" && !again) {
      this.#warned = "";
      this.#log.info(`Connected to the MQTT broker at ${brokerName(this.#settings)}.`);
    }
    if (state.kind !== "offline" || state.problem.code === this.#warned) return;
    this.#warned = state.problem.code;
    this.#log.warn(state.problem.message);
  }

  #filters(): string[] {
    return [...new Set([...this.#subscriptions].flatMap(({ filters }) => filters))];
  }

  #request(filters: readonly string[]): void {
    if (filters.length === 0) return;
    this.#online?.subscribe(filters, () => {
      const refused = filters.join(", ");
      if (refused !== this.#refused)
        this.#log.warn(
          `The MQTT broker at ${brokerName(this.#settings)} does not let all of these be read: ${refused}. Check its access rules.`,
        );
      this.#refused = refused;
    });
  }

  #queue(message: BrokerMessage): void {
    if (!isTopic(message.topic))
      return this.#log.error(`Nothing can be published to ${JSON.stringify(message.topic.slice(0, 100))}.`);
    this.#pending.delete(message.topic);
    this.#pending.set(message.topic, message);
    this.#send(message);
  }

  #send(message: BrokerMessage): void {
    this.#online?.publish(message, () => {
      if (this.#pending.get(message.topic) === message) this.#pending.delete(message.topic);
      this.#confirm();
    });
  }

  #confirm(): void {
    if (this.#pending.size === 0) this.#drained?.();
  }

  #heard(topic: string, payload: Buffer): void {
    if (payload.length > LARGEST_MESSAGE_BYTES) {
      this.#log.debug(`A message of ${payload.length} bytes to "${topic}" is too large, and dropped.`);
      return;
    }
    const text = payload.toString("utf8");
    for (const { filters, handler } of this.#subscriptions)
      if (filters.some((filter) => fitsFilter(topic, filter))) this.#guarded(() => handler(topic, text));
  }

  /** What a listener throws, or rejects with, is its own trouble and ends nothing. */
  #guarded(run: () => unknown): void {
    const failed = (error: unknown): void =>
      this.#log.error(`Unexpected: ${error instanceof Error ? error.message : String(error)}`);
    try {
      const result = run();
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
