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

const LEFT_OUT = "the entry is left out";
const NOT_MADE = "given here: it is made from a–z and 0–9, and the name has none of them";

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
    const first = entries.get(entry.id);
    if (first) {
      const origin = isBlankRow(entry.fields["id"]) ? "is made from the name and which " : "";
      complaints.wrong(
        `${entry.path}.id`,
        `another one than ${entry.id}, which ${origin}${first.path} has`,
        LEFT_OUT,
      );
    } else entries.set(entry.id, entry);
  }
  return [...entries.values()];
}

function entryOf(path: string, fields: unknown, complaints: Complaints): Entry | undefined {
  if (isBlankRow(fields)) return undefined;
  if (!isJsonObject(fields)) {
    complaints.wrong(path, "an entry with id and name", LEFT_OUT);
    return undefined;
  }
  const given = complaints.read<string | undefined>(`${path}.id`, fields["id"], id, undefined, LEFT_OUT);
  if (given === undefined) return undefined;
  const instead = given === "" ? undefined : given;
  const until = instead === undefined ? LEFT_OUT : undefined;
  const called = complaints.read<string | undefined>(`${path}.name`, fields["name"], name, instead, until);
  if (called === undefined) return undefined;
  const own = given === "" ? slugOf(called).slice(0, LONGEST_ID).replace(/-$/, "") : given;
  if (own === "") {
    if (called === "") complaints.wrong(`${path}.name`, "there, unless there is an id", LEFT_OUT);
    else complaints.wrong(`${path}.id`, NOT_MADE, LEFT_OUT);
    return undefined;
  }
  return { path, fields, id: own, name: called === "" ? own : called };
}
