import type { IncomingHttpHeaders } from "node:http";

/** A request as handlers see it. */
export interface Request {
  readonly method: string;
  /** Without the query; always starts with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What the route's `{name}` segments matched. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** A few words for the wire log; never anything from a token or a body. */
  readonly note?: string;
}

export function json(
  status: number,
  value: unknown,
  note?: string,
  headers?: Record<string, string>,
): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers },
    body: JSON.stringify(value),
    ...(note === undefined ? {} : { note }),
  };
}
