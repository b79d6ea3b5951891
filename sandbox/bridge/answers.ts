import type { Resource } from "./resources";

/** An answer ready to be sent, with what the log says about it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly note?: string;
}

export function json(status: number, value: unknown, note?: string): Answer {
  const headers = { "content-type": "application/json" };
  return { status, headers, body: JSON.stringify(value), ...(note !== undefined && { note }) };
}

/** The page a bridge shows instead of JSON when it does not know the key, or has too much to do. */
export function html(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...headers },
    body: `<!doctype html><html><head><title>hue personal wireless lighting</title></head><body><h1>${text}</h1></body></html>\n`,
    note: text,
  };
}

export function resources(data: readonly Resource[]): Answer {
  return json(200, { errors: [], data });
}

/** The envelope of a request that was not carried out. */
export function refused(status: number, description: string): Answer {
  return json(status, { errors: [{ description }], data: [] }, description);
}

/** The envelope of a write; any warning makes it a 207. */
export function written(rid: string, rtype: string, warnings: readonly string[], note: string): Answer {
  const errors = warnings.map((description) => ({ description }));
  return json(warnings.length > 0 ? 207 : 200, { data: [{ rid, rtype }], errors }, note);
}

export function unknownKey(): Answer {
  return html(403, "This bridge does not know the key");
}

export function tooMany(text: string): Answer {
  return html(429, text);
}

/** A bridge that speaks HTTPS only sends everybody there. */
export function moved(
  { host, port }: { readonly host: string; readonly port: number },
  path: string,
): Answer {
  return html(301, "This bridge speaks HTTPS", { location: `https://${host}:${port}${path}` });
}
