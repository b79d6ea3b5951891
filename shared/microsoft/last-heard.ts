import type { Person, Presence } from "../presence/presence";
import type { Account } from "./token-provider";

/** The parts of shared/presence that are needed. */
export interface PresenceFunctions {
  /** Throws the Problem `malformed-presence`. */
  parse(raw: unknown, context: ParseContext): Presence;
  keepLast(presence: Presence, last: Presence | undefined, now: number, staleAfterSeconds: number): Presence;
  markStale(last: Presence, now: number): Presence;
  isOlder(sequence: string | undefined, lastSequence: string | undefined): boolean;
  personOf(known: { id: string; displayName: string; upn: string }): Person;
}

export interface ParseContext {
  readonly person: Person;
  readonly source: string;
  readonly now: number;
  readonly statusMessage: boolean;
}

export interface HeardOptions {
  readonly presence: PresenceFunctions;
  /** Seconds; 0 = never. */
  readonly staleAfter: number;
  /** Whether status messages, which are personal, are kept. */
  readonly statusMessage: boolean;
}

const SOURCE = "graph-poll";
/** Servers of Graph lag behind each other by seconds; an "older" answer that lasts longer than this is the truth. */
const OLDER_TOLERATED_MS = 300_000;

/** Whose presence was heard last, and what it was. Another account forgets the presence of the one before. */
export class LastHeard {
  readonly #options: HeardOptions;
  #account: Account | undefined;
  #presence: Presence | undefined;
  #olderSince: number | undefined;

  constructor(options: HeardOptions) {
    this.#options = options;
  }

  get account(): Account | undefined {
    return this.#account;
  }

  get presence(): Presence | undefined {
    return this.#presence;
  }

  setAccount(account: Account): void {
    if (this.#account?.id !== account.id) {
      this.#presence = undefined;
      this.#olderSince = undefined;
    }
    this.#account = account;
  }

  /** Graph's answer as a Presence; throws the Problem `malformed-presence`. */
  parse(raw: unknown, { id, name, username }: Account, now: number): Presence {
    const { presence, statusMessage } = this.#options;
    const person = presence.personOf({ id, displayName: name, upn: username });
    return presence.parse(raw, { person, source: SOURCE, now, statusMessage });
  }

  /** What to tell after an answer: nothing when it is older than the last one. */
  take(answer: Presence, now: number): Presence | undefined {
    const { presence, staleAfter } = this.#options;
    if (presence.isOlder(answer.sequence, this.#presence?.sequence)) {
      this.#olderSince ??= now;
      if (now - this.#olderSince < OLDER_TOLERATED_MS) return undefined;
    }
    this.#olderSince = undefined;
    this.#presence = presence.keepLast(answer, this.#presence, now, staleAfter);
    return this.#presence;
  }

  /** What to tell after a long silence: nothing when there never was anything. */
  fade(now: number): Presence | undefined {
    if (this.#presence) this.#presence = this.#options.presence.markStale(this.#presence, now);
    return this.#presence;
  }
}
