import type { Presence, Status } from "../../shared/presence/presence";
import { deriveStatus } from "../../shared/presence/status";

export const ALICE = { id: "1b7d1b7e-8f3e-4d3c-9f5e-0a0000000001", slug: "alice", name: "Alice" } as const;
export const BOB = { id: "1b7d1b7e-8f3e-4d3c-9f5e-0a0000000002", slug: "bob", name: "Bob" } as const;

/** Availability and activity as Graph says them, by our status. */
const WORDS: Partial<Record<Status, readonly [string, string]>> = {
  available: ["Available", "Available"],
  busy: ["Busy", "Busy"],
  "in-a-call": ["Busy", "InACall"],
  away: ["Away", "Away"],
  offline: ["Offline", "Offline"],
};

export function presence(status: Status, changes: Partial<Presence> = {}): Presence {
  const [availability, activity] = WORDS[status] ?? ["PresenceUnknown", "PresenceUnknown"];
  return {
    person: ALICE,
    availability,
    activity,
    status: deriveStatus({ availability, activity, outOfOffice: false }),
    idle: false,
    outOfOffice: false,
    observedAt: "2026-11-21T09:00:00.000Z",
    source: "graph-poll",
    ...changes,
  };
}
