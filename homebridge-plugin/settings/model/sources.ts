import { isBlankRow } from "../../config/blank";
import type { Draft } from "./draft";
import { type Fields, textOf } from "./fields";

/** Where the presence of a person comes from, in the plugin's words. */
export type Source = "graph" | "mqtt";

/** What belongs to one source only. */
const OWN: Readonly<Record<Source, readonly string[]>> = { graph: ["account", "user"], mqtt: ["topic"] };

/** Where a person comes from, as the plugin reads it. */
export function sourceOf(draft: Draft, person: Fields): Source {
  const given = person["source"];
  return given === "graph" || given === "mqtt" ? given : likelySource(draft, person);
}

/** Takes a person from elsewhere: what belonged to the other source goes, since together they are a mistake. */
export function useSource(draft: Draft, person: Fields, source: Source): void {
  for (const name of OWN[source === "graph" ? "mqtt" : "graph"]) draft.set(person, name, "");
  draft.set(person, "source", source, likelySource(draft, person));
}

/** The account that reads a person; undefined where none is named and there is not exactly one. */
export function accountOf(draft: Draft, person: Fields): Fields | undefined {
  if (sourceOf(draft, person) !== "graph") return undefined;
  const { accounts } = draft;
  const named = textOf(person["account"]);
  if (named === "") return accounts.length === 1 ? accounts[0] : undefined;
  return accounts.find(({ id }) => id === named);
}

export function peopleOf(draft: Draft, account: Fields): readonly Fields[] {
  return draft.people.filter((person) => accountOf(draft, person) === account);
}

export function usesMqtt(draft: Draft): boolean {
  return draft.people.some((person) => sourceOf(draft, person) === "mqtt");
}

export function hasBroker(draft: Draft): boolean {
  return draft.block["mqtt"] !== undefined;
}

/** Adds an account; while it is the second one, people say which is theirs. */
export function addAccount(draft: Draft, name: string): Fields {
  const [only, ...others] = draft.accounts;
  const people = only && others.length === 0 ? peopleOf(draft, only) : [];
  for (const person of people) draft.set(person, "account", only?.["id"]);
  return draft.add(draft.block, "accounts", "account", name === "" ? {} : { name });
}

/** Takes an account out; the answer puts it back. Its people stay those of Microsoft, also where only a broker is left. */
export function removeAccount(draft: Draft, account: Fields): () => void {
  const sources = peopleOf(draft, account).map((person) => ({ person, source: person["source"] }));
  const undo = draft.remove(draft.block, "accounts", account);
  for (const { person } of sources) draft.set(person, "source", "graph", likelySource(draft, person));
  return () => {
    undo();
    for (const { person, source } of sources) draft.set(person, "source", source);
  };
}

/** Adds whoever signs in to an account. */
export function addSignedIn(draft: Draft, account: Fields | undefined): Fields {
  const id = textOf(account?.["id"]);
  return draft.add(draft.block, "people", "person", id === "" ? { source: "graph" } : { account: id });
}

export function addFromMqtt(draft: Draft): Fields {
  return draft.add(draft.block, "people", "person", { source: "mqtt" });
}

/**
 * The plugin's own people where none are listed: whoever is signed in to each account, known by the account's id. Listed
 * with that id, their accessories stay.
 */
export function listSignedIn(draft: Draft): readonly Fields[] {
  return draft.accounts.map((account) => {
    const id = textOf(account["id"]);
    const name = textOf(account["name"]) || id;
    return draft.add(draft.block, "people", "person", { id, name, account: id });
  });
}

function likelySource(draft: Draft, person: Fields): Source {
  const isMqttOnly = draft.accounts.length === 0 && hasBroker(draft);
  return isMqttOnly || !isBlankRow(person["topic"]) ? "mqtt" : "graph";
}
