import { readFile } from "node:fs/promises";
import { Problem } from "../../shared/support/problem";

const PEM = /-----BEGIN [A-Z0-9 ]+-----/;
const LARGEST_FILE = 256 * 1024;

/**
 * What `property` says: PEM text itself, or the path of a file with it; undefined where it is empty.
 * Throws Problem `bad-configuration`, which never shows what was given: it may be a key.
 */
export async function readPem(property: string, value: string): Promise<string | undefined> {
  if (value === "") return undefined;
  // Forms of one line make spaces, or \n, of the ends of lines.
  if (PEM.test(value)) return value.includes("\n") ? value : value.replaceAll(/\\n/g, "\n");
  try {
    const content = await readFile(value);
    const text = content.subarray(0, LARGEST_FILE).toString("utf8");
    if (PEM.test(text)) return text;
  } catch (error) {
    throw wrong(property, error);
  }
  throw wrong(property);
}

function wrong(property: string, cause?: unknown): Problem {
  return new Problem(
    {
      code: "bad-configuration",
      title: `"mqtt.${property}" is not right`,
      advice: `mqtt.${property} must be PEM text, or the path of a file with it that Homebridge may read.`,
    },
    { cause },
  );
}
