import assert from "node:assert/strict";
import { once } from "node:events";
import * as https from "node:https";
import type { Server } from "node:net";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Leaf } from "../../../../../sandbox/support/certificates";

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface HttpsServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** An HTTPS server on 127.0.0.1 with the given certificate; `handler` is called once the body is in. */
export async function startServer(leaf: Leaf, handler: Handler): Promise<HttpsServer> {
  const server = https.createServer({ cert: leaf.certificate, key: leaf.key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => handler(request, response, Buffer.concat(chunks).toString("utf8")));
  });
  const port = await listen(server);
  return {
    port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Listens on any free port of 127.0.0.1; resolves to the port. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address && typeof address === "object");
  return address.port;
}

/** Something a test waits for. */
export function occasion(): { readonly happened: Promise<void>; readonly happen: () => void } {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => (happen = resolve));
  return { happened, happen };
}
