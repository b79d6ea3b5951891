import { slugOf } from "../../shared/presence/person";
import { isJsonObject, type JsonObject } from "../../shared/support/json-object";
import { type Reader, text, textThat } from "../../shared/support/properties";
import { isBlankRow } from "./blank";
import type { Complaints } from "./complaints";

const LONGEST_ID = 40;
const LONGEST_NAME = 64;
const ID = /^[a-z0-9-]{1,40}$/;

const id = textThat(
  (value) => value === "" || ID.test(value),
  "1 to 40 of the characters a to z, 0 to 9 and hyphen",
);
const name: Reader<string> = (value) => text()(value).slice(0, LONGEST_NAME);

export interface Named {
  /** Accessories are made from it alone: `[a-z0-9-]{1,40}`. */
  readonly id: string;
  readonly name: string;
}

/** An entry of a list whose id and name are known, and where it stands. */
export interface Entry extends Named {
  readonly path: string;
  readonly fields: JsonObject;
}

/**
 * The entries of a list that have an id, the slug of their name unless one is given, and that no earlier entry has.
 * Blank rows of a form are passed over.
 */
export function entriesOf(path: string, value: unknown, complaints: Complaints): readonly Entry[] {
  if (value === undefined || value === null || value === "") return [];
  if (!Array.isArray(value)) {
    complaints.wrong(path, "a list");
    return [];
  }
  const entries = new Map<string, Entry>();
  for (const [index, fields] of (value as readonly unknown[]).entries()) {
    const entry = entryOf(`${path}[${index}]`, fields, complaints);
    if (!entry) continue;
    if (entries.has(entry.id))
      complaints.wrong(`${entry.path}.id`, `another one than ${entry.id}, which is taken`);
    else entries.set(entry.id, entry);
  }
  return [...entries.values()];
}

function entryOf(path: string, fields: unknown, complaints: Complaints): Entry | undefined {
  if (isBlankRow(fields)) return undefined;
  if (!isJsonObject(fields)) {
    complaints.wrong(path, "an entry with id and name");
    return undefined;
  }
  const given = complaints.read<string | undefined>(`${path}.id`, fields["id"], id, undefined);
  if (given === undefined) return undefined;
  const called = complaints.read(`${path}.name`, fields["name"], name, "");
  const own = given === "" ? slugOf(called).slice(0, LONGEST_ID).replace(/-$/, "") : given;
  if (own === "") {
    complaints.wrong(`${path}.name`, "a name with at least one letter or digit, unless there is an id");
    return undefined;
  }
  return { path, fields, id: own, name: called === "" ? own : called };
}
