import { once } from "node:events";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Leaf } from "../../../../sandbox/support/certificates";

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface Server {
  readonly port: number;
  close(): Promise<void>;
}

/** An HTTPS server on 127.0.0.1 with the given certificate; `handler` is called once the body is in. */
export async function startServer(leaf: Leaf, handler: Handler): Promise<Server> {
  const server = https.createServer({ cert: leaf.certificate, key: leaf.key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => handler(request, response, Buffer.concat(chunks).toString("utf8")));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Something a test waits for. */
export function occasion(): { readonly happened: Promise<void>; happen(): void } {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => (happen = resolve));
  return { happened, happen };
}
