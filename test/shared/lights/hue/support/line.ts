import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "../wire/https-server";

/** What lies between us and a bridge: an address at which it answers, or nobody, or somebody else. */
export class Line {
  readonly port: number;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #to: number;

  private constructor(server: Server, port: number, to: number) {
    this.#server = server;
    this.port = port;
    this.#to = to;
  }

  /** An address of its own for what listens on this port of 127.0.0.1. */
  static async to(port: number): Promise<Line> {
    const server = createServer();
    const line = new Line(server, await listen(server), port);
    server.on("connection", line.#joined);
    return line;
  }

  /** Connections that are open on our side. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Breaks every connection; new ones are refused until it is mended. */
  async cut(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  /** From now on what listens on `to` answers here; whoever did before, unless told otherwise. */
  async mend(to: number = this.#to): Promise<void> {
    this.#to = to;
    this.#server = createServer(this.#joined).listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  readonly #joined = (socket: Socket): void => {
    const onwards = connect(this.#to, "127.0.0.1");
    this.#sockets.add(socket);
    socket.on("close", () => {
      this.#sockets.delete(socket);
      onwards.destroy();
    });
    onwards.on("close", () => socket.destroy());
    // A connection that breaks closes right after, on both sides.
    socket.on("error", () => {});
    onwards.on("error", () => {});
    // What is told in pieces comes at once, and not when TCP's own timers, which nobody here turns, think so.
    socket.setNoDelay();
    onwards.setNoDelay();
    socket.pipe(onwards).pipe(socket);
  };
}
