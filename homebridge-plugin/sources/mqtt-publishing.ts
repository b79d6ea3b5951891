import type { BrokerConnection } from "../../shared/mqtt/connection";
import { PresencePublisher } from "../../shared/mqtt/presence-publisher";
import type { Presence } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import type { Memory } from "../../shared/support/memory-file";

export interface PublishingOptions {
  readonly connection: BrokerConnection;
  readonly base: string;
  readonly sourceId: string;
  readonly version: string;
  readonly clock: Clock;
  /** Who is on the broker because of us, over restarts. */
  readonly memory: Memory;
  /** Ids of those whose presence is published; of nobody else anything is left on the broker. */
  readonly people: readonly string[];
}

/** Publishes presences and takes back what is retained about people who are no longer published. */
export class MqttPublishing {
  readonly #options: PublishingOptions;
  readonly #publisher: PresencePublisher;

  constructor(options: PublishingOptions) {
    this.#options = options;
    this.#publisher = new PresencePublisher({ ...options, statusMessage: false });
  }

  async start(): Promise<void> {
    const { memory, people } = this.#options;
    const before: unknown = await memory.load();
    const gone = (Array.isArray(before) ? (before as readonly unknown[]) : []).filter(
      (slug): slug is string => typeof slug === "string" && !people.includes(slug),
    );
    if (people.length > 0) this.#publisher.start();
    for (const slug of gone) this.#publisher.forget(slug);
    if (people.length === 0 && gone.length > 0) this.#publisher.forgetSource();
    if (people.length > 0 || gone.length > 0) await memory.save(people);
  }

  publish(presence: Presence): void {
    this.#publisher.publish(presence);
  }

  attention(value: Readonly<Record<string, unknown>> | undefined): void {
    if (this.#options.people.length > 0) this.#publisher.attention(value);
  }

  stop(): void {
    this.#publisher.stop();
  }
}
