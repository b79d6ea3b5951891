import type { Server } from "node:http";
import type { Socket } from "node:net";

export interface ListenerEvents {
  /** Called for each connection; false breaks them all. */
  readonly mayConnect: () => boolean;
  readonly disconnected: () => void;
}

/** A server's socket and its connections; it can stop and listen again, elsewhere if need be. */
export class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server, { mayConnect, disconnected }: ListenerEvents) {
    this.#server = server;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        disconnected();
      });
      if (!mayConnect()) this.cutAll();
    });
  }

  /** Resolves to the port once it listens; 0 takes any free one. Rejects when the port is taken. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  /** Breaks every connection. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves also when it does not listen. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.cutAll();
    });
  }
}
