import type { BrokerConnection } from "./connection";
import { HeardPerson, type HeardPersonOptions, type SubscribedPerson } from "./heard-person";

export type { PresenceListener, SubscribedPerson } from "./heard-person";

export interface PresenceSubscriberOptions extends HeardPersonOptions {
  readonly connection: Pick<BrokerConnection, "state" | "onState" | "subscribe">;
  readonly people: readonly SubscribedPerson[];
}

/** Hears of people over MQTT, in whichever format, and tells what of it is news. */
export class PresenceSubscriber {
  readonly #options: PresenceSubscriberOptions;
  readonly #people: readonly HeardPerson[];
  #stops: (() => void)[] = [];

  constructor(options: PresenceSubscriberOptions) {
    this.#options = options;
    this.#people = options.people.map((person) => new HeardPerson(person, options));
  }

  start(): void {
    const { connection } = this.#options;
    if (this.#stops.length > 0) return;
    this.#stops = [
      connection.onState((state) => this.#onState(state)),
      ...this.#people.map((person) =>
        connection.subscribe(person.filters, (topic, text) => person.hear(topic, text)),
      ),
    ];
    this.#onState(connection.state);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    for (const person of this.#people) person.stop();
  }

  #onState(state: BrokerConnection["state"]): void {
    for (const person of this.#people)
      if (state.kind === "online") person.connected();
      else if (state.kind === "offline") person.disconnected(state.problem);
  }
}
