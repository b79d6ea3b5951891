import { randomBytes } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { asProblem, Problem } from "../../shared/support/problem";
import type { OpenDevice, PretendUsb } from "./pretend-usb";
import { type Ask, onMessage, parseAsk, send } from "./usb-wire";

const LOOPBACK = "127.0.0.1";
const TOKEN_BYTES = 32;

export interface UsbServer {
  /** `127.0.0.1:port` */
  readonly at: string;
  /** Another one for each start. Whoever does not begin with it is cut off. */
  readonly token: string;
  /** What the environment of a process has to hold whose nodes are to use these lights instead of the system's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Cuts everybody off, which closes what they had open. */
  close(): Promise<void>;
}

/** Lends the pretend lights to other processes of this machine that know the token. */
export async function serveUsb(usb: PretendUsb): Promise<UsbServer> {
  const token = randomBytes(TOKEN_BYTES).toString("hex");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const guest = new Guest(usb, socket);
    let isKnown = false;
    onMessage(socket, (message) => {
      if (isKnown) return guest.take(parseAsk(message));
      isKnown = message["token"] === token;
      if (!isKnown) socket.destroy();
    });
    // What follows is the close.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      guest.leave();
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  const at = `${LOOPBACK}:${port}`;
  return {
    at,
    token,
    environment: {
      TEAMS_PRESENCE_USB_DRIVER: join(__dirname, "remote-driver.js"),
      TEAMS_PRESENCE_USB_AT: at,
      TEAMS_PRESENCE_USB_TOKEN: token,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** One connection, and the lights it has open. */
class Guest {
  readonly #usb: PretendUsb;
  readonly #socket: Socket;
  readonly #open = new Map<number, OpenDevice>();
  #isGone = false;

  constructor(usb: PretendUsb, socket: Socket) {
    this.#usb = usb;
    this.#socket = socket;
  }

  take(ask: Ask | undefined): void {
    if (!ask) return void this.#socket.destroy();
    const { id } = ask;
    this.#do(ask).then(
      (result) => send(this.#socket, { id, result }),
      (error: unknown) => send(this.#socket, { id, problem: asProblem(error).text }),
    );
  }

  leave(): void {
    this.#isGone = true;
    for (const device of this.#open.values()) void device.close();
    this.#open.clear();
  }

  async #do(ask: Ask): Promise<unknown> {
    if (ask.ask === "list") return (await this.#usb.list()).devices;
    if (ask.ask === "open") return this.#openAs(ask.id, ask.path);
    const device = this.#open.get(ask.light);
    if (ask.ask === "close") {
      this.#open.delete(ask.light);
      return device?.close();
    }
    if (!device) throw notOpen();
    return device.write({ transport: ask.transport, bytes: Buffer.from(ask.hex, "hex") });
  }

  async #openAs(light: number, path: string): Promise<void> {
    const device = await this.#usb.open(
      { path },
      {
        input: (bytes) =>
          send(this.#socket, { event: "input", light, hex: Buffer.from(bytes).toString("hex") }),
        lost: ({ text }) => {
          this.#open.delete(light);
          send(this.#socket, { event: "lost", light, problem: text });
        },
      },
    );
    if (this.#isGone) return device.close();
    this.#open.set(light, device);
  }
}

const notOpen = (): Problem =>
  new Problem({ code: "usb-gone", title: "The light is not open", advice: "Plug it in again." });
