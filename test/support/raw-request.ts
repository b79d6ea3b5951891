import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text's JSON; undefined where it is none. */
  readonly body: unknown;
}

interface RawOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM: whose certificates are believed, where the origin is https. */
  readonly ca?: string;
}

/** One request as it is given: fetch would tidy up the path, and add headers that this must be able to leave out. */
export function rawRequest(
  origin: string,
  method: string,
  path: string,
  { headers = {}, body, ca }: RawOptions = {},
): Promise<RawAnswer> {
  const { hostname, port, protocol } = new URL(origin);
  const request = protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, method, path, headers, ca }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: jsonOf(text),
        }),
      );
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
