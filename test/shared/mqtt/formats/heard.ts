import type { Format, Said } from "../../../../shared/mqtt/formats/format";
import type { Presence } from "../../../../shared/presence/presence";

export const NOW = Date.parse("2026-11-21T09:30:00.000Z");
export const PERSON = { id: "alice", slug: "alice", name: "Alice" } as const;

export type Message = readonly [topic: string, text: string];

/** What a format makes of messages that came in this order, at one time. */
export function saidAfter<S>(
  format: Format<S>,
  topic: string,
  messages: readonly Message[],
  now = NOW,
): Said {
  const who = { topic, person: PERSON, now };
  let heard = format.silence;
  for (const [at, text] of messages) heard = format.hear(heard, { topic: at, text }, who);
  return format.say(heard, who);
}

/** In a few words: "nothing", "lost <code>", or the status and what is known besides. */
export function inShort(said: Said): string {
  if (said.kind === "nothing") return "nothing";
  return said.kind === "lost" ? `lost ${said.problem.code}` : presenceInShort(said.presence);
}

export function presenceInShort({ status, media = {}, stale, lastStatus }: Presence): string {
  const known = Object.entries(media).map(([name, value]) => `${value ? "" : "no "}${name}`);
  return [status, ...(stale ? [`stale after ${lastStatus}`] : []), ...known].join(", ");
}
