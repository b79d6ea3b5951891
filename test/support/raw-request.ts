import { type IncomingHttpHeaders, request } from "node:http";

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
}

/** One request as it is given: fetch would tidy up the path, and add headers that this must be able to leave out. */
export function rawRequest(
  origin: string,
  method: string,
  path: string,
  { headers = {}, body }: RawOptions = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, method, path, headers }, (response) => {
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
