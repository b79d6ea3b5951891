import { once } from "node:events";
import * as http from "node:http";
import { type Handler, type HttpsServer, listen } from "./https-server";

/** As `startServer`, without encryption. */
export async function startPlainServer(handler: Handler): Promise<HttpsServer> {
  const server = http.createServer((request, response) => {
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
