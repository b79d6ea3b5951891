import { isJsonObject } from "./json-object";
import { Problem } from "./problem";

/** Reads one property of a configuration; throws what is allowed when the value is not. */
export type Reader<T> = (value: unknown) => T;

/** Thrown by a Reader: what the property has to be, as the end of "… must be". */
class Expected extends Error {
  /** Where inside the property, like `[2].color`. */
  readonly path: string;

  constructor(what: string, path = "") {
    super(what);
    this.path = path;
  }
}

/** Reads a part of a property; what is wrong there is named with its place. */
function inside<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Expected) throw new Expected(error.message, `${path}${error.path}`);
    throw error;
  }
}

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

/** Nothing where the value is absent, else what `reader` reads. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value) => (isAbsent(value) ? undefined : reader(value));
}

/** What the first of some readers that takes the value reads; `what` says what all of them take. */
export function anyOf<T>(what: string, readers: readonly Reader<T>[]): Reader<T> {
  return (value) => {
    for (const reader of readers)
      try {
        return reader(value);
      } catch (error) {
        if (!(error instanceof Expected)) throw error;
      }
    throw new Expected(what);
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

/** A number in `[lowest, highest]`; the editor stores numbers as strings. Without a fallback it has to be there. */
export function number(
  lowest: number,
  highest: number,
  fallback: number | undefined,
  unit?: string,
): Reader<number> {
  return (value) => {
    if (isAbsent(value) && fallback !== undefined) return fallback;
    const parsed = typeof value === "string" ? Number(value.trim() || Number.NaN) : value;
    if (typeof parsed !== "number" || !Number.isFinite(parsed) || parsed < lowest || parsed > highest) {
      throw new Expected(`a number${ofUnit(unit)} from ${lowest} to ${highest}`);
    }
    return parsed;
  };
}

export function whole(
  lowest: number,
  highest: number,
  fallback: number | undefined,
  unit?: string,
): Reader<number> {
  const read = number(lowest, highest, fallback, unit);
  return (value) => {
    const parsed = read(value);
    if (!Number.isInteger(parsed))
      throw new Expected(`a whole number${ofUnit(unit)} from ${lowest} to ${highest}`);
    return parsed;
  };
}

const ofUnit = (unit?: string): string => (unit === undefined ? "" : ` of ${unit}`);

/** One of some words; without a fallback it has to be there. */
export function oneOf<const T extends string>(allowed: readonly T[], fallback?: T): Reader<T> {
  return (value) => {
    if (isAbsent(value) && fallback !== undefined) return fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new Expected(`one of ${allowed.join(", ")}`);
    return found;
  };
}

export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (isAbsent(value)) return [];
    if (!Array.isArray(value)) throw new Expected("a list");
    return value.map((entry: unknown, index) => inside(`[${index}]`, () => item(entry)));
  };
}

export interface RecordOptions {
  /** Whether a property that no reader reads is refused, since it is most likely a slip of the pen. */
  readonly strict?: boolean;
}

/** An object with these properties; one that is read as undefined is left out. */
export function record<T extends object>(
  readers: { readonly [P in keyof T]-?: Reader<T[P]> },
  { strict = false }: RecordOptions = {},
): Reader<T> {
  const names = Object.keys(readers);
  return (value) => {
    if (!isJsonObject(value)) throw new Expected(`entries with ${names.join(", ")}`);
    const stranger = strict ? Object.keys(value).find((name) => !names.includes(name)) : undefined;
    if (stranger !== undefined)
      throw new Expected(`left out; known are ${names.join(", ")}`, `.${stranger.slice(0, 40)}`);
    const result: Partial<T> = {};
    for (const name of names as (keyof T & string)[]) {
      const part = inside(`.${name}`, () => readers[name](value[name]));
      if (part !== undefined) result[name] = part;
    }
    return result as T;
  };
}

/**
 * One value, checked; `property` is what messages call it.
 * @throws Problem `bad-configuration` that names the property, or the part of it, and what it may be.
 */
export function readProperty<T>(property: string, value: unknown, reader: Reader<T>): T {
  try {
    return reader(value);
  } catch (error) {
    if (error instanceof Expected)
      throw badProperty(`${property}${error.path}`, error.message, { cause: error });
    throw error;
  }
}

/**
 * The properties of a configuration, checked. `notYet` names properties that this version does not build, with the only value
 * that means what this version does anyway.
 * @throws Problem `bad-configuration` that names the property and what it may be.
 */
export function readProperties<T extends object>(
  config: Readonly<Record<string, unknown>>,
  readers: { readonly [P in keyof T]: Reader<T[P]> },
  notYet: Readonly<Record<string, unknown>> = {},
): T {
  const refused = Object.keys(notYet).find((property) => !meansNothing(config[property], notYet[property]));
  if (refused !== undefined) throw notBuilt(refused);
  const result: Partial<T> = {};
  for (const property of Object.keys(readers) as (keyof T & string)[])
    result[property] = readProperty(property, config[property], readers[property]);
  return result as T;
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
    advice: `Remove ${property}, or update the package if a newer version has it.`,
  });
}
