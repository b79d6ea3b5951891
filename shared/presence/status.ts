import type { Status } from "./presence";

/** The two words of Graph, in any casing; either may be missing. */
export interface Words {
  readonly availability?: string | undefined;
  readonly activity?: string | undefined;
}

interface Meaning {
  /** Absent where the word says nothing about the status. */
  readonly status?: Status;
  /** Only an activity can be this; it is more telling than a general word, wherever it stands. */
  readonly special?: true;
  readonly idle?: true;
}

/**
 * Every word of `availability` and `activity` in the presence resource of Microsoft Graph v1.0 (Graph docs, presence
 * resource, and its table of values). The docs list some words in both columns and in two casings, so one table serves both.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["Available", { status: "available" }],
  ["AvailableIdle", { status: "available", idle: true }],
  ["AvailableInactive", { status: "available", idle: true }],
  ["Away", { status: "away" }],
  ["BeRightBack", { status: "be-right-back" }],
  ["Busy", { status: "busy" }],
  ["BusyIdle", { status: "busy", idle: true }],
  ["DoNotDisturb", { status: "do-not-disturb" }],
  ["Offline", { status: "offline" }],
  ["Focusing", { status: "focusing", special: true }],
  ["InACall", { status: "in-a-call", special: true }],
  ["InAConferenceCall", { status: "in-a-call", special: true }],
  ["InAMeeting", { status: "in-a-meeting", special: true }],
  ["OffWork", { status: "off-work", special: true }],
  ["Presenting", { status: "presenting", special: true }],
  ["UrgentInterruptionsOnly", { status: "do-not-disturb", special: true }],
  ["Inactive", { idle: true }],
  ["OutOfOffice", {}],
  ["PresenceUnknown", {}],
]);

/** Every word of Graph we know, as Graph writes it. */
export const KNOWN_WORDS: readonly string[] = [...MEANINGS.keys()];

const CANONICAL: ReadonlyMap<string, string> = new Map(
  [...MEANINGS.keys()].map((word) => [word.toLowerCase(), word]),
);

/** What out of office replaces: it tells more than these, and less than being busy or in a call. */
const GIVES_WAY: ReadonlySet<Status> = new Set(["available", "away", "be-right-back", "offline", "off-work"]);

/** The word as Graph writes it ("inACall" gives "InACall"), or undefined when it is none we know. */
export function canonicalToken(text: string): string | undefined {
  return CANONICAL.get(text.trim().toLowerCase());
}

/**
 * Our status for what Graph says. The activity is more telling than the availability, and a word that only an
 * activity can be wins over a general one even when the columns are swapped. A word we do not know leaves it to the
 * other field. Out of office, said by a word or by the flag, replaces only the available, away and offline kinds.
 */
export function deriveStatus(words: Words & { readonly outOfOffice?: boolean | undefined }): Status {
  const availability = meaningOf(words.availability);
  const activity = meaningOf(words.activity);
  const swapped = availability.special && !activity.special;
  const base = swapped ? availability.status : (activity.status ?? availability.status);
  const said = saysOutOfOffice(words);
  if (base === undefined) return said ? "out-of-office" : "unknown";
  return (said || words.outOfOffice === true) && GIVES_WAY.has(base) ? "out-of-office" : base;
}

/** Whether either word is one of the idle layer: AvailableIdle, BusyIdle, Inactive. */
export function isIdle(words: Words): boolean {
  return Boolean(meaningOf(words.availability).idle ?? meaningOf(words.activity).idle);
}

/** Whether either word is OutOfOffice. */
export function saysOutOfOffice(words: Words): boolean {
  return [words.availability, words.activity].some(
    (word) => word !== undefined && canonicalToken(word) === "OutOfOffice",
  );
}

function meaningOf(word: string | undefined): Meaning {
  const known = word === undefined ? undefined : canonicalToken(word);
  return (known === undefined ? undefined : MEANINGS.get(known)) ?? {};
}
