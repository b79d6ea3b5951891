import { connect, type Socket } from "node:net";
import { Problem } from "../../shared/support/problem";
import type { ListedDevice, Listeners, OpenDevice } from "./pretend-usb";
import { type Ask, onMessage, parseTold, send } from "./usb-wire";

const LOOPBACK = "127.0.0.1";
const AT = /^127\.0\.0\.1:(\d+)$/;

/** Where nobody answers. */
const NO_PORT = 0;

/** Where the lights are. */
export interface RemoteUsb {
  /** `127.0.0.1:port`; another machine's are not asked for. */
  readonly at: string;
  readonly token: string;
}

interface Listing {
  readonly devices: readonly ListedDevice[];
  readonly problems: readonly Problem[];
}

/** The way to the sandbox's lights from another process; connects when it is needed, and anew after it was cut off. */
export class RemoteDriver {
  readonly #remote: RemoteUsb;
  #connection: Connection | undefined;

  constructor(remote: RemoteUsb) {
    this.#remote = remote;
  }

  /** Never rejects: where the sandbox is away there is nothing, and a Problem that says so. */
  async list(): Promise<Listing> {
    try {
      return { devices: await this.#connected().list(), problems: [] };
    } catch (error) {
      return { devices: [], problems: [error instanceof Problem ? error : away()] };
    }
  }

  /** Rejects with a Problem, that of the pretend light or `usb-failed` where the sandbox is away. */
  async open({ path }: Pick<ListedDevice, "path">, listeners: Listeners): Promise<OpenDevice> {
    return this.#connected().open(path, listeners);
  }

  #connected(): Connection {
    if (!this.#connection || this.#connection.isOver) this.#connection = new Connection(this.#remote);
    return this.#connection;
  }
}

/** An `Ask` whose number is still to be given. */
type Question = Ask extends infer A ? (A extends Ask ? Omit<A, "id"> : never) : never;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (problem: Problem) => void;
}

class Connection {
  isOver = false;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #lights = new Map<number, Listeners>();
  #ids = 0;

  constructor({ at, token }: RemoteUsb) {
    const port = AT.exec(at)?.[1] ?? NO_PORT;
    this.#socket = connect(Number(port), LOOPBACK);
    send(this.#socket, { token });
    onMessage(this.#socket, (message) => this.#take(parseTold(message)));
    // What follows is the close.
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => this.#end());
  }

  /** The server is of the same build, so looking at the outline is enough. */
  async list(): Promise<readonly ListedDevice[]> {
    const devices = await this.#ask({ ask: "list" });
    if (!Array.isArray(devices)) throw away();
    return devices as readonly ListedDevice[];
  }

  open(path: string, listeners: Listeners): Promise<OpenDevice> {
    return new Promise((resolve, reject) => {
      const light = this.#send(
        { ask: "open", path },
        {
          reject,
          // At once: in the very next line it may be lost.
          resolve: () => {
            this.#lights.set(light, listeners);
            resolve(this.#opened(light));
          },
        },
      );
    });
  }

  #opened(light: number): OpenDevice {
    return {
      write: async ({ transport, bytes }) => {
        const hex = Buffer.from(bytes).toString("hex");
        await this.#ask({ ask: "write", light, transport, hex });
      },
      close: async () => {
        if (!this.#lights.delete(light)) return;
        // One that cannot be asked any more has nothing open.
        await this.#ask({ ask: "close", light }).catch(() => undefined);
      },
    };
  }

  #ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => this.#send(question, { resolve, reject }));
  }

  #send(question: Question, waiting: Waiting): number {
    const id = ++this.#ids;
    if (this.isOver) waiting.reject(away());
    else this.#waiting.set(id, waiting);
    send(this.#socket, { ...question, id });
    return id;
  }

  #take(told: ReturnType<typeof parseTold>): void {
    if (!told) return void this.#socket.destroy();
    if ("event" in told) {
      const listeners = this.#lights.get(told.light);
      if (told.event === "input") return listeners?.input(Buffer.from(told.hex, "hex"));
      this.#lights.delete(told.light);
      return listeners?.lost(new Problem(told.problem));
    }
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    if ("problem" in told) waiting?.reject(new Problem(told.problem));
    else waiting?.resolve(told.result);
  }

  #end(): void {
    this.isOver = true;
    const lost = [...this.#lights.values()];
    this.#lights.clear();
    for (const { reject } of this.#waiting.values()) reject(away());
    this.#waiting.clear();
    for (const listeners of lost) listeners.lost(away());
  }
}

const away = (): Problem =>
  new Problem({
    code: "usb-failed",
    title: "The sandbox's USB lights cannot be reached",
    advice: "Is the sandbox still running? Start it again with npm start.",
  });

/** What a process gets that the sandbox has started. */
export const driver = new RemoteDriver({
  at: process.env["TEAMS_PRESENCE_USB_AT"] ?? "",
  token: process.env["TEAMS_PRESENCE_USB_TOKEN"] ?? "",
});
