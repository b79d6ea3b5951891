import { bodyKind, fillBody } from "./body";
import { contentTypeOf, type Headers } from "./headers";
import type { OnChange } from "./on-change-settings";
import { fill, type ToldPresence, valuesOf } from "./placeholders";

/** One request, with everything filled in. */
export interface Call {
  readonly url: string;
  readonly method: OnChange["method"];
  readonly headers: Headers;
  readonly body?: string;
}

const JSON_TYPE = { "content-type": "application/json" };

/** What tells a presence. Throws a URIError where a name is half a character, which no URL can hold. */
export function changeCall(settings: OnChange, presence: ToldPresence): Call {
  const { method, headers } = settings;
  const values = valuesOf(presence, settings);
  const url = fill(settings.url, values, encodeURIComponent);
  if (method === "GET") return { url, method, headers };
  const given = contentTypeOf(headers);
  const kind = settings.body === undefined ? "json" : bodyKind(settings.body, given);
  return {
    url,
    method,
    headers: kind === "json" && given === undefined ? { ...JSON_TYPE, ...headers } : headers,
    body: settings.body === undefined ? JSON.stringify(presence) : fillBody(settings.body, kind, values),
  };
}

export function offCall(url: string, { headers }: OnChange): Call {
  return { url, method: "GET", headers };
}
