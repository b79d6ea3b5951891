import type { BrokerMessage } from "../../../shared/mqtt/broker";
import type { BrokerState, MessageHandler } from "../../../shared/mqtt/connection";
import { fitsFilter } from "../../../shared/mqtt/topics";
import { Problem } from "../../../shared/support/problem";

/** A connection without a broker: the test says what happens, and reads what was published. */
export class StandInConnection {
  state: BrokerState = { kind: "connecting" };
  readonly published: BrokerMessage[] = [];
  readonly #listeners = new Set<(state: BrokerState) => void>();
  readonly #subscriptions = new Set<readonly [readonly string[], MessageHandler]>();

  onState(listener: (state: BrokerState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  subscribe(filters: readonly string[], handler: MessageHandler): () => void {
    const subscription = [filters, handler] as const;
    this.#subscriptions.add(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  publish(topic: string, payload: string, { retain = false }: { readonly retain?: boolean } = {}): void {
    this.published.push({ topic, payload, retain });
  }

  online(): void {
    this.#enter({ kind: "online" });
  }

  offline(code = "mqtt-connection-lost"): void {
    this.#enter({
      kind: "offline",
      problem: new Problem({ code, title: "The broker is away", advice: "Wait." }),
    });
  }

  deliver(topic: string, text: string): void {
    for (const [filters, handler] of this.#subscriptions)
      if (filters.some((filter) => fitsFilter(topic, filter))) handler(topic, text);
  }

  /** How many are still told of something. */
  get listening(): number {
    return this.#listeners.size + this.#subscriptions.size;
  }

  #enter(state: BrokerState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
