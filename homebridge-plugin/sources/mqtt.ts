import type { BrokerMessage } from "../../shared/mqtt/broker";
import { BrokerConnection } from "../../shared/mqtt/connection";
import { PresenceSubscriber } from "../../shared/mqtt/presence-subscriber";
import { willOf } from "../../shared/mqtt/payloads";
import type { Presence } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { MemoryFile } from "../../shared/support/memory-file";
import { asProblem, type Problem } from "../../shared/support/problem";
import { join } from "node:path";
import type { MqttSettings } from "../config/mqtt-settings";
import type { PersonSettings } from "../config/person-settings";
import { MqttPublishing } from "./mqtt-publishing";
import { ownName } from "./own-name";
import { type Pems, readPems } from "./pem";
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
  /** Ids of those whose presence goes out. */
  readonly #published: readonly string[];
  /** What the log has told of people who are lost. */
  readonly #lost = new Map<string, string>();
  #sourceId = "";
  #isClosed = false;

  constructor(options: MqttOptions) {
    const { settings, people } = options;
    this.#options = options;
    this.#published = people
      .filter(({ source }) => settings.publish && source?.kind === "graph")
      .map(({ id }) => id);
  }

  /** Tells in the log where a certificate cannot be read: then nothing more happens. */
  async start(): Promise<void> {
    const { settings, folder, clock, log, listener } = this.#options;
    const { url, username, password } = settings;
    const name = await ownName(folder, log);
    const pems = await this.#readPems();
    if (this.#isClosed || pems === undefined) return;
    const clientId = settings.clientId || name;
    const connection = new BrokerConnection({
      settings: { url, username, password, clientId, ...pems },
      will: this.#farewell(name),
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
        onPresence: (person, presence) => {
          this.#lost.delete(person);
          listener.onPresence(person, presence);
        },
        onLost: (person, problem) => {
          this.#tellLost(person, problem);
          listener.onLost(person);
        },
      },
    });
    this.#subscriber.start();
    connection.start();
  }

  /** Tells the broker, where publishing is wanted; `presence.person.slug` is the id of the configuration. */
  publish(presence: Presence): void {
    if (this.#published.length === 0) return;
    if (this.#publishing) this.#publishing.publish(presence);
    else this.#early.set(presence.person.slug, presence);
  }

  /** What somebody should look at; undefined: nothing any more. */
  attention(value: Readonly<Record<string, unknown>> | undefined): void {
    this.#attention = value;
    this.#publishing?.attention(value);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#subscriber?.stop();
    this.#publishing?.stop();
    const farewell = this.#farewell(this.#sourceId);
    await this.#connection?.close(farewell ? [farewell] : []);
  }

  /** Who publishes nothing leaves nothing on the broker. */
  #farewell(sourceId: string): BrokerMessage | undefined {
    return this.#published.length > 0 ? willOf(this.#options.settings.base, sourceId) : undefined;
  }

  async #readPems(): Promise<Pems | undefined> {
    const { settings, log } = this.#options;
    try {
      return await readPems(settings);
    } catch (error) {
      const { message } = asProblem(error);
      log.warn(`Configuration: ${message} Until then nothing is read from or published to MQTT.`);
      return undefined;
    }
  }

  /** Once for each change of the reason; that the broker itself is away the connection tells, for all of them. */
  #tellLost(person: string, { message }: Problem): void {
    if (this.#connection?.state.kind !== "online" || this.#lost.get(person) === message) return;
    this.#lost.set(person, message);
    const { log, people } = this.#options;
    log.warn(`${people.find(({ id }) => id === person)?.name ?? person}: ${message}`);
  }

  async #startPublishing(connection: BrokerConnection): Promise<void> {
    const { settings, folder, version, clock, log } = this.#options;
    const publishing = new MqttPublishing({
      connection,
      base: settings.base,
      sourceId: this.#sourceId,
      version,
      clock,
      memory: new MemoryFile(join(folder, "mqtt"), "published", log),
      people: this.#published,
    });
    await publishing.start();
    this.#publishing = publishing;
    for (const presence of this.#early.values()) publishing.publish(presence);
    this.#early.clear();
    publishing.attention(this.#attention);
  }
}
