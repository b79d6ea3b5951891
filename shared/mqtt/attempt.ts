import type { IClientOptions, MqttClient } from "mqtt";
import type { Clock } from "../support/clock";
import type { BrokerMessage } from "./broker";

export interface AttemptEnding {
  readonly error?: unknown;
  /** Whether the broker had accepted the connection. */
  readonly accepted: boolean;
  /** Since then. */
  readonly lastedMs: number;
}

export interface AttemptListener {
  accepted(attempt: Attempt): void;
  heard(topic: string, payload: Buffer): void;
  /** Once, and then nothing more is told. */
  ended(ending: AttemptEnding): void;
}

/** One try to connect, and the connection for as long as it lasts. Nothing here throws or rejects. */
export class Attempt {
  readonly #clock: Clock;
  readonly #listener: AttemptListener;
  #client: MqttClient | undefined;
  #acceptedAt: number | undefined;
  #over = false;
  #left: (() => void) | undefined;

  constructor(options: IClientOptions, clock: Clock, listener: AttemptListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.#begin(options).catch((error: unknown) => this.#end(error));
  }

  /** `confirmed` is called when the broker has the message. */
  publish({ topic, payload, retain }: BrokerMessage, confirmed: () => void): void {
    this.#client?.publish(topic, payload, { qos: 1, retain }, (error) => {
      if (!error) confirmed();
    });
  }

  /** `refused` is called when the broker does not let all of it be heard. */
  subscribe(filters: readonly string[], refused: () => void): void {
    this.#client?.subscribe([...filters], { qos: 1 }, (error) => {
      if (error && !this.#over) refused();
    });
  }

  unsubscribe(filters: readonly string[]): void {
    this.#client?.unsubscribe([...filters], () => undefined);
  }

  /** Takes leave of the broker, which then tells no last will; resolves when that is done. */
  leave(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#client || this.#over) return resolve();
      // Where the connection is lost meanwhile, what nobody has confirmed would be waited for for ever.
      this.#left = resolve;
      this.#client.end(false, () => resolve());
    });
  }

  /** Ends it at once, whatever state it is in. */
  abandon(): void {
    this.#end();
  }

  async #begin(options: IClientOptions): Promise<void> {
    const { connect } = await import("mqtt");
    if (this.#over) return;
    const client = connect(options);
    this.#client = client;
    client.on("connect", () => {
      if (this.#over) return;
      this.#acceptedAt = this.#clock.now();
      this.#listener.accepted(this);
    });
    client.on("message", (topic, payload) => {
      if (!this.#over) this.#listener.heard(topic, payload);
    });
    client.on("error", (error) => this.#end(error));
    client.on("close", () => this.#end());
  }

  #end(error?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#client?.end(true);
    this.#left?.();
    const accepted = this.#acceptedAt !== undefined;
    const lastedMs = this.#clock.now() - (this.#acceptedAt ?? this.#clock.now());
    this.#listener.ended({ error, accepted, lastedMs });
  }
}
