import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** The body as JSON. */
  json(): unknown;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Plain HTTP, since fetch does not let one choose Host and Origin. */
export function ask(
  port: number,
  path: string,
  { method = "GET", headers = {}, body }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const status = response.statusCode ?? 0;
        resolve({ status, headers: response.headers, text, json: () => JSON.parse(text) as unknown });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** POSTs `value` as JSON. */
export function post(port: number, path: string, value: unknown): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  return ask(port, path, { method: "POST", headers, body: JSON.stringify(value) });
}

export interface Feed {
  /** The next event; waits for it. Undefined when the server has ended the feed. */
  next(): Promise<{ readonly event: string; readonly data: unknown } | undefined>;
  close(): void;
}

export function listen(port: number): Promise<Feed> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path: "/api/events", agent: false }, (response) => {
      const lines = createInterface({ input: response })[Symbol.asyncIterator]();
      const next: Feed["next"] = async () => {
        let event = "";
        for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
          if (line.value.startsWith("event: ")) event = line.value.slice(7);
          if (line.value.startsWith("data: "))
            return { event, data: JSON.parse(line.value.slice(6)) as unknown };
        }
        return undefined;
      };
      response.on("error", () => undefined);
      resolve({ next, close: () => outgoing.destroy() });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
