import { isObjectId, type ListedPerson } from "../../shared/microsoft/polling/people-list";
import type { Presence } from "../../shared/presence/presence";
import type { Named } from "../config/ids";
import type { PersonSettings } from "../config/person-settings";

/** The people of one account whom one poller reads. */
export interface PolledPeople {
  /** Empty: who is signed in. */
  readonly listed: readonly ListedPerson[];
  /** Whom a presence, or trouble, of somebody is for. */
  readonly of: (about: Pick<Presence, "person">) => readonly PersonSettings[];
  /** All of them. */
  readonly people: readonly PersonSettings[];
}

/**
 * Whom to poll for an account, and for whom. Who is signed in is polled apart from people who are named: reading those
 * takes a permission of its own, and where that is missing one's own presence is read all the same.
 */
export function polledPeople(account: string, people: readonly PersonSettings[]): readonly PolledPeople[] {
  const own: PersonSettings[] = [];
  const byUser = new Map<string, PersonSettings[]>();
  for (const person of people) {
    const { source } = person;
    if (source?.kind !== "graph" || source.account !== account) continue;
    if (source.user === undefined) own.push(person);
    else byUser.set(source.user, [...(byUser.get(source.user) ?? []), person]);
  }
  // Somebody who is listed by name and by object id is polled once, as listed first: by name, since the id is told anyway.
  const users = [...byUser.keys()].toSorted(
    (one, other) => Number(isObjectId(one)) - Number(isObjectId(other)),
  );
  // Ids of people are no slugs: those have no hyphens side by side.
  const slugs = new Map(users.map((user, index) => [`person-${index}`, user]));
  const listed = [...slugs].map(([slug, id]) => ({ id, slug, name: byUser.get(id)?.[0]?.name ?? id }));
  const of = ({ person: { id, slug } }: Pick<Presence, "person">): readonly PersonSettings[] =>
    [...new Set([slugs.get(slug) ?? "", id])].flatMap((user) => byUser.get(user) ?? []);
  return [
    ...(own.length === 0 ? [] : [{ listed: [], of: () => own, people: own }]),
    ...(listed.length === 0 ? [] : [{ listed, of, people: [...byUser.values()].flat() }]),
  ];
}

/** The presence under the id and the name that the configuration gives. */
export function presenceOf(presence: Presence, { id, name }: Named): Presence {
  return { ...presence, person: { id: presence.person.id, slug: id, name } };
}
