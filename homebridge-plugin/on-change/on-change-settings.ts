import { type Colour, PRESET_NAMES, type PresetName } from "../../shared/presence/appearance";
import { parseColour } from "../../shared/presence/colour";
import { type Status, STATUSES } from "../../shared/presence/presence";
import { isJsonObject, type JsonObject } from "../../shared/support/json-object";
import { anyOf, oneOf, optional, type Reader, record, textThat } from "../../shared/support/properties";
import { bodyKind, isJsonWhenFilled } from "./body";
import { contentTypeOf, type Headers, readHeaders } from "./headers";
import { fill, hasPlaceholder, PLACEHOLDERS, SAMPLE_VALUES, unknownPlaceholder } from "./placeholders";
import { refuse } from "./refuse";

export const METHODS = ["POST", "PUT", "GET"] as const;

/** What is called when the presence of a person changes. */
export interface OnChange {
  /** http or https; placeholders after the host. */
  readonly url: string;
  readonly method: (typeof METHODS)[number];
  readonly headers: Headers;
  /** With placeholders; absent: the Presence as JSON, nothing with GET. */
  readonly body?: string;
  /** Where the colour of a status comes from. */
  readonly colors: PresetName;
  /** The user's own, over those of the preset. */
  readonly statusColors: Partial<Readonly<Record<Status, Colour>>>;
  /** Called with GET when the presence is no longer followed: outside working hours, or while paused. */
  readonly offUrl?: string;
}

/** The `onChange` of a person; undefined where it is absent. */
export const readOnChange: Reader<OnChange | undefined> = optional((value) => {
  if (!isJsonObject(value))
    return refuse('an entry with a url, like {"url": "http://192.168.1.20/light"}')(value);
  return record<OnChange>(onChangeReaders(value), { strict: true })(value);
});

/** What reads each property of an `onChange` with these fields. */
export function onChangeReaders(fields: JsonObject): {
  readonly [P in keyof OnChange]-?: Reader<OnChange[P]>;
} {
  return {
    url: template(url),
    ...HOW,
    body: optional(bodyWith(fields)),
    colors: oneOf(PRESET_NAMES, "traffic-light"),
    statusColors: readColours,
    offUrl: optional(offUrl),
  };
}

const HOW = { method: oneOf(METHODS, "POST"), headers: readHeaders };

const KNOWN = PLACEHOLDERS.map((name) => `{${name}}`).join(" ");

const colour: Reader<Colour | undefined> = optional((value) => {
  const given = typeof value === "string" ? parseColour(value) : undefined;
  return given ?? refuse("a colour, like #ff0000 or 255,0,0")(value);
});

const COLOURS = Object.fromEntries(STATUSES.map((status) => [status, colour])) as Readonly<
  Record<Status, typeof colour>
>;

/** A text whose placeholders all exist, and that `reader` takes. */
function template(reader: Reader<string>): Reader<string> {
  return (value) => {
    const stranger = typeof value === "string" ? unknownPlaceholder(value) : undefined;
    return stranger === undefined
      ? reader(value)
      : refuse(`without ${stranger.slice(0, 40)}; the placeholders are ${KNOWN}`)(value);
  };
}

function url(value: unknown): string {
  const text = textThat(
    (given) => webAddress(given) !== undefined,
    "an address that begins with http:// or https:// and has no spaces, like http://192.168.1.20/light",
  )(value);
  const address = webAddress(text);
  if (address?.username || address?.password)
    return refuse(
      'without user and password, which belong into headers: "Authorization: Basic …", with user:password in base64',
    )(value);
  return hasPlaceholder(text.replace(/^(\w+:\/\/[^/?#\\]*).*$/s, "$1"))
    ? refuse("with its placeholders after the host")(value)
    : text;
}

function offUrl(value: unknown): string {
  const text = url(value);
  return hasPlaceholder(text)
    ? refuse("without placeholders: it is called when no presence counts")(value)
    : text;
}

function webAddress(text: string): URL | undefined {
  const filled = fill(text, SAMPLE_VALUES, encodeURIComponent);
  return /^https?:\/\/[^\s/\\]\S*$/i.test(text) && URL.canParse(filled) ? new URL(filled) : undefined;
}

/** What may be a body follows from the method and the headers, as far as they are right. */
function bodyWith(fields: JsonObject): Reader<string> {
  const how = anyOf("right", [record<Pick<OnChange, "method" | "headers">>(HOW), () => undefined])(fields);
  if (how === undefined) return template(bodyText);
  return how.method === "GET" ? refuse("left out with GET, which sends none") : bodyFor(how.headers);
}

const bodyText = textThat(() => true, "a text; one of JSON has its quotation marks escaped");

function bodyFor(headers: Headers): Reader<string> {
  return template((value) => {
    const body = bodyText(value);
    return bodyKind(body, contentTypeOf(headers)) === "json" && !isJsonWhenFilled(body)
      ? refuse("JSON, with quotation marks around placeholders other than {red} {green} {blue} {brightness}")(
          value,
        )
      : body;
  });
}

function readColours(value: unknown): OnChange["statusColors"] {
  return record<Partial<Record<Status, Colour>>>(COLOURS, { strict: true })(value ?? {});
}
