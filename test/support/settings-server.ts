import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../../shared/support/json-object";
import { Inbox } from "./inbox";
import { root } from "./packed";

const SERVER = join(root, "homebridge-plugin/dist/homebridge-plugin/settings/server.js");

/** What the library of the settings page sends: `ready`, `response` and `stream`. */
interface Message {
  readonly action: string;
  readonly payload: JsonObject;
}

export interface SettingsServerOptions {
  /** Homebridge's storage directory. */
  readonly storage: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The settings page's server as a process of its own, driven as Homebridge's UI does: forked, silent, over IPC. */
export class SettingsServerProcess {
  readonly events = new Inbox<{ readonly event: string; readonly data: JsonObject }>();
  /** Everything it printed, which Homebridge's UI would log. */
  output = "";
  readonly #child: ChildProcess;
  readonly #messages = new Inbox<Message>();
  readonly #ended: Promise<unknown>;
  #requests = 0;

  private constructor({ storage, env = {} }: SettingsServerOptions) {
    this.#child = fork(SERVER, [], {
      silent: true,
      env: {
        ...process.env,
        HOMEBRIDGE_STORAGE_PATH: storage,
        HOMEBRIDGE_CONFIG_PATH: join(storage, "config.json"),
        HOMEBRIDGE_UI_VERSION: "5.28.0",
        ...env,
      },
    });
    const streams = [this.#child.stdout, this.#child.stderr].flatMap((stream) => stream ?? []);
    // Its own "close" does not come where it was this side that ended the channel.
    this.#ended = Promise.all([once(this.#child, "exit"), ...streams.map((stream) => once(stream, "close"))]);
    for (const stream of streams)
      stream.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    this.#child.on("message", (message) => {
      if (!isMessage(message)) return;
      this.#messages.add(message);
      const { event, data } = message.payload;
      if (message.action === "stream" && typeof event === "string" && isJsonObject(data))
        this.events.add({ event, data });
    });
  }

  /** Resolves when it is ready to be asked; throws with what it printed where it ends before. */
  static async start(options: SettingsServerOptions): Promise<SettingsServerProcess> {
    const server = new SettingsServerProcess(options);
    const ready = server.#messages.find(({ action }) => action === "ready");
    const ended = server.#ended.then(() => {
      throw new Error(`The settings page's server has ended:\n${server.output}`);
    });
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
    return server;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What is answered, whether it is what was asked for or a refusal. */
  async ask(
    path: unknown,
    body?: unknown,
  ): Promise<{ readonly success: boolean; readonly data: JsonObject }> {
    const requestId = `request-${++this.#requests}`;
    const answered = this.#messages.next(
      ({ action, payload }) => action === "response" && payload["requestId"] === requestId,
    );
    this.send({ action: "request", requestId, path, body });
    const { payload } = await answered;
    const { success, data } = payload;
    return { success: success === true, data: isJsonObject(data) ? data : {} };
  }

  /** Anything at all, as a page might make Homebridge's UI pass it on. */
  send(message: unknown): void {
    this.#child.send(message as object);
  }

  /** Ends as when the page is closed; gives how long that took, in milliseconds. */
  async disconnect(): Promise<number> {
    const since = performance.now();
    this.#child.disconnect();
    await this.#ended;
    return performance.now() - since;
  }

  /** Ends as in a power cut. */
  async kill(): Promise<void> {
    if (this.running) this.#child.kill("SIGKILL");
    await this.#ended;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }
}

function isMessage(message: unknown): message is Message {
  return isJsonObject(message) && typeof message["action"] === "string" && isJsonObject(message["payload"]);
}
