import { Server } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { Server as TcpServer } from "node:net";
import { isOwnHost } from "../support/own-address";

const LOOPBACK = "127.0.0.1";

/** What a controller that has found a bridge by mDNS names in `Host`. */
const FOUND_BY_MDNS = /\._hap\._tcp\.local\.?(:\d+)?$/i;

/**
 * Whether a request may go on to the bridge, which answers here without pairing: no controller is a page in a browser, and
 * none comes under a name that was rebound to 127.0.0.1.
 * @param port the port that is listened on
 */
export function mayEnter(headers: IncomingHttpHeaders, port: number): boolean {
  if (headers.origin !== undefined) return false;
  return isOwnHost(headers, port) || FOUND_BY_MDNS.test(headers.host ?? "");
}

/** Puts that door before every HTTP server of this process, since Homebridge makes its own and tells nobody. */
export function closeDoor(port: number): void {
  const emit = Reflect.get(Server.prototype, "emit");
  Server.prototype.emit = function (this: Server, event: string, ...values: unknown[]): boolean {
    const [request, response] = values as [IncomingMessage, ServerResponse];
    if (event !== "request" || mayEnter(request.headers, port))
      return Reflect.apply(emit, this, [event, ...values]) as boolean;
    response.writeHead(403, { "content-type": "text/plain; charset=utf-8" });
    response.end(`The bridge answers only under ${LOOPBACK}:${port}, and to no page.\n`);
    return true;
  };
}

/**
 * Keeps the bridge's port on this machine. What `bind` in config.json names is only advertised: the bridge listens on every
 * address all the same (HAP-NodeJS 2.2, Accessory.parseBindOption), and would answer the whole network.
 */
export function stayOnThisMachine(port: number): void {
  const listen = Reflect.get(TcpServer.prototype, "listen");
  TcpServer.prototype.listen = function (this: TcpServer, ...values: unknown[]): TcpServer {
    const isBridge = values[0] === port;
    const told = values.filter((value) => typeof value === "function");
    return Reflect.apply(listen, this, isBridge ? [port, LOOPBACK, ...told] : values) as TcpServer;
  };
}
