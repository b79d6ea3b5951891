import { isFields, malformed, optionalFlag, optionalOneOf, optionalText, optionalTime } from "./fields";
import type { Fields } from "./fields";
import { personOf } from "./person";
import { STATUSES } from "./presence";
import type { Media, Person, Presence, Status, WorkLocation } from "./presence";
import { canonicalToken, deriveStatus, isIdle, saysOutOfOffice } from "./status";

const UNKNOWN_WORD = "PresenceUnknown";

/** workLocationType as Graph writes it, lower case; "unspecified" and later additions mean: not known. */
const WORK_LOCATIONS: ReadonlyMap<string, WorkLocation> = new Map([
  ["office", "office"],
  ["remote", "remote"],
  ["timeoff", "time-off"],
]);

const MEDIA = ["inCall", "camera", "microphone", "sharing", "ringing"] as const;

export interface GraphContext {
  readonly person: Person;
  readonly source: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  /** Personal, so only kept when asked for. */
  readonly statusMessage?: boolean;
}

/**
 * A presence as Graph answers it (Graph docs, presence resource v1.0). Missing or odd parts are left out, words we do
 * not know are kept as they are. Throws the Problem `malformed-presence` only when `raw` is not an object with an
 * availability or an activity.
 */
export function parseGraphPresence(raw: unknown, context: GraphContext): Presence {
  if (!isFields(raw) || (typeof raw.availability !== "string" && typeof raw.activity !== "string")) {
    throw malformed("availability", 'a word of Graph, like "Busy", unless "activity" is one');
  }
  const words = { availability: wordOf(raw.availability), activity: wordOf(raw.activity) };
  const outOfOffice = field(raw.outOfOfficeSettings, "isOutOfOffice") === true || saysOutOfOffice(words);
  const message = field(field(raw.statusMessage, "message"), "content");
  const location = field(raw.workLocation, "workLocationType");
  const workLocation = typeof location === "string" ? WORK_LOCATIONS.get(location.toLowerCase()) : undefined;
  return {
    person: context.person,
    ...words,
    status: deriveStatus({ ...words, outOfOffice }),
    idle: isIdle(words),
    outOfOffice,
    ...(context.statusMessage === true && typeof message === "string" && message !== ""
      ? { statusMessage: message }
      : {}),
    ...(workLocation === undefined ? {} : { workLocation }),
    ...(typeof raw.sequenceNumber === "string" && raw.sequenceNumber !== ""
      ? { sequence: raw.sequenceNumber }
      : {}),
    observedAt: new Date(context.now).toISOString(),
    source: context.source,
  };
}

/**
 * What arrives in a message: one of our Presences, checked and with unknown fields left out, or a raw Graph presence
 * (then `id` is the person). Throws the Problem `malformed-presence`, which names the property and what it may be.
 */
export function parsePresence(value: unknown, now: number): Presence {
  if (!isFields(value)) throw malformed("payload", "a Presence or a Graph presence");
  if (value.person !== undefined) return fromMessage(value, now);
  const graph = parseGraphPresence(value, { person: { id: "", slug: "", name: "" }, source: "graph", now });
  const id = optionalText(value, "id")?.trim();
  if (!id) throw malformed("id", 'the id of the user, unless "person" is given');
  return { ...graph, person: personOf({ id }) };
}

/** Graph's sequenceNumber is made to be compared as text (Graph docs); without one on both sides nothing is older. */
export function isOlder(sequence: string | undefined, lastSequence: string | undefined): boolean {
  return sequence !== undefined && lastSequence !== undefined && sequence < lastSequence;
}

/**
 * PresenceUnknown is "no data", so the last status stays, with the time it was observed at, until that is
 * `staleAfterSeconds` ago (0: for ever); then the answer is `markStale`. Anything else is given back as it is.
 * `last` is what this function, or `markStale`, gave last for the person.
 */
