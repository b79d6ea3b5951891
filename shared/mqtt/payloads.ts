import type { Presence } from "../presence/presence";
import type { BrokerMessage } from "./broker";

/** How often the state is said again even when nothing has changed. */
export const REPEAT_MS = 300_000;

/** Two repetitions may be lost, or two clocks be wrong by some minutes, before a state is no longer believed. */
const VALID_MS = 3 * REPEAT_MS;

/** In a call: what `in_call` says `true` for, as the default sensor does. */
const IN_A_CALL: ReadonlySet<string> = new Set(["in-a-call", "presenting"]);

/** Below the person's topic. */
const PARTS = ["state", "availability", "activity", "status", "in_call"] as const;

/** `online`, `offline` (its last will), for everything that this source publishes. */
export function sourceStatusTopic(base: string, sourceId: string): string {
  return `${base}/_source/${sourceId}/status`;
}

/** What a person should look at, as JSON; empty: nothing. */
export function attentionTopic(base: string, sourceId: string): string {
  return `${base}/_source/${sourceId}/attention`;
}

export function personTopics(base: string, slug: string): readonly string[] {
  return PARTS.map((part) => `${base}/${slug}/${part}`);
}

/** The last will for the connection of a source, and its last words before a clean end. */
export function willOf(base: string, sourceId: string): BrokerMessage {
  return { topic: sourceStatusTopic(base, sourceId), payload: "offline", retain: true };
}

/** The simple topics, each one word, for consumers that read no JSON. */
export function plainPayloads(presence: Presence): Readonly<Record<string, string>> {
  return {
    availability: presence.availability,
    activity: presence.activity,
    status: presence.status,
    in_call: String(IN_A_CALL.has(presence.status)),
  };
}

/** `state`: the Presence as JSON, by whom, and until when it is to be believed. `now` in milliseconds. */
export function statePayload(presence: Presence, sourceId: string, now: number): string {
  return JSON.stringify({ ...presence, sourceId, expiresAt: new Date(now + VALID_MS).toISOString() });
}
