/**
 * What presence is. One value travels from every source to every light: `Presence`.
 * Words of Graph are kept as Graph says them; `status` is ours and the one to decide by.
 */

export const STATUSES = [
  "available",
  "busy",
  "in-a-call",
  "in-a-meeting",
  "presenting",
  "do-not-disturb",
  "focusing",
  "be-right-back",
  "away",
  "offline",
  "off-work",
  "out-of-office",
  "unknown",
] as const;

export type Status = (typeof STATUSES)[number];

export interface Person {
  /** Object id in lower case; the slug where no id is known. Diff and merge key on it. */
  readonly id: string;
  /** `[a-z0-9-]+`, unique among the people of one source. */
  readonly slug: string;
  readonly name: string;
}

export type WorkLocation = "office" | "remote" | "time-off";

/** Only from sources that know; each part optional. */
export interface Media {
  readonly inCall?: boolean;
  readonly camera?: boolean;
  readonly microphone?: boolean;
  readonly sharing?: boolean;
  readonly ringing?: boolean;
}

export interface Presence {
  readonly person: Person;
  /** As Graph says, PascalCase; "PresenceUnknown" when unknown. */
  readonly availability: string;
  /** As Graph says. */
  readonly activity: string;
  readonly status: Status;
  readonly idle: boolean;
  readonly outOfOffice: boolean;
  readonly statusMessage?: string;
  readonly workLocation?: WorkLocation;
  readonly media?: Media;
  /** Graph's sequenceNumber: compare as strings, an older one is dropped. */
  readonly sequence?: string;
  /** ISO 8601, UTC. */
  readonly observedAt: string;
  /** The source has been silent for too long; then `status` is "unknown". */
  readonly stale?: true;
  readonly lastStatus?: Status;
  /** The first of an account that has taken another's place: whatever it said earlier is not what anybody shows. */
  readonly accountChanged?: true;
  readonly source: string;
}

export type Change = "start" | "status" | "availability" | "activity" | "other";

export interface Previous {
  readonly status: Status;
  readonly availability: string;
  readonly activity: string;
  readonly since: string;
}

/** A Presence that has passed presence-diff. */
export interface ChangedPresence extends Presence {
  /** ISO 8601: when this status began. */
  readonly since: string;
  readonly previous: Previous | null;
  readonly change: Change;
}
