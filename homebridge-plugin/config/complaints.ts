import { asProblem, Problem } from "../../shared/support/problem";
import { badProperty, type Reader, readProperty } from "../../shared/support/properties";

/** Homebridge and its UI keep things of their own in a platform's block. */
const NOT_OURS = /^(_.*|platform)$/;
const LONGEST_NAME_SHOWN = 40;

/** Reads what is right of a configuration and gathers what is not: one mistake costs no more than what it is about. */
export class Complaints {
  readonly #found: Problem[] = [];

  get all(): readonly Problem[] {
    return this.#found;
  }

  /**
   * The value as `reader` reads it; `fallback` where it is wrong. `path` is what the complaint calls it, `until` the end
   * of "Until then …", which says what counts instead.
   */
  read<T>(
    path: string,
    value: unknown,
    reader: Reader<T>,
    fallback: NoInfer<T>,
    until = insteadOf(fallback),
  ): T {
    try {
      return readProperty(path, value, reader);
    } catch (error) {
      this.add(asProblem(error), until);
      return fallback;
    }
  }

  /** What `readers` read of these fields, where all of it is right; every mistake is complained of. */
  readAll<T extends object>(
    path: string,
    fields: Readonly<Record<string, unknown>>,
    readers: { readonly [P in keyof T]-?: Reader<T[P]> },
    until: string,
  ): T | undefined {
    const before = this.#found.length;
    const result: Partial<T> = {};
    for (const name of Object.keys(readers) as (keyof T & string)[]) {
      const reader: Reader<T[typeof name] | undefined> = readers[name];
      const part = this.read(`${path}.${name}`, fields[name], reader, undefined, until);
      if (part !== undefined) result[name] = part;
    }
    return this.#found.length === before ? (result as T) : undefined;
  }

  add(problem: Problem, until?: string): void {
    const { text, cause } = problem;
    const advice = until === undefined ? text.advice : `${text.advice} Until then ${until}.`;
    this.#found.push(new Problem({ ...text, advice }, { cause }));
  }

  /** `expected` is the end of "… must be". */
  wrong(path: string, expected: string, until?: string): void {
    this.add(badProperty(path, expected), until);
  }

  /** What nobody reads is most likely a slip of the pen. */
  strangers(path: string, fields: Readonly<Record<string, unknown>>, known: readonly string[]): void {
    for (const name of Object.keys(fields))
      if (!known.includes(name) && !NOT_OURS.test(name))
        this.wrong(
          `${path === "" ? "" : `${path}.`}${name.slice(0, LONGEST_NAME_SHOWN)}`,
          `left out; known are ${known.join(", ")}`,
        );
  }
}

/** Only what can be said in a word. */
function insteadOf(fallback: unknown): string | undefined {
  if (fallback === "") return "it is empty";
  const isWord = ["string", "number", "boolean"].includes(typeof fallback);
  return isWord ? `it is ${String(fallback)}` : undefined;
}
