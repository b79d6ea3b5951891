import { BrokerConnection } from "../../shared/mqtt/connection";
import { PresenceSubscriber } from "../../shared/mqtt/presence-subscriber";
import { willOf } from "../../shared/mqtt/payloads";
import type { Presence } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { MemoryFile } from "../../shared/support/memory-file";
import { join } from "node:path";
import type { MqttSettings } from "../config/mqtt-settings";
import type { PersonSettings } from "../config/person-settings";
import { MqttPublishing } from "./mqtt-publishing";
import { ownName } from "./own-name";
import { readPem } from "./pem";
import type { SourceListener } from "./source-listener";

export interface MqttOptions {
  readonly settings: MqttSettings;
  /** Everybody: those who come over MQTT are read, and what is read of the others goes out where that is wanted. */
  readonly people: readonly PersonSettings[];
  /** Where the plugin keeps its files. */
  readonly folder: string;
  /** Of this package. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: SourceListener;
}

/** The one connection to the broker: whom it brings, and what goes out over it. */
export class Mqtt {
  readonly #options: MqttOptions;
  #connection: BrokerConnection | undefined;
  #subscriber: PresenceSubscriber | undefined;
  #publishing: MqttPublishing | undefined;
  /** What was read before there was a connection, by person. */
  readonly #early = new Map<string, Presence>();
  #attention: Readonly<Record<string, unknown>> | undefined;
  #sourceId = "";
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
      will: settings.publish ? willOf(settings.base, name) : undefined,
      clock,
      log,
    });
    this.#connection = connection;
    this.#sourceId = name;
    await this.#startPublishing(connection);
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

  /** Tells the broker, where publishing is wanted; `presence.person.slug` is the id of the configuration. */
  publish(presence: Presence): void {
    if (!this.#options.settings.publish) return;
    if (this.#publishing) this.#publishing.publish(presence);
    else this.#early.set(presence.person.slug, presence);
  }

  /** What somebody should look at; undefined: nothing any more. */
  attention(value: Readonly<Record<string, unknown>> | undefined): void {
    this.#attention = value;
    if (this.#options.settings.publish) this.#publishing?.attention(value);
  }

  async close(): Promise<void> {
    const { settings } = this.#options;
    this.#isClosed = true;
    this.#subscriber?.stop();
    this.#publishing?.stop();
    await this.#connection?.close(settings.publish ? [willOf(settings.base, this.#sourceId)] : []);
  }

  async #startPublishing(connection: BrokerConnection): Promise<void> {
    const { settings, folder, version, clock, log, people } = this.#options;
    const { base, publish } = settings;
    const published = people.filter(({ source }) => publish && source?.kind === "graph").map(({ id }) => id);
    const publishing = new MqttPublishing({
      connection,
      base,
      sourceId: this.#sourceId,
      version,
      clock,
      memory: new MemoryFile(join(folder, "mqtt"), "published", log),
      people: published,
    });
    await publishing.start();
    this.#publishing = publishing;
    for (const presence of this.#early.values()) publishing.publish(presence);
    this.#early.clear();
    if (publish) publishing.attention(this.#attention);
  }
}
