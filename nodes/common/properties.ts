import { Problem } from "../../shared/support/problem";
import type { NodeConfig } from "./node-red";

/** Reads one property of a flow; throws what is allowed when the value is not. */
export type Reader<T> = (value: unknown) => T;

/** Thrown by a Reader: what the property has to be, as the end of "… must be". */
class Expected extends Error {}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === "";

export function text(fallback = ""): Reader<string> {
  return (value) => {
    if (value === undefined || value === null) return fallback;
    if (typeof value !== "string") throw new Expected("a text");
    return value.trim();
  };
}

/** A text, without spaces around it, that `fits`; absent counts as empty. */
export function textThat(fits: (value: string) => boolean, what: string): Reader<string> {
  return (value) => {
    const trimmed = typeof value === "string" ? value.trim() : (value ?? "");
    if (typeof trimmed !== "string" || !fits(trimmed)) throw new Expected(what);
    return trimmed;
  };
}

export function flag(fallback: boolean): Reader<boolean> {
  return (value) => {
    if (isAbsent(value)) return fallback;
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    throw new Expected("true or false");
  };
}

/** A number in `[lowest, highest]`; the editor stores numbers as strings. */
export function number(lowest: number, highest: number, fallback: number, unit?: string): Reader<number> {
  return (value) => {
    if (isAbsent(value)) return fallback;
    const parsed = typeof value === "string" ? Number(value.trim() || Number.NaN) : value;
    if (typeof parsed !== "number" || !Number.isFinite(parsed) || parsed < lowest || parsed > highest) {
      throw new Expected(`a number${ofUnit(unit)} from ${lowest} to ${highest}`);
    }
    return parsed;
  };
}

export function whole(lowest: number, highest: number, fallback: number, unit?: string): Reader<number> {
  const read = number(lowest, highest, fallback, unit);
  return (value) => {
    const parsed = read(value);
    if (!Number.isInteger(parsed))
      throw new Expected(`a whole number${ofUnit(unit)} from ${lowest} to ${highest}`);
    return parsed;
  };
}

const ofUnit = (unit?: string): string => (unit === undefined ? "" : ` of ${unit}`);

export function oneOf<const T extends string>(allowed: readonly T[], fallback: T): Reader<T> {
  return (value) => {
    if (isAbsent(value)) return fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new Expected(`one of ${allowed.join(", ")}`);
    return found;
  };
}

export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (isAbsent(value)) return [];
    if (!Array.isArray(value)) throw new Expected("a list");
    return value.map((entry: unknown) => item(entry));
  };
}

export function record<T extends object>(readers: { readonly [P in keyof T]: Reader<T[P]> }): Reader<T> {
  return (value) => {
    if (typeof value !== "object" || value === null)
      throw new Expected(`entries with ${Object.keys(readers).join(", ")}`);
    return readAll(value as Record<string, unknown>, readers);
  };
}

function readAll<T extends object>(
  values: Readonly<Record<string, unknown>>,
  readers: { readonly [P in keyof T]: Reader<T[P]> },
): T {
  const result: Partial<T> = {};
  for (const property of Object.keys(readers) as (keyof T & string)[]) {
    try {
      result[property] = readers[property](values[property]);
    } catch (error) {
      if (error instanceof Expected) throw badProperty(property, error.message, { cause: error });
      throw error;
    }
  }
  return result as T;
}

/**
 * The properties of a node, checked. `notYet` names properties that this version does not build, with the only value
 * that means what this version does anyway.
 * @throws Problem `bad-configuration` that names the property and what it may be.
 */
export function readProperties<T extends object>(
  config: NodeConfig,
  readers: { readonly [P in keyof T]: Reader<T[P]> },
  notYet: Readonly<Record<string, unknown>> = {},
): T {
  const refused = Object.keys(notYet).find((property) => !meansNothing(config[property], notYet[property]));
  if (refused !== undefined) throw notBuilt(refused);
  return readAll(config, readers);
}

function meansNothing(value: unknown, neutral: unknown): boolean {
  return isAbsent(value) || value === neutral || JSON.stringify(value) === JSON.stringify(neutral);
}

export function badProperty(property: string, expected: string, options?: ErrorOptions): Problem {
  return new Problem(
    {
      code: "bad-configuration",
      title: `"${property}" is not right`,
      advice: `${property} must be ${expected}.`,
    },
    options,
  );
}

function notBuilt(property: string): Problem {
  return new Problem({
    code: "bad-configuration",
    title: `"${property}" is not available in this version`,
    advice: `Remove ${property} from this node, or update the package if a newer version has it.`,
  });
}