export function keepLast(
  presence: Presence,
  last: Presence | undefined,
  now: number,
  staleAfterSeconds: number,
): Presence {
  const silent = presence.status === "unknown" && presence.availability === UNKNOWN_WORD;
  if (!silent || last === undefined) return presence;
  if (last.stale) return last;
  if (last.status === "unknown") return presence;
  const age = now - Date.parse(last.observedAt);
  if (staleAfterSeconds > 0 && age >= staleAfterSeconds * 1000) return markStale(last, now);
  return {
    ...presence,
    status: last.status,
    idle: last.idle,
    outOfOffice: last.outOfOffice,
    observedAt: last.observedAt,
  };
}

/**
 * What is left when the source has been silent for too long: who, and what the status was. Everything else it once
 * said is withdrawn. `observedAt` becomes `now`, the moment the silence was noticed; what is stale already stays as it is.
 */
export function markStale(last: Presence, now: number): Presence {
  if (last.stale) return last;
  return {
    person: last.person,
    availability: UNKNOWN_WORD,
    activity: UNKNOWN_WORD,
    status: "unknown",
    idle: false,
    outOfOffice: false,
    ...(last.sequence === undefined ? {} : { sequence: last.sequence }),
    observedAt: new Date(now).toISOString(),
    stale: true,
    lastStatus: last.status,
    source: last.source,
  };
}

function fromMessage(value: Fields, now: number): Presence {
  const availability = optionalText(value, "availability");
  const activity = optionalText(value, "activity");
  const words = { availability: wordOf(availability), activity: wordOf(activity) };
  const outOfOffice = optionalFlag(value, "outOfOffice") ?? saysOutOfOffice(words);
  const given = STATUSES.find((status) => status === value.status);
  if (given === undefined && availability === undefined && activity === undefined) {
    throw malformed("status", `one of ${STATUSES.join(", ")}`);
  }
  const known = given === undefined || given === "unknown" ? deriveStatus({ ...words, outOfOffice }) : given;
  const workLocation = optionalOneOf<WorkLocation>(value, "workLocation", ["office", "remote", "time-off"]);
  const media = mediaOf(value.media ?? undefined);
  const statusMessage = optionalText(value, "statusMessage");
  const sequence = optionalText(value, "sequence");
  return {
    person: personIn(value.person),
    ...words,
    idle: optionalFlag(value, "idle") ?? isIdle(words),
    outOfOffice,
    ...(statusMessage === undefined ? {} : { statusMessage }),
    ...(workLocation === undefined ? {} : { workLocation }),
    ...(media === undefined ? {} : { media }),
    ...(sequence === undefined ? {} : { sequence }),
    observedAt: optionalTime(value, "observedAt") ?? new Date(now).toISOString(),
    ...staleness(value, known),
    ...(optionalFlag(value, "accountChanged") === true ? { accountChanged: true } : {}),
    source: optionalText(value, "source") ?? "manual",
  };
}

function staleness(value: Fields, status: Status): Pick<Presence, "status" | "stale" | "lastStatus"> {
  if (optionalFlag(value, "stale") !== true) return { status };
  const lastStatus = optionalOneOf(value, "lastStatus", STATUSES) ?? status;
  return { status: "unknown", stale: true, lastStatus };
}

function personIn(value: unknown): Person {
  if (!isFields(value)) throw malformed("person", "an object with id, slug and name");
  const [id, slug, name] = ["id", "slug", "name"].map((key) => optionalText(value, key)?.trim() || undefined);
  const key = id ?? slug;
  if (key === undefined) throw malformed("person.id", 'text, unless "person.slug" is');
  return personOf({ id: key, slug, name });
}

function mediaOf(value: unknown): Media | undefined {
  if (value === undefined) return undefined;
  if (!isFields(value)) throw malformed("media", `an object with any of ${MEDIA.join(", ")}`);
  const known = MEDIA.flatMap((key) => {
    const flag = optionalFlag(value, key);
    return flag === undefined ? [] : [[key, flag] as const];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** Graph's own spelling of a word; a new one is kept, in the same casing; what cannot be a word is unknown. */
function wordOf(value: unknown): string {
  if (typeof value !== "string") return UNKNOWN_WORD;
  const text = value.trim();
  const known = canonicalToken(text);
  if (known !== undefined) return known;
  return /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : UNKNOWN_WORD;
}

function field(value: unknown, key: string): unknown {
  return isFields(value) ? value[key] : undefined;
}
