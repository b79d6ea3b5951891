import type { PersonTrouble } from "../../shared/microsoft/polling/person-trouble";
import type { PollerState } from "../../shared/microsoft/polling/poll-listener";
import { describePresence, statusColourKind } from "../../shared/presence/describe";
import type { Presence } from "../../shared/presence/presence";
import type { NodeStatus } from "../common/node-red";

type Words = (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;

/** The poll's status line. With trouble the ring says what it is; the presence, while it is still believed, stays a dot. */
export function pollStatus(
  { kind, presences = [], problem, retryAt, troubles = [] }: PollerState,
  now: number,
  words: Words,
): NodeStatus {
  switch (kind) {
    case "starting":
      return { fill: "grey", shape: "ring", text: words("presence-poll.status.starting") };
    case "paused":
      return { fill: "grey", shape: "ring", text: words("presence-poll.status.paused") };
    case "sign-in-needed":
      return { fill: "red", shape: "ring", text: words("presence-poll.status.sign-in-needed") };
    case "waiting":
      return {
        fill: "yellow",
        shape: "ring",
        text: words("presence-poll.status.waiting", { seconds: secondsUntil(retryAt, now) }),
      };
    case "trouble":
      return { fill: "red", shape: "ring", text: problem?.title ?? words("presence-poll.status.trouble") };
    case "ok":
    case "stale":
      return peopleStatus(kind, presences, troubles, words);
  }
}

/** One person's presence, else how many people are known of how many. */
function peopleStatus(
  kind: "ok" | "stale",
  presences: readonly Presence[],
  troubles: readonly PersonTrouble[],
  words: Words,
): NodeStatus {
  const [first] = presences;
  if (!first) return { fill: "grey", shape: "ring", text: words("presence-poll.status.starting") };
  const all = new Set([...presences, ...troubles].map(({ person }) => person.id)).size;
  if (all === 1) {
    const shape = kind === "ok" && troubles.length === 0 ? "dot" : "ring";
    return { fill: statusColourKind(first.status), shape, text: describePresence(first) };
  }
  const inTrouble = new Set(troubles.map(({ person }) => person.id));
  const known = presences.filter(({ person, stale }) => !stale && !inTrouble.has(person.id)).length;
  if (kind === "ok" && known === all)
    return { fill: "blue", shape: "dot", text: words("presence-poll.status.people", { count: all }) };
  return {
    fill: kind === "ok" ? "yellow" : "grey",
    shape: "ring",
    text: words("presence-poll.status.some-people", { known, count: all }),
  };
}

function secondsUntil(retryAt: number | undefined, now: number): number {
  return Math.max(1, Math.ceil(((retryAt ?? now) - now) / 1000));
}
