import { isJsonObject } from "../../shared/support/json-object";
import { type Reader, record, textThat } from "../../shared/support/properties";
import { refuse } from "./refuse";

export type Headers = Readonly<Record<string, string>>;

/** A token of RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;

/** One line of printable ASCII: what lies beyond has no one encoding in a header (RFC 9110, section 5.5). */
const VALUE = /^[\t\x20-\x7e]{1,4096}$/;

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

/** Headers of a request; a message about one names it, never its value. */
export const readHeaders: Reader<Headers> = (value) => {
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) return refuse('names and values, like {"X-Api-Key": "…"}')(value);
  const names = Object.keys(value);
  return record<Record<string, string>>(
    Object.fromEntries(names.map((name) => [name, readerOf(name, names)])),
  )(value);
};

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
