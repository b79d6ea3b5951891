import { slugOf } from "../../../shared/presence/person";
import { isBlankRow } from "../../config/blank";
import { type Fields, type Kind, textOf } from "./fields";

/** As the plugin reads ids and names. */
const LONGEST_ID = 40;
const LONGEST_NAME = 64;

/** What the plugin makes of a name where no id is given; empty where nothing of it can be kept. */
export function derivedId(name: string): string {
  return slugOf(name.trim().slice(0, LONGEST_NAME)).slice(0, LONGEST_ID).replace(/-$/, "");
}

/** An id for a name that nobody else has: with -2, -3 … where it is taken, and the kind where the name has no usable letter. */
export function freshId(name: string, kind: Kind, taken: ReadonlySet<string>): string {
  const wanted = derivedId(name) || kind;
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const suffix = `-${number}`;
    const id = `${wanted.slice(0, LONGEST_ID - suffix.length).replace(/-$/, "")}${suffix}`;
    if (!taken.has(id)) return id;
  }
}

/**
 * Writes down the ids of entries that have none, as the plugin derives them today, so that a later name does not make
 * other accessories of them. One that the plugin leaves out, since an earlier entry has its id, gets one of its own.
 */
export function writeIds(entries: readonly Fields[], kind: Kind): void {
  const earlier = new Set<string>();
  const given = new Set(entries.map(({ id }) => textOf(id).trim()));
  for (const entry of entries) {
    const name = textOf(entry["name"]);
    if (isBlankRow(entry["id"]) && name.trim() !== "") {
      const derived = derivedId(name);
      const isFree = derived !== "" && !earlier.has(derived);
      entry["id"] = isFree ? derived : freshId(name, kind, new Set([...earlier, ...given]));
    }
    earlier.add(textOf(entry["id"]).trim());
  }
}
