import { asProblem, type Problem } from "../../shared/support/problem";
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

  /** The value as `reader` reads it; `fallback` where it is wrong. `path` is what the complaint calls it. */
  read<T>(path: string, value: unknown, reader: Reader<T>, fallback: NoInfer<T>): T {
    try {
      return readProperty(path, value, reader);
    } catch (error) {
      this.add(asProblem(error));
      return fallback;
    }
  }

  add(problem: Problem): void {
    this.#found.push(problem);
  }

  /** `expected` is the end of "… must be". */
  wrong(path: string, expected: string): void {
    this.add(badProperty(path, expected));
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
