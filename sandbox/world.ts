import { EventEmitter } from "node:events";
import { Problem } from "../shared/support/problem";

/** Somebody who lives in the sandbox's tenant. */
export interface Person {
  /** Object id in the tenant, lower case. */
  readonly oid: string;
  /** User principal name. */
  readonly upn: string;
  readonly name: string;
  readonly slug: string;
}

/** What Graph's presence resource says about one person. */
export interface WorldPresence {
  readonly availability: string;
  readonly activity: string;
  readonly outOfOffice: boolean;
  /** Grows with every change, for everybody together; compared as text. */
  readonly sequenceNumber: string;
}

export interface PresenceRequest {
  readonly availability: string;
  readonly activity: string;
  readonly outOfOffice?: boolean;
}

/** Spelled as the service answers them: Microsoft Graph docs, presence resource, property availability. */
export const AVAILABILITIES = [
  "Available",
  "AvailableIdle",
  "Away",
  "BeRightBack",
  "Busy",
  "BusyIdle",
  "DoNotDisturb",
  "Offline",
  "OutOfOffice",
  "PresenceUnknown",
] as const;

/** Microsoft Graph docs, presence resource, property activity. */
export const ACTIVITIES = [
  "Available",
  "Away",
  "BeRightBack",
  "Busy",
  "DoNotDisturb",
  "Focusing",
  "InACall",
  "InAConferenceCall",
  "Inactive",
  "InAMeeting",
  "Offline",
  "OffWork",
  "OutOfOffice",
  "PresenceUnknown",
  "Presenting",
  "UrgentInterruptionsOnly",
] as const;

const PEOPLE: readonly Person[] = [
  {
    oid: "a11ce000-0000-4000-8000-000000000001",
    upn: "alice@contoso.example",
    name: "Alice Example",
    slug: "alice",
  },
  {
    oid: "b0b00000-0000-4000-8000-000000000002",
    upn: "bob@contoso.example",
    name: "Bob Example",
    slug: "bob",
  },
];

/** Wide enough for milliseconds since 1970, so that text order is number order and a restart never counts back. */
const SEQUENCE_DIGITS = 20;

function requireOneOf(property: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new Problem({
    code: "invalid-presence",
    title: `${property} cannot be ${JSON.stringify(value)}`,
    advice: `Allowed: ${allowed.join(", ")}`,
  });
}

/** The people of the pretend tenant and what their Teams shows; emits `presence` after every change. */
export class World extends EventEmitter<{ presence: [Person, WorldPresence] }> {
  readonly people: readonly Person[] = PEOPLE;
  readonly #presences = new Map<string, WorldPresence>();
  readonly #now: () => number;
  #sequence = 0;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    super();
    this.#now = now;
    for (const { slug } of this.people) {
      this.#presences.set(slug, {
        availability: "Available",
        activity: "Available",
        outOfOffice: false,
        sequenceNumber: this.#nextSequence(),
      });
    }
  }

  /** Throws a Problem `unknown-person` naming those who exist. */
  person(slug: string): Person {
    const found = this.people.find((person) => person.slug === slug);
    if (found) return found;
    throw new Problem({
      code: "unknown-person",
      title: `Nobody here is called ${JSON.stringify(slug)}`,
      advice: `People: ${this.people.map((person) => person.slug).join(", ")}`,
    });
  }

  /** The person with this object id, in any case; undefined when nobody has it. */
  personByOid(oid: string): Person | undefined {
    return this.people.find((person) => person.oid === oid.toLowerCase());
  }

  presence(slug: string): WorldPresence {
    const found = this.#presences.get(this.person(slug).slug);
    if (!found) throw new Error(`${slug} has no presence`);
    return found;
  }

  /**
   * Changes what Teams shows for a person; out of office stays as it was unless given.
   * Throws a Problem: `unknown-person`, or `invalid-presence` naming the property and the allowed values.
   */
  setPresence(slug: string, { availability, activity, outOfOffice }: PresenceRequest): WorldPresence {
    const person = this.person(slug);
    requireOneOf("availability", availability, AVAILABILITIES);
    requireOneOf("activity", activity, ACTIVITIES);
    const presence: WorldPresence = {
      availability,
      activity,
      outOfOffice: outOfOffice ?? this.presence(slug).outOfOffice,
      sequenceNumber: this.#nextSequence(),
    };
    this.#presences.set(slug, presence);
    this.emit("presence", person, presence);
    return presence;
  }

  #nextSequence(): string {
    this.#sequence = Math.max(this.#sequence + 1, this.#now());
    return String(this.#sequence).padStart(SEQUENCE_DIGITS, "0");
  }
}
