import { isJsonObject } from "../../../shared/support/json-object";
import { isBlankCall, isBlankRow } from "../../config/blank";
import { PLATFORM_NAME } from "../../settings";
import { freshId, writeIds } from "./entry-ids";
import { type Fields, isEmpty, isSame, type Kind, textOf } from "./fields";

const NEW_BLOCK: Readonly<Fields> = { platform: PLATFORM_NAME, name: "Teams Presence" };

/**
 * The platform's block while somebody edits it, in place. What is not known of it stays as it is, what is at its default
 * is left out unless the block had it, and the ids of what was there never change.
 */
export class Draft {
  readonly block: Fields;
  /** As it was loaded: what the running plugin has, as long as nobody has written to config.json by hand since. */
  readonly saved: Fields;
  /** The properties that each object had when it was loaded. */
  readonly #had = new WeakMap<object, ReadonlySet<string>>();
  /** Entries of this page whose id still follows their name. */
  readonly #loose = new WeakSet<Fields>();
  /** Everything that Homebridge's UI has been given: it forgets nothing by itself. */
  readonly #given: Set<string>;

  /** `blocks` as `getPluginConfig` gives them; of several only the first counts, as in Homebridge. */
  constructor(blocks: unknown) {
    const first: unknown = Array.isArray(blocks) ? blocks[0] : undefined;
    const loaded: Fields = isJsonObject(first) ? structuredClone(first) : { ...NEW_BLOCK };
    this.saved = structuredClone(loaded);
    this.#remember(loaded);
    this.#given = new Set(Object.keys(loaded));
    this.block = loaded;
    dropBlankRows(loaded);
    writeIds(this.accounts, "account");
    writeIds(this.people, "person");
    for (const person of this.people) writeIds(this.sensorsOf(person), "sensor");
  }

  get accounts(): readonly Fields[] {
    return entriesOf(this.block["accounts"]);
  }

  get people(): readonly Fields[] {
    return entriesOf(this.block["people"]);
  }

  sensorsOf(person: Fields): readonly Fields[] {
    return entriesOf(person["sensors"]);
  }

  /** What is to be given to Homebridge's UI. A property that is gone is there as undefined, or the UI would keep it. */
  written(): Fields {
    const gone = [...this.#given].filter((name) => this.block[name] === undefined);
    for (const name of Object.keys(this.block)) this.#given.add(name);
    const block = structuredClone(this.block);
    dropBlankRows(block);
    return { ...Object.fromEntries(gone.map((name) => [name, undefined])), ...block };
  }

  /** Writes a property; one that is empty is left out, and so is one at its default that was not there before. */
  set(fields: Fields, name: string, value: unknown, fallback?: unknown): void {
    const isIdle = isEmpty(value) || (isSame(value, fallback) && !this.#had.get(fields)?.has(name));
    if (isIdle) Reflect.deleteProperty(fields, name);
    else fields[name] = value;
  }

  /** Adds an entry to `accounts`, `people`, or the sensors of a person; unless it has an id, that follows its name. */
  add(owner: Fields, list: string, kind: Kind, entry: Fields): Fields {
    const before = Array.isArray(owner[list]) ? (owner[list] as readonly unknown[]) : [];
    owner[list] = [...before, entry];
    if (isEmpty(entry["id"])) this.#loose.add(entry);
    this.#follow(entry, owner, list, kind);
    return entry;
  }

  /** Takes an entry out of its list; the answer puts it back where it was. */
  remove(owner: Fields, list: string, entry: Fields): () => void {
    const before = owner[list];
    const rest = Array.isArray(before) ? before.filter((each) => each !== entry) : [];
    if (rest.length > 0) owner[list] = rest;
    else Reflect.deleteProperty(owner, list);
    return () => {
      const now = Array.isArray(owner[list]) ? (owner[list] as readonly unknown[]) : [];
      const at = Array.isArray(before) ? before.indexOf(entry) : now.length;
      owner[list] = [...now.slice(0, at), entry, ...now.slice(at)];
    };
  }

  /** Takes a property away; the answer puts it back. */
  clear(fields: Fields, name: string): () => void {
    const before = fields[name];
    Reflect.deleteProperty(fields, name);
    return () => {
      if (before !== undefined) fields[name] = before;
    };
  }

  /** Gives an entry another name, and another id as long as nothing hangs on it. */
  rename(entry: Fields, owner: Fields, list: string, kind: Kind, name: string): void {
    this.set(entry, "name", name);
    this.#follow(entry, owner, list, kind);
  }

  /** From now on the id stays whatever the name becomes: a sign-in, or an accessory, is known by it. */
  fix(entry: Fields): void {
    this.#loose.delete(entry);
  }

  /** Whether an entry was made on this page and nothing hangs on its id yet. */
  isLoose(entry: Fields): boolean {
    return this.#loose.has(entry);
  }

  #follow(entry: Fields, owner: Fields, list: string, kind: Kind): void {
    if (!this.#loose.has(entry)) return;
    const before = textOf(entry["id"]);
    const name = textOf(entry["name"]);
    const others = entriesOf(owner[list]).filter((each) => each !== entry);
    // While it is typed anew, people still find their account.
    const nameless = kind === "account" ? before : "";
    const taken = new Set(others.map((each) => textOf(each["id"])));
    const id = name.trim() === "" ? nameless : freshId(name, kind, taken);
    this.set(entry, "id", id);
    if (kind === "account") this.#point(before, id);
  }

  /** People name their account by its id. */
  #point(before: string, id: string): void {
    for (const person of this.people)
      if (before !== "" && person["account"] === before) this.set(person, "account", id);
  }

  #remember(value: unknown): void {
    if (Array.isArray(value)) for (const each of value) this.#remember(each);
    if (!isJsonObject(value)) return;
    this.#had.set(value, new Set(Object.keys(value)));
    for (const each of Object.values(value)) this.#remember(each);
  }
}

function isFields(value: unknown): value is Fields {
  return isJsonObject(value);
}

/** The entries of a list that are objects; what is none is left to the plugin to complain of. */
function entriesOf(list: unknown): readonly Fields[] {
  return Array.isArray(list) ? list.filter(isFields) : [];
}

/** Rows of the settings form that nobody has filled in, and what is left empty by that. */
function dropBlankRows(block: Fields): void {
  for (const person of entriesOf(block["people"])) {
    dropBlank(person, "sensors");
    const call = person["onChange"];
    if (isFields(call)) dropIfEmpty(call, "statusColors");
    if (isBlankCall(call)) Reflect.deleteProperty(person, "onChange");
  }
  dropBlank(block, "accounts");
  dropBlank(block, "people");
  for (const name of ["mqtt", "hours"]) dropIfEmpty(block, name);
}

function dropIfEmpty(owner: Fields, name: string): void {
  const value = owner[name];
  if (isFields(value) && Object.keys(value).length === 0) Reflect.deleteProperty(owner, name);
}

function dropBlank(owner: Fields, list: string): void {
  const before = owner[list];
  if (!Array.isArray(before)) return;
  const rest = before.filter((row) => !isBlankRow(row));
  if (rest.length > 0) owner[list] = rest;
  else Reflect.deleteProperty(owner, list);
}
