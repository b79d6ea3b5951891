import { isJsonObject } from "../../shared/support/json-object";
import { type Reader, record, textThat } from "../../shared/support/properties";
import { refuse } from "./refuse";

export type Headers = Readonly<Record<string, string>>;

/** A token of RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;

/** One line of printable ASCII: what lies beyond has no one encoding in a header (RFC 9110, section 5.5). */
const VALUE = /^[\t\x20-\x7e]{1,4096}$/;

/** As a header is written in HTTP; what is wrong with either part is told with the part. */
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
 * Headers of a request: an object, or a list of lines, which is what Homebridge's settings form can show and keep. A message
 * about one names it, never its value.
 */
export const readHeaders: Reader<Headers> = (value) => {
  if (value === undefined || value === null) return {};
  if (Array.isArray(value)) return readHeaders(fromLines(value));
  if (!isJsonObject(value)) return refuse('names and values, like ["X-Api-Key: …"]')(value);
  const names = Object.keys(value);
  return record<Record<string, string>>(
    Object.fromEntries(names.map((name) => [name, readerOf(name, names)])),
  )(value);
};

function fromLines(lines: readonly unknown[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    if (line === undefined || line === null || line === "") continue;
    const [, name, text] = (typeof line === "string" && LINE.exec(line.trim())) || [];
    if (name === undefined || text === undefined)
      return refuse('names and values, like ["X-Api-Key: …"]')(lines);
    if (Object.hasOwn(headers, name)) return refuse(`with ${name.slice(0, 40)} only once`)(lines);
    headers[name] = text;
  }
  return headers;
}

/** The Content-Type among headers, however it is written. */
export function contentTypeOf(headers: Headers): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
}

function readerOf(name: string, names: readonly string[]): Reader<string> {
  const plain = name.toLowerCase();
  if (!NAME.test(name)) return refuse("left out: this is no name of a header");
  if (OURS.has(plain)) return refuse("left out: this header is made for each call");
  if (names.filter((other) => other.toLowerCase() === plain).length > 1) return refuse("there only once");
  return textThat((value) => VALUE.test(value), "a text of one line, in plain letters");
}
