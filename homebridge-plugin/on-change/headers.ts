import { listOf, type Reader } from "../../shared/support/properties";
import { refuse } from "./refuse";

export type Headers = Readonly<Record<string, string>>;

/** A token of RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;

/** One line of printable ASCII: what lies beyond has no one encoding in a header (RFC 9110, section 5.5). */
const VALUE = /^[\t\x20-\x7e]{1,4096}$/;

/** As a header is written in HTTP. */
const LINE = /^([^:]+):\s*(.*)$/s;

/** They belong to the connection, or are made from the URL and the body. */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Headers of a request, as a list of lines: an object is lost in Homebridge's settings form. A message about one names it,
 * never its value.
 */
export const readHeaders: Reader<Headers> = (value) => {
  if (value !== undefined && value !== null && !Array.isArray(value))
    return refuse('a list of lines, like ["X-Api-Key: …"]')(value);
  const headers = readLines(value).filter((header) => header !== undefined);
  const names = headers.map(([name]) => name.toLowerCase());
  const twice = headers.find((_, index) => names.indexOf(names[index] ?? "") !== index);
  return twice ? refuse(`with ${twice[0]} only once`)(value) : Object.fromEntries(headers);
};

/** Name and value; undefined for an empty line, which the form saves as well. */
const readLines = listOf<readonly [string, string] | undefined>((line) => {
  if (line === undefined || line === null || line === "") return undefined;
  const [, name = "", value = ""] = (typeof line === "string" && LINE.exec(line.trim())) || [];
  // What stands in place of a name may be a secret.
  if (!NAME.test(name)) return refuse('a name and a value, like "X-Api-Key: …"')(line);
  if (OURS.has(name.toLowerCase())) return refuse(`left out: ${name} is made for each call`)(line);
  if (!VALUE.test(value)) return refuse(`one line, with a value in plain letters after ${name}`)(line);
  return [name, value];
});

/** The Content-Type among headers, however it is written. */
export function contentTypeOf(headers: Headers): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
}
