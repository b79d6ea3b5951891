import type { Language } from "../../../shared/microsoft/doctor/texts";
import { checkAuthority, checkRegistration } from "../../../shared/microsoft/registration/registration";
import { isJsonObject, type JsonObject } from "../../../shared/support/json-object";
import { Problem } from "../../../shared/support/problem";
import { badProperty, oneOf, readProperty } from "../../../shared/support/properties";
import type { AccountSettings } from "../../config/account-settings";
import { Complaints } from "../../config/complaints";
import { readConfig } from "../../config/config";
import { entriesOf, type Entry } from "../../config/ids";

/** Longer than any id, and short enough for every file system. */
const LONGEST_ID = 100;

/** What the page sends. Throws Problem where that is nothing with properties. */
export function fieldsOf(body: unknown): JsonObject {
  if (!isJsonObject(body)) throw badProperty("The request", "an object");
  return body;
}

/** The platform's block as the page has it now. Throws Problem where there is none. */
export function blockOf(fields: JsonObject): JsonObject {
  const { block } = fields;
  if (!isJsonObject(block)) throw badProperty("block", "the platform's block of config.json");
  return block;
}

/** A text that has to be there. */
export function textOf(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value === "") throw badProperty(name, "a text");
  return value;
}

/** 0 where none is given. Throws Problem where it is no number. */
export function numberOf(fields: JsonObject, name: string): number {
  const { [name]: value = 0 } = fields;
  if (typeof value !== "number") throw badProperty(name, "a number");
  return value;
}

/** English where none is given. Throws Problem where it is one that nothing is written in. */
export function languageOf(fields: JsonObject): Language {
  return readProperty("language", fields["language"], oneOf(["en", "de"], "en"));
}

/**
 * The account of a request, as the plugin will see it. Throws the Problem that makes the plugin leave it out, or
 * `unknown-account`.
 */
export function accountOf(fields: JsonObject): AccountSettings {
  const block = blockOf(fields);
  const entry = entryOf(block, textOf(fields, "account"));
  const found = readConfig(block).accounts.find(({ id }) => id === entry.id);
  if (found) return found;
  checkRegistration(entry.fields);
  throw unknownAccount(entry.id);
}

/** Origin of the authority, of an account that may be half filled in. Throws Problem `bad-configuration`. */
export function authorityOf(fields: JsonObject): string {
  return checkAuthority(entryOf(blockOf(fields), textOf(fields, "account")).fields);
}

function entryOf(block: JsonObject, account: string): Entry {
  const complaints = new Complaints();
  const found = entriesOf("accounts", block["accounts"], complaints).find(({ id }) => id === account);
  if (!found) throw complaints.all[0] ?? unknownAccount(account);
  return found;
}

function unknownAccount(id: string): Problem {
  return new Problem({
    code: "unknown-account",
    title: "There is no such account",
    advice: `None of accounts has the id ${JSON.stringify(id.slice(0, LONGEST_ID))}.`,
  });
}
