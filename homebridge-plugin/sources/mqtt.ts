import { BrokerConnection } from "../../shared/mqtt/connection";
import { PresenceSubscriber } from "../../shared/mqtt/presence-subscriber";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import type { MqttSettings } from "../config/mqtt-settings";
import type { PersonSettings } from "../config/person-settings";
import { ownName } from "./own-name";
import { readPem } from "./pem";
import type { SourceListener } from "./source-listener";

export interface MqttOptions {
  readonly settings: MqttSettings;
  /** Everybody; those who come over MQTT are read. */
  readonly people: readonly PersonSettings[];
  /** Where the plugin keeps its files. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: SourceListener;
}

/** The one connection to the broker: whom it brings, and what goes out over it. */
export class Mqtt {
  readonly #options: MqttOptions;
  #connection: BrokerConnection | undefined;
  #subscriber: PresenceSubscriber | undefined;
  #isClosed = false;

  constructor(options: MqttOptions) {
    this.#options = options;
  }

  /** Throws Problem `bad-configuration` where a certificate cannot be read. */
  async start(): Promise<void> {
    const { settings, folder, clock, log, listener } = this.#options;
    const { url, username, password } = settings;
    const name = await ownName(folder, log);
    const [ca, certificate, key] = await Promise.all([
      readPem("ca", settings.ca),
      readPem("certificate", settings.certificate),
      readPem("key", settings.key),
    ]);
    if (this.#isClosed) return;
    const clientId = settings.clientId || name;
    const connection = new BrokerConnection({
      settings: { url, username, password, clientId, ca, certificate, key },
      clock,
      log,
    });
    this.#connection = connection;
    const people = this.#options.people.flatMap(({ id, name: called, source }) =>
      source?.kind === "mqtt" ? [{ id, name: called, topic: source.topic }] : [],
    );
    this.#subscriber = new PresenceSubscriber({
      connection,
      people,
      clock,
      log,
      listener: {
        onPresence: (person, presence) => listener.onPresence(person, presence),
        onLost: (person, problem) => {
          log.debug(`${person}: ${problem.message}`);
          listener.onLost(person);
        },
      },
    });
    this.#subscriber.start();
    connection.start();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#subscriber?.stop();
    await this.#connection?.close();
  }
}
