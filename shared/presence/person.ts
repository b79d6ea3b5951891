import type { Person } from "./presence";

/** What is known about a person; `displayName` and `upn` come from the account. */
export interface KnownPerson {
  readonly id: string;
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  readonly displayName?: string | undefined;
  readonly upn?: string | undefined;
}

/** Latin letters that Unicode does not take apart into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d" };

const CLASH_SUFFIX_LENGTH = 4;

/** `[a-z0-9-]*` made from any text: "Zoë O'Neil" gives "zoe-o-neil". Empty when nothing can be kept. */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[ßæœøłđ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** The given name, else the account's display name, else its UPN, else the id. */
export function personName(known: KnownPerson): string {
  return firstText(known.name, known.displayName, known.upn) ?? known.id;
}

/** The person these facts describe; the slug is not yet made unique, see `uniqueSlugs`. */
export function personOf(known: KnownPerson): Person {
  const wanted = firstText(known.slug, known.name, known.displayName, known.upn) ?? "";
  return {
    id: known.id.trim().toLowerCase(),
    slug: slugOf(wanted) || slugOfId(known.id),
    name: personName(known),
  };
}

/**
 * The same people with slugs that are unique. Everyone in a clash gets `-` and four characters of the id, and the
 * whole id where even that is not enough, so that the order of the people changes nothing. An empty slug becomes the id.
 */
export function uniqueSlugs(people: readonly Person[]): Person[] {
  const slugged = people.map((person) => ({ ...person, slug: slugOf(person.slug) || slugOfId(person.id) }));
  const short = resolveClashes(slugged, (person) => shortId(person.id));
  return resolveClashes(short, (person) => slugOfId(person.id));
}

function resolveClashes(people: readonly Person[], suffix: (person: Person) => string): Person[] {
  const owners = new Map<string, Set<string>>();
  for (const { slug, id } of people) owners.set(slug, (owners.get(slug) ?? new Set()).add(id));
  return people.map((person) =>
    (owners.get(person.slug)?.size ?? 0) > 1
      ? { ...person, slug: `${person.slug}-${suffix(person)}` }
      : person,
  );
}

function shortId(id: string): string {
  return slugOfId(id).replaceAll("-", "").slice(0, CLASH_SUFFIX_LENGTH);
}

/** Ids are GUIDs or account names; the word is for the odd one without a single usable letter. */
function slugOfId(id: string): string {
  return slugOf(id) || "person";
}

function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text.trim() !== "")?.trim();
}
