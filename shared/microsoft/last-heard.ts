import { isOlder, keepLast, markStale, parseGraphPresence } from "../presence/parse";
import { personOf } from "../presence/person";
import type { Presence } from "../presence/presence";
import type { Account } from "./token-provider";

export interface HeardOptions {
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
    const { statusMessage } = this.#options;
    const person = personOf({ id, displayName: name, upn: username });
    return parseGraphPresence(raw, { person, source: SOURCE, now, statusMessage });
  }

  /** What to tell after an answer: nothing when it is older than the last one. */
  take(answer: Presence, now: number): Presence | undefined {
    const { staleAfter } = this.#options;
    if (isOlder(answer.sequence, this.#presence?.sequence)) {
      this.#olderSince ??= now;
      if (now - this.#olderSince < OLDER_TOLERATED_MS) return undefined;
    }
    this.#olderSince = undefined;
    this.#presence = keepLast(answer, this.#presence, now, staleAfter);
    return this.#presence;
  }

  /** What to tell after a long silence: nothing when there never was anything. */
  fade(now: number): Presence | undefined {
    if (this.#presence) this.#presence = markStale(this.#presence, now);
    return this.#presence;
  }
}
