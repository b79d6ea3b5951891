import type { Media, Person, Presence } from "../../presence/presence";
import { deriveStatus, isIdle } from "../../presence/status";

export interface Parts {
  /** As Graph says it; absent where only a call is known. */
  readonly availability: string | undefined;
  /** Where something tells more than the availability. */
  readonly activity: string | undefined;
  readonly media: Media;
  readonly person: Person;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
}

/** One Presence of what a client of Teams publishes in parts. In a call whose availability is not known, Graph says Busy. */
export function mergedPresence({
  availability = "PresenceUnknown",
  activity,
  media,
  person,
  now,
}: Parts): Presence {
  const said = activity !== undefined && availability === "PresenceUnknown" ? "Busy" : availability;
  const words = { availability: said, activity: activity ?? said };
  return {
    person,
    ...words,
    status: deriveStatus(words),
    idle: isIdle(words),
    outOfOffice: false,
    ...(Object.keys(media).length === 0 ? {} : { media }),
    observedAt: new Date(now).toISOString(),
    source: "mqtt",
  };
}
