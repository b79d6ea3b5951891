import { isOlder, keepLast, markStale } from "../../presence/parse";
import type { Person, Presence } from "../../presence/presence";

/** What was heard last of one person. */
interface Heard {
  readonly presence: Presence;
  /** Since when answers have been older than it; milliseconds since 1970. */
  readonly olderSince?: number;
}

/** What a poll has changed for one person. */
export interface News {
  readonly person: Person;
  readonly before: Presence | undefined;
  readonly after: Presence | undefined;
  /** Whether there is something to tell: not after an answer older than the last one, nor of somebody left out. */
  readonly isNew: boolean;
}

/** Servers of Graph lag behind each other by seconds; an "older" answer that lasts longer than this is the truth. */
const OLDER_TOLERATED_MS = 300_000;

/** What was heard last of everybody. Times are milliseconds since 1970. */
export class LastHeard {
  readonly #staleAfter: number;
  readonly #heard = new Map<string, Heard>();

  /** @param staleAfter seconds; 0 = never */
  constructor(staleAfter: number) {
    this.#staleAfter = staleAfter;
  }

  /** In the order in which people were first heard of. */
  get presences(): readonly Presence[] {
    return [...this.#heard.values()].map(({ presence }) => presence);
  }

  forget(): void {
    this.#heard.clear();
  }

  /** The clock was set back by `ms` milliseconds: what was heard is as long ago as it was before. */
  setBack(ms: number): void {
    for (const [id, { presence, olderSince }] of this.#heard) {
      const observedAt = new Date(Date.parse(presence.observedAt) - ms).toISOString();
      this.#heard.set(id, {
        presence: { ...presence, observedAt },
        ...(olderSince !== undefined && { olderSince: olderSince - ms }),
      });
    }
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#heard.keys()) if (!ids.has(id)) this.#heard.delete(id);
  }

  /** Takes a poll's answers, and notes of whom there was none; everybody else is forgotten. */
  hear(answers: readonly Presence[], missing: readonly Person[], now: number): readonly News[] {
    const answered = answers.map(({ person }) => person);
    const silent = missing.filter(({ id }) => !answered.some((person) => person.id === id));
    const people = [...answered, ...silent];
    this.keepOnly(new Set(people.map(({ id }) => id)));
    const before = new Map(this.#heard);
    const told = new Set([
      ...answers.filter((answer) => this.#take(answer, now)).map(({ person }) => person.id),
      ...silent.filter((person) => this.#miss(person, now)).map(({ id }) => id),
    ]);
    return people.map((person) => ({
      person,
      before: before.get(person.id)?.presence,
      after: this.#heard.get(person.id)?.presence,
      isNew: told.has(person.id),
    }));
  }

  /** False when the answer is older than the last one. */
  #take(answer: Presence, now: number): boolean {
    const { id } = answer.person;
    const heard = this.#heard.get(id);
    if (heard && isOlder(answer.sequence, heard.presence.sequence)) {
      const olderSince = heard.olderSince ?? now;
      this.#heard.set(id, { ...heard, olderSince });
      if (now - olderSince < OLDER_TOLERATED_MS) return false;
    }
    this.#heard.set(id, { presence: keepLast(answer, heard?.presence, now, this.#staleAfter) });
    return true;
  }

  /** True when the silence about somebody has just become too long. */
  #miss({ id }: Person, now: number): boolean {
    const presence = this.#heard.get(id)?.presence;
    if (!presence || presence.stale || this.#staleAfter === 0) return false;
    if (now - Date.parse(presence.observedAt) < this.#staleAfter * 1000) return false;
    this.#fade(presence, now);
    return true;
  }

  /** What to tell after a long silence: nothing of whom there never was anything. */
  fade(now: number): readonly Presence[] {
    return this.presences.map((presence) => this.#fade(presence, now));
  }

  #fade(presence: Presence, now: number): Presence {
    const stale = markStale(presence, now);
    this.#heard.set(stale.person.id, { presence: stale });
    return stale;
  }
}
