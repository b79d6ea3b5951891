import type { Presence } from "../presence/presence";
import type { Clock, Timer } from "../support/clock";
import type { BrokerMessage } from "./broker";
import type { BrokerConnection } from "./connection";
import { discoveryMessage, discoveryTopic, HOME_ASSISTANT_STATUS } from "./home-assistant";
import {
  attentionTopic,
  personTopics,
  plainPayloads,
  REPEAT_MS,
  sourceStatusTopic,
  statePayload,
} from "./payloads";
import { isTopicLevel } from "./topics";

export interface PresencePublisherOptions {
  readonly connection: Pick<BrokerConnection, "state" | "onState" | "subscribe" | "publish">;
  /** The topic above all people; see `isTopicPrefix`. */
  readonly base: string;
  /** The same after every start, and of no other source on this base; see `isTopicLevel`. */
  readonly sourceId: string;
  readonly clock: Clock;
  /** Of this package. */
  readonly version: string;
  /** Personal, so only published when asked for. */
  readonly statusMessage: boolean;
}

interface PublishedPerson {
  readonly presence: Presence;
  /** What of the presence is news when it changes. */
  readonly gist: string;
}

/**
 * Publishes people's presence, retained, with QoS 1 (CONTRACT: MQTT), and to Home Assistant what it needs to show it. Only what
 * has changed is published, and everything again after each connect, since a broker may have forgotten.
 */
export class PresencePublisher {
  readonly #options: PresencePublisherOptions;
  readonly #people = new Map<string, PublishedPerson>();
  readonly #published = new Map<string, string>();
  #attention = "";
  #stops: (() => void)[] = [];
  #repeat: Timer | undefined;

  constructor(options: PresencePublisherOptions) {
    this.#options = options;
  }

  start(): void {
    const { connection } = this.#options;
    if (this.#stops.length > 0) return;
    this.#stops = [
      connection.onState((state) => {
        if (state.kind === "online") this.#publishAll();
      }),
      connection.subscribe([HOME_ASSISTANT_STATUS], (_, text) => {
        if (text.trim() === "online") this.#publishAll();
      }),
    ];
    if (connection.state.kind === "online") this.#publishAll();
    this.#repeatLater();
  }

  /** Says nothing any more; the source's last words are `willOf`, for the end of the connection. */
  stop(): void {
    this.#repeat?.cancel();
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** The person's slug is a level of a topic; one that cannot be is not published. */
  publish(given: Presence): void {
    const { slug } = given.person;
    if (!isTopicLevel(slug)) return;
    const presence = this.#retainable(given);
    const gist = JSON.stringify({ ...presence, observedAt: "", sequence: "" });
    const changed = this.#people.get(slug)?.gist !== gist;
    this.#people.set(slug, { presence, gist });
    if (changed) this.#say(slug);
  }

  /** What a person should look at, to be read by machines and people; undefined: nothing any more. */
  attention(value: Readonly<Record<string, unknown>> | undefined): void {
    this.#attention = value === undefined ? "" : JSON.stringify(value);
    this.#sayAttention();
  }

  /** Takes back all that is retained about a person. */
  forget(slug: string): void {
    if (!isTopicLevel(slug)) return;
    const { base, connection } = this.#options;
    this.#people.delete(slug);
    for (const topic of [...personTopics(base, slug), discoveryTopic(base, slug)]) {
      this.#published.delete(topic);
      connection.publish(topic, "", { retain: true });
    }
  }

  /** Takes back what is retained about this source itself, which publishes nothing any more. */
  forgetSource(): void {
    const { base, sourceId, connection } = this.#options;
    for (const topic of [sourceStatusTopic(base, sourceId), attentionTopic(base, sourceId)]) {
      this.#published.delete(topic);
      connection.publish(topic, "", { retain: true });
    }
  }

  /** People first: whoever reads that the source is online may believe what is there. */
  #publishAll(): void {
    const { base, sourceId } = this.#options;
    this.#published.clear();
    for (const slug of this.#people.keys()) this.#say(slug);
    this.#sayAttention();
    this.#retain({ topic: sourceStatusTopic(base, sourceId), payload: "online" });
  }

  #say(slug: string): void {
    const { base } = this.#options;
    const person = this.#people.get(slug);
    if (!person) return;
    this.#retain(discoveryMessage(person.presence.person, this.#options));
    this.#sayState(slug, person.presence);
    for (const [part, payload] of Object.entries(plainPayloads(person.presence)))
      this.#retain({ topic: `${base}/${slug}/${part}`, payload });
  }

  #sayState(slug: string, presence: Presence): void {
    const { base, sourceId, clock } = this.#options;
    this.#retain({ topic: `${base}/${slug}/state`, payload: statePayload(presence, sourceId, clock.now()) });
  }

  #sayAttention(): void {
    const { base, sourceId } = this.#options;
    this.#retain({ topic: attentionTopic(base, sourceId), payload: this.#attention });
  }

  #retain({ topic, payload }: Pick<BrokerMessage, "topic" | "payload">): void {
    if (this.#published.get(topic) === payload) return;
    this.#published.set(topic, payload);
    this.#options.connection.publish(topic, payload, { retain: true });
  }

  #repeatLater(): void {
    this.#repeat = this.#options.clock.after(REPEAT_MS, () => {
      for (const [slug, { presence }] of this.#people) this.#sayState(slug, presence);
      this.#repeatLater();
    });
  }

  /** `accountChanged` is said once, to whoever shows it now; retained, it would be said for ever. */
  #retainable(given: Presence): Presence {
    const { accountChanged: _, statusMessage, ...presence } = given;
    const kept = this.#options.statusMessage && statusMessage !== undefined;
    return kept ? { ...presence, statusMessage } : presence;
  }
}
