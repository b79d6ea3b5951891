import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

const LOOPBACK = "127.0.0.1";

export interface ForwardProxyOptions {
  /** Absent: any free port. */
  readonly port?: number;
  /** What every request must bring in `Proxy-Authorization`; absent: anybody may pass. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /**
   * Where names lead: a port of 127.0.0.1, by `host` or `host:port` in lower case. Other names are refused with 502,
   * so that a test never leaves this machine; localhost and 127.0.0.1 lead to themselves.
   */
  readonly routes?: Readonly<Record<string, number>>;
}

export interface ForwardProxy {
  /** `http://127.0.0.1:<port>`, without credentials. */
  readonly url: string;
  readonly port: number;
  /** `host:port` of every tunnel asked for, also of those that were refused, oldest first. */
  readonly asked: readonly string[];
  /** `host:port` of the tunnels that were opened. */
  readonly opened: readonly string[];
  /** Cuts every tunnel. */
  close(): Promise<void>;
}

/** An HTTP proxy for TLS, as companies have them: CONNECT tunnels only (RFC 9110 section 9.3.6), on 127.0.0.1. */
export async function startForwardProxy({
  port: wanted = 0,
  credentials,
  routes = {},
}: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const asked: string[] = [];
  const opened: string[] = [];
  const sockets = new Set<Duplex>();
  const expected =
    credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`;

  const portFor = (target: string): number | undefined => {
    const [host = "", port = ""] = target.split(":");
    const mapped = new Map(Object.entries(routes));
    const found = mapped.get(target) ?? mapped.get(host);
    if (found !== undefined) return found;
    return host === "localhost" || host === LOOPBACK ? Number(port) : undefined;
  };

  const server = createServer((_request, response) => {
    response.writeHead(405, { "content-type": "text/plain" }).end("This proxy opens tunnels only.\n");
  });
  server.on("connection", (socket: Socket) => track(sockets, socket));
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => client.destroy());
    const target = (request.url ?? "").toLowerCase();
    asked.push(target);
    if (expected !== undefined && request.headers["proxy-authorization"] !== expected)
      return refuse(
        client,
        "407 Proxy Authentication Required",
        'Proxy-Authenticate: Basic realm="test"\r\n',
      );
    const port = portFor(target);
    if (port === undefined) return refuse(client, "502 Bad Gateway");
    const upstream = connect(port, LOOPBACK);
    track(sockets, upstream);
    upstream.on("error", () => refuse(client, "502 Bad Gateway"));
    upstream.on("connect", () => {
      opened.push(target);
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(wanted, LOOPBACK, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    asked,
    opened,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function track(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
}

function refuse(client: Duplex, status: string, headers = ""): void {
  client.end(`HTTP/1.1 ${status}\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}
