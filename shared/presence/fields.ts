import { Problem } from "../support/problem";

export type Fields = Readonly<Record<string, unknown>>;

/** An object with named fields: no array, not null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The Problem `malformed-presence`: which property is wrong, and what it may be. */
export function malformed(property: string, allowed: string): Problem {
  return new Problem({
    code: "malformed-presence",
    title: "This is not a presence",
    advice: `"${property}" must be ${allowed}.`,
  });
}

// The readers below take null for absent, since JSON writers often mean that; they throw `malformed-presence`.

export function optionalText(fields: Fields, property: string): string | undefined {
  const value = fields[property] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw malformed(property, "text");
}

export function optionalFlag(fields: Fields, property: string): boolean | undefined {
  const value = fields[property] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw malformed(property, "true or false");
}

export function optionalOneOf<T extends string>(
  fields: Fields,
  property: string,
  allowed: readonly T[],
): T | undefined {
  const value = fields[property] ?? undefined;
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw malformed(property, `one of ${allowed.join(", ")}`);
  return found;
}

/** ISO 8601 with a zone, given back in UTC with milliseconds. */
export function optionalTime(fields: Fields, property: string): string | undefined {
  const value = fields[property] ?? undefined;
  if (value === undefined) return undefined;
  const time = isoTime(value);
  if (time === undefined)
    throw malformed(property, "a time in ISO 8601 with its zone, like 2026-11-21T09:30:00.000Z");
  return time;
}

/** The time in UTC with milliseconds, or undefined when the value is none. */
export function isoTime(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/i.test(value))
    return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
