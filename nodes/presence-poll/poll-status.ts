import type { PollerState } from "../../shared/microsoft/poll-listener";
import { describePresence, statusColourKind } from "../../shared/presence/describe";
import type { NodeStatus } from "../common/node-red";

type Words = (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;

/** The poll's status line. With trouble the ring says what it is; the presence, while it is still believed, stays a dot. */
export function pollStatus(
  { kind, presence, problem, retryAt }: PollerState,
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
      return presence
        ? {
            fill: statusColourKind(presence.status),
            shape: kind === "ok" ? "dot" : "ring",
            text: describePresence(presence),
          }
        : { fill: "grey", shape: "ring", text: words("presence-poll.status.starting") };
  }
}

function secondsUntil(retryAt: number | undefined, now: number): number {
  return Math.max(1, Math.ceil(((retryAt ?? now) - now) / 1000));
}
