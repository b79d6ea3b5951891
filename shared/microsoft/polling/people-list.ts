import { isJsonObject } from "../../support/json-object";

/** Somebody on a list of people to be polled. */
export interface ListedPerson {
  /** Object id or user principal name, lower case. */
  readonly id: string;
  readonly name?: string;
  readonly slug?: string;
}

/** What is wrong with a property of a list; `expected` is the end of "… must be". */
export type Refuse = (property: string, expected: string) => Error;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** How Teams itself names somebody with a work or school account: Graph docs, "chatMessage", mentions and senders. */
const TEAMS_ID = /^8:orgid:(?<id>.+)$/;
/** Characters of Entra's user principal names, guests' `#EXT#` included (Entra docs, "userPrincipalName policies"). */
const UPN = /^[\w'.!#^~-]{1,113}@[a-z0-9-]+(\.[a-z0-9-]+)*$/;
/** Longer is no name; it would go into every message. */
const LONGEST_NAME = 256;
const SLUG = /^[a-z0-9]+(-+[a-z0-9]+)*$/;

export const PEOPLE_EXPECTED = "a list of {id, name, slug}";

/** Whether an id of a list is an object id already; else it is a user principal name. */
export function isObjectId(id: string): boolean {
  return GUID.test(id);
}

/** The object id or user principal name a text stands for; undefined when it is neither of them nor a Teams id. */
export function personId(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase();
  const id = TEAMS_ID.exec(trimmed)?.groups?.["id"];
  if (id !== undefined) return isObjectId(id) ? id : undefined;
  return isObjectId(trimmed) || UPN.test(trimmed) ? trimmed : undefined;
}

/** Whether a text can be a slug as it is. */
export function isSlug(text: string): boolean {
  return text.length <= LONGEST_NAME && SLUG.test(text);
}

/** `[{id, name?, slug?}]`, checked; absent is empty. Throws what `refuse` makes of the first mistake. */
export function readPeople(value: unknown, refuse: Refuse): readonly ListedPerson[] {
  if (value === undefined || value === null || value === "") return [];
  if (!Array.isArray(value)) throw refuse("people", PEOPLE_EXPECTED);
  return value.map((entry: unknown, index) => readPerson(entry, `people[${index}]`, refuse));
}

function readPerson(value: unknown, property: string, refuse: Refuse): ListedPerson {
  if (!isJsonObject(value)) throw refuse(property, "an object with an id");
  const id = typeof value["id"] === "string" ? personId(value["id"]) : undefined;
  if (id === undefined) {
    const forms = "an object id, a user principal name like alice@contoso.com, or a Teams id like 8:orgid:…";
    throw refuse(`${property}.id`, forms);
  }
  const isName = (text: string): boolean => text.length <= LONGEST_NAME;
  const name = optional(value["name"], isName, () =>
    refuse(`${property}.name`, `a text of at most ${LONGEST_NAME} characters`),
  );
  const slug = optional(value["slug"], isSlug, () =>
    refuse(`${property}.slug`, "lower-case letters a to z, digits, and hyphens between them"),
  );
  return { id, ...(name === undefined ? {} : { name }), ...(slug === undefined ? {} : { slug }) };
}

function optional(value: unknown, fits: (text: string) => boolean, wrong: () => Error): string | undefined {
  const text = typeof value === "string" ? value.trim() : (value ?? "");
  if (text === "") return undefined;
  if (typeof text !== "string" || !fits(text)) throw wrong();
  return text;
}
