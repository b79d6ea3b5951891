import type { Person, Presence } from "../../presence/presence";
import type { Problem } from "../../support/problem";

/** What a source has said about one person so far, taken together. */
export type Said =
  | { readonly kind: "nothing" }
  /** `until`: milliseconds since 1970-01-01 UTC, when it is no longer to be believed. */
  | { readonly kind: "presence"; readonly presence: Presence; readonly until?: number | undefined }
  | { readonly kind: "lost"; readonly problem: Problem };

export interface Listening {
  /** The topic that stands for the person in the configuration. */
  readonly topic: string;
  readonly person: Person;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
}

/**
 * How one kind of source writes to MQTT. Pure: what has been heard is a value, `S`, and a message makes the next one of
 * it. What makes no sense changes nothing, and nothing throws.
 */
export interface Format<S> {
  /** The topics to hear for a person's topic; none where the topic cannot be one of this format. */
  readonly filters: (topic: string) => readonly string[];
  readonly silence: S;
  /** Gives back `heard` itself where the message changes nothing. */
  readonly hear: (heard: S, message: { readonly topic: string; readonly text: string }, who: Listening) => S;
  readonly say: (heard: S, who: Listening) => Said;
  /** What is still good after the connection was away, when all that is retained comes again. */
  readonly afterReconnect: (heard: S) => S;
  /** Whether one change comes as several messages, which have to be waited for. */
  readonly inPieces: boolean;
}

/** What is heard in several topics, each a short text; the names of the topics are those below. */
export type Pieces = Readonly<Record<string, string>>;

/** The next pieces with one that came: the topic's own text, if it is one of the short ones that are sent here. */
export function withPiece(pieces: Pieces, name: string, text: string): Pieces {
  const value = text.trim();
  return value.length > LONGEST_PIECE || pieces[name] === value ? pieces : { ...pieces, [name]: value };
}

/** The longest is a status of teams-for-linux as JSON, with its time and the name of its client. */
const LONGEST_PIECE = 1000;
