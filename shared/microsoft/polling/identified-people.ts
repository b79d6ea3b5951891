import { personOf, uniqueSlugs, type KnownPerson } from "../../presence/person";
import type { Person } from "../../presence/presence";
import type { ListedPerson } from "./people-list";

/** Somebody of a list whose object id is known. */
export interface Identified {
  /** As listed; of somebody who is listed several times the first. */
  readonly listed: string;
  readonly person: Person;
}

/** An entry of a list, and what is known of whom it means; `known.id` is the object id. */
export interface Found {
  readonly listed: ListedPerson;
  readonly known: Pick<KnownPerson, "id" | "displayName" | "upn">;
}

/**
 * Each person once, in the order of the list, with slugs that are unique. Of somebody who is listed several times the
 * first name and the first slug count.
 */
export function identifiedPeople(found: readonly Found[]): readonly Identified[] {
  const byId = new Map<string, { readonly listed: string; readonly known: KnownPerson }>();
  for (const { listed, known } of found) {
    const before = byId.get(known.id);
    byId.set(known.id, {
      listed: before?.listed ?? listed.id,
      known: {
        ...known,
        ...before?.known,
        name: before?.known.name ?? listed.name,
        slug: before?.known.slug ?? listed.slug,
      },
    });
  }
  const people = [...byId.values()].map(({ listed, known }) => ({ listed, person: personOf(known) }));
  const unique = uniqueSlugs(people.map(({ person }) => person));
  return people.map(({ listed, person }, index) => ({ listed, person: unique[index] ?? person }));
}
