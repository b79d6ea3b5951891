import { randomBytes } from "node:crypto";
import { BrokerConnection } from "../../../../shared/mqtt/connection";
import { PresenceSubscriber } from "../../../../shared/mqtt/presence-subscriber";
import type { Clock } from "../../../../shared/support/clock";
import { silentLog } from "../../../../shared/support/log";
import { asProblem } from "../../../../shared/support/problem";
import type { MqttSettings } from "../../../config/mqtt-settings";
import { readPems } from "../../../sources/pem";
import type { News } from "./news";

export interface MqttWatchOptions {
  readonly settings: MqttSettings;
  /** Told of an origin. */
  readonly tell: (origin: string, news: News) => void;
  readonly clock: Clock;
}

/**
 * Reads people from a broker while the page is open, and leaves nothing there: under a name of its own, since a broker
 * throws out whoever has the name of another, with no will, and with nothing kept for it.
 */
export class MqttWatch {
  readonly #options: MqttWatchOptions;
  readonly #subscribers = new Map<string, PresenceSubscriber>();
  #topics: ReadonlyMap<string, string> = new Map();
  #connection: BrokerConnection | undefined;
  #isClosed = false;

  constructor(options: MqttWatchOptions) {
    this.#options = options;
    void this.#connect();
  }

  /** Reads these topics, by origin, and no others any more. */
  watch(topics: ReadonlyMap<string, string>): void {
    this.#topics = topics;
    for (const [origin, subscriber] of this.#subscribers)
      if (!topics.has(origin)) {
        subscriber.stop();
        this.#subscribers.delete(origin);
      }
    if (!this.#connection) return;
    for (const [origin, topic] of topics)
      if (!this.#subscribers.has(origin)) this.#subscribe(this.#connection, origin, topic);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const subscriber of this.#subscribers.values()) subscriber.stop();
    await this.#connection?.close();
  }

  /** Never rejects. */
  async #connect(): Promise<void> {
    const { settings, clock, tell } = this.#options;
    const { url, username, password } = settings;
    try {
      const pems = await readPems(settings);
      if (this.#isClosed) return;
      const clientId = `teams-presence-page-${randomBytes(6).toString("hex")}`;
      this.#connection = new BrokerConnection({
        settings: { url, username, password, clientId, ...pems, clean: true },
        clock,
        // All that is worth a line is on the page.
        log: silentLog,
      });
      this.watch(this.#topics);
      this.#connection.start();
    } catch (error) {
      for (const origin of this.#topics.keys()) tell(origin, { problem: asProblem(error) });
    }
  }

  #subscribe(connection: BrokerConnection, origin: string, topic: string): void {
    const { clock, tell } = this.#options;
    const subscriber = new PresenceSubscriber({
      connection,
      people: [{ id: origin, topic, name: topic }],
      clock,
      log: silentLog,
      listener: {
        onPresence: (_origin, presence) => tell(origin, { presence, problem: undefined }),
        onLost: (_origin, problem) => tell(origin, { presence: undefined, problem }),
      },
    });
    this.#subscribers.set(origin, subscriber);
    subscriber.start();
  }
}
