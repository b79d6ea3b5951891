import type { Presence, Status } from "./presence";

export type StatusColour = "green" | "yellow" | "red" | "grey" | "blue";

interface Words {
  readonly text: string;
  readonly colour: StatusColour;
  /** As it reads inside "Stale (was …)". */
  readonly was: string;
}

const WORDS: Readonly<Record<Status, Words>> = {
  available: { text: "Available", colour: "green", was: "available" },
  busy: { text: "Busy", colour: "red", was: "busy" },
  "in-a-call": { text: "Busy · in a call", colour: "red", was: "in a call" },
  "in-a-meeting": { text: "Busy · in a meeting", colour: "red", was: "in a meeting" },
  presenting: { text: "Presenting", colour: "red", was: "presenting" },
  "do-not-disturb": { text: "Do not disturb", colour: "red", was: "do not disturb" },
  focusing: { text: "Focusing", colour: "red", was: "focusing" },
  "be-right-back": { text: "Be right back", colour: "yellow", was: "be right back" },
  away: { text: "Away", colour: "yellow", was: "away" },
  offline: { text: "Offline", colour: "grey", was: "offline" },
  "off-work": { text: "Off work", colour: "grey", was: "off work" },
  "out-of-office": { text: "Out of office", colour: "blue", was: "out of office" },
  unknown: { text: "Unknown", colour: "grey", was: "unknown" },
};

/** A short text for a status line: "Busy · in a call", "Available · idle", "Stale (was busy)". */
export function describePresence(presence: Presence): string {
  if (presence.stale) {
    const { lastStatus } = presence;
    return lastStatus === undefined || lastStatus === "unknown"
      ? "Stale"
      : `Stale (was ${WORDS[lastStatus].was})`;
  }
  const { text } = WORDS[presence.status];
  const plain = presence.status === "available" || presence.status === "busy";
  return presence.idle && plain ? `${text} · idle` : text;
}

/** The colour of the dot that goes with a status. */
export function statusColourKind(status: Status): StatusColour {
  return WORDS[status].colour;
}
