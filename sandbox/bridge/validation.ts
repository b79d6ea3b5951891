/** A request the bridge does not carry out: the HTTP status and the description in the error envelope. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, description: string) {
    super(description);
    this.status = status;
  }
}

/** Takes a value apart; throws a Refusal that names the path when it is not what it should be. */
export type Parse<T> = (value: unknown, path: string) => T;

type Fields = Readonly<Record<string, Parse<unknown>>>;
type Values<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> };

/** Parses a body as JSON and then as `parse` wants it; an empty body, broken JSON and `{}` are refused with 400. */
export function parseBody<T extends object>(text: string, parse: Parse<T>): T {
  if (text.trim() === "") throw new Refusal(400, "body is empty");
  const body = parse(parseJson(text), "");
  if (Object.keys(body).length === 0) throw new Refusal(400, "body has no attributes");
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "body contains invalid json");
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with all of the required, any of the optional and no other keys. */
export function object<R extends Fields, O extends Fields>(
  required: R,
  optional: O,
): Parse<Values<R> & Partial<Values<O>>> {
  const fields: Fields = { ...optional, ...required };
  return (value, path) => {
    if (!isRecord(value)) throw invalid(value, path);
    for (const key of Object.keys(required)) {
      if (!Object.hasOwn(value, key)) throw new Refusal(400, `missing attribute, ${join(path, key)}`);
    }
    const parsed = Object.entries(value).map(([key, inner]) => {
      const parse = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (!parse) throw new Refusal(400, `unknown attribute, ${join(path, key)}`);
      return [key, parse(inner, join(path, key))];
    });
    // Built key by key just above, which a type cannot follow.
    return Object.fromEntries(parsed) as Values<R> & Partial<Values<O>>;
  };
}

export const bool: Parse<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw invalid(value, path);
  return value;
};

/** A finite number from `least` to `most`, both included. */
export function number(least: number, most: number): Parse<number> {
  return (value, path) => {
    if (typeof value !== "number" || !(value >= least && value <= most)) throw invalid(value, path);
    return value;
  };
}

export function integer(least: number, most: number): Parse<number> {
  const inRange = number(least, most);
  return (value, path) => {
    if (!Number.isInteger(value)) throw invalid(value, path);
    return inRange(value, path);
  };
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Parse<T> {
  return (value, path) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw invalid(value, path);
    return found;
  };
}

export function list<T>(parse: Parse<T>, least: number, most: number): Parse<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) throw invalid(value, path);
    return value.map((inner: unknown, index) => parse(inner, `${path}[${index}]`));
  };
}

const LONGEST_QUOTE = 60;

export function invalid(value: unknown, path: string): Refusal {
  const quoted = (JSON.stringify(value) ?? "undefined").slice(0, LONGEST_QUOTE);
  return new Refusal(400, `invalid value, ${path === "" ? "body" : path}, ${quoted}`);
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
