import { isJsonObject } from "../../../shared/support/json-object";

/** An object of the configuration while somebody edits it; what is not known of it stays in it untouched. */
export type Fields = Record<string, unknown>;

/** Lists whose entries have an id that accessories, or sign-ins, are known by. */
export const KINDS = ["account", "person", "sensor"] as const;
export type Kind = (typeof KINDS)[number];

/** An object within another; undefined where there is none, whatever else stands there. */
export function partOf(owner: Fields | undefined, name: string): Fields | undefined {
  const value = owner?.[name];
  return isJsonObject(value) ? value : undefined;
}

/** The same, made where there is none. */
export function madePart(owner: Fields, name: string): Fields {
  const part = partOf(owner, name) ?? {};
  owner[name] = part;
  return part;
}

/** A text as somebody has written it; empty where there is none. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The same for fields that may hold a number. */
export function writtenAs(value: unknown): string {
  return typeof value === "number" ? String(value) : textOf(value);
}

/** Whether a tick stands for it, in the ways the plugin reads one. */
export function isOn(value: unknown): boolean {
  return value === true || value === "true";
}

export function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
