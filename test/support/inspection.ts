import type { AddressInfo } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";
import type { Authority } from "../../sandbox/support/certificates";

export interface Inspection {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * What a company's proxy does that inspects TLS: it answers in the place of `name` with a certificate of its own
 * authority, and speaks to the real server, which listens on `port` of 127.0.0.1, by itself.
 */
export async function startInspection(
  own: Authority,
  real: { readonly authority: Authority; readonly name: string; readonly port: number },
): Promise<Inspection> {
  const leaf = await own.issue({ commonName: real.name, dnsNames: [real.name] });
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert: leaf.certificate, key: leaf.key }, (client) => {
    const ca = real.authority.certificate;
    const onwards = connect({ host: "127.0.0.1", port: real.port, servername: real.name, ca });
    for (const socket of [client, onwards]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        onwards.destroy();
      });
    }
    client.pipe(onwards).pipe(client);
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
