import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Authority } from "../support/certificates";
import type { Service, WireLog } from "../support/wire-log";
import type { Answer, Request } from "./answer";

/** What can become of a request besides an answer: silence, its own connection cut, or every connection cut. */
export type Outcome = Answer | "silence" | "cut" | "cut-all";

export interface ServerOptions {
  readonly authority: Authority;
  readonly service: Service;
  readonly log: WireLog;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  /** A name under which it is reached from outside, at port 443, through a proxy that leads to it; absent: only localhost. */
  readonly name?: string | undefined;
  readonly handle: (request: Request) => Promise<Outcome>;
}

export interface RunningServer {
  /** `https://localhost:<port>`, or `https://<name>` */
  readonly origin: string;
  readonly port: number;
  /** Cuts every connection, also those that wait for an answer that never comes. */
  close(): Promise<void>;
}

const NOTES = {
  silence: "fault: no answer",
  cut: "fault: connection reset",
  "cut-all": "fault: offline",
} as const;

const BODY_LIMIT = 1024 * 1024;

class BodyTooLarge extends Error {}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function plain(status: number, text: string): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: text, note: text };
}

function isOwnHost(host: string | undefined, port: number, name: string | undefined): boolean {
  if (name !== undefined && (host === name || host === `${name}:443`)) return true;
  return host === `localhost:${port}` || host === `127.0.0.1:${port}`;
}

/** Listens on 127.0.0.1 with a certificate for localhost and 127.0.0.1; every request goes to the wire log. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { authority, service, log, name, handle } = options;
  const leaf = await authority.issue({
    commonName: "localhost",
    dnsNames: ["localhost", ...(name === undefined ? [] : [name])],
    ips: ["127.0.0.1"],
  });
  const server = createServer({ cert: leaf.certificate, key: leaf.key });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const { port } = address;

  async function decide(incoming: IncomingMessage, path: string, query: string): Promise<Outcome> {
    // A page on another site could otherwise reach this server under a name of its own (DNS rebinding).
    if (!isOwnHost(incoming.headers.host, port, name)) return plain(421, "another host's request");
    try {
      return await handle({
        method: incoming.method ?? "GET",
        path,
        query: new URLSearchParams(query),
        headers: incoming.headers,
        body: await readBody(incoming),
        parameters: {},
      });
    } catch (error) {
      if (error instanceof BodyTooLarge) return plain(413, "body too large");
      return plain(
        500,
        `the sandbox itself failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = "/", query = ""] = (incoming.url ?? "/").split("?", 2);
    const outcome = await decide(incoming, path, query);
    const entry = { service, method: incoming.method ?? "GET", path };
    if (typeof outcome === "string") {
      log.add({ ...entry, status: 0, note: NOTES[outcome] });
      if (outcome === "cut") incoming.socket.destroy();
      if (outcome === "cut-all") server.closeAllConnections();
      return;
    }
    log.add({
      ...entry,
      status: outcome.status,
      ...(outcome.note === undefined ? {} : { note: outcome.note }),
    });
    response.writeHead(outcome.status, outcome.headers);
    response.end(outcome.body);
  }
  server.on("request", (incoming, response) => void answer(incoming, response));

  return {
    origin: name === undefined ? `https://localhost:${port}` : `https://${name}`,
    port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
