import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Inbox } from "./inbox";
import { installPacked, root } from "./packed";

export type Major = "4" | "5";

/** The Node-RED major that this run of the runtime tests is about. */
export const MAJOR: Major = process.env["NODE_RED_MAJOR"] === "4" ? "4" : "5";

const PROGRAMS: Record<Major, string> = {
  "4": join(root, "test/node_modules/node-red-4/red.js"),
  "5": join(root, "node_modules/node-red/red.js"),
};

export interface NodeStatusEvent {
  readonly id: string;
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
}

/** What a debug node shows; `msg` is its text, JSON for objects. */
export interface DebugEvent {
  readonly id: string;
  readonly name?: string;
  readonly topic?: string;
  readonly property?: string;
  readonly msg: string;
  readonly format?: string;
}

/** Without a topic it is about who listens. */
interface CommsEvent {
  readonly topic?: string;
  readonly data: unknown;
}

export interface NodeRedOptions {
  readonly major?: Major;
  /** Kept over restarts; a new empty one with the packed package unless given. */
  readonly userDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Added to the settings file, as JavaScript source of an object. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A real Node-RED in a process of its own, driven as its users drive it: admin API, editor's websocket, signals. */
export class NodeRedProcess {
  readonly userDir: string;
  readonly statuses = new Inbox<NodeStatusEvent>();
  readonly debugs = new Inbox<DebugEvent>();
  /** What nodes tell open editors by themselves. */
  readonly notices = new Inbox<{ readonly topic: string; readonly data: unknown }>();
  /** What it prints, in the pieces it comes in. */
  readonly printed = new Inbox<string>();
  /** Everything it printed, over all its starts. */
  output = "";
  origin = "";
  /** Everything the editor's websocket brought, as it came. */
  heard = "";
  /** The token of whoever `admin` acts for, where Node-RED has users. */
  token: string | undefined;
  readonly #options: NodeRedOptions;
  /** Where the editor is below the origin; empty where the settings say nothing. */
  readonly #root: string;
  #child: ChildProcess | undefined;
  #comms: WebSocket | undefined;

  constructor(options: NodeRedOptions = {}) {
    this.#options = options;
    const { httpAdminRoot = "" } = options.settings ?? {};
    this.#root = String(httpAdminRoot);
    this.userDir = options.userDir ?? mkdtempSync(join(tmpdir(), "teams-presence-red-"));
    if (options.userDir === undefined) installPacked(this.userDir);
  }

  static async start(options: NodeRedOptions = {}): Promise<NodeRedProcess> {
    const started = new NodeRedProcess(options);
    await started.start();
    return started;
  }

  async start(): Promise<void> {
    const settings = {
      uiHost: "127.0.0.1",
      uiPort: 0,
      telemetry: { enabled: false },
      editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
      logging: { console: { level: "info", metrics: false, audit: false } },
      ...this.#options.settings,
    };
    const file = join(this.userDir, "settings.js");
    if (!existsSync(file)) writeFileSync(file, `module.exports = ${JSON.stringify(settings, null, 2)};\n`);
    const child = spawn(
      process.execPath,
      [PROGRAMS[this.#options.major ?? MAJOR], "--userDir", this.userDir, "--settings", file, "flows.json"],
      {
        env: { ...process.env, NODE_OPTIONS: "", ...this.#options.env },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      },
    );
    this.#child = child;
    this.origin = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        this.output += chunk.toString("utf8");
        this.printed.add(chunk.toString("utf8"));
        const found = /Server now running at (https?:\/\/127\.0\.0\.1:\d+)/.exec(
          this.output.slice(startedAt),
        );
        if (found?.[1] && this.output.slice(startedAt).includes("Started flows")) resolve(found[1]);
      };
      const startedAt = this.output.length;
      child.stdout?.on("data", read);
      child.stderr?.on("data", read);
      child.once("exit", (code) =>
        reject(new Error(`Node-RED ended with ${code}:\n${this.output.slice(startedAt)}`)),
      );
    });
    // Over TLS a test asks with `rawRequest`: this process does not believe a test's certificate.
    if (this.origin.startsWith("http:")) await this.#listen();
  }

  get running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Deploys the whole flow and waits until its nodes run, which Node-RED 4 does not wait for before it answers. */
  async deploy(flow: readonly object[], type: "full" | "nodes" | "flows" = "full"): Promise<void> {
    const started = this.printed.next((text) => /Started (modified )?(flows|nodes)/.test(text));
    const { status, body } = await this.admin("POST", "/flows", flow.map(onCanvas), {
      "Node-RED-Deployment-Type": type,
    });
    if (status >= 300) throw new Error(`The flow was refused: ${status} ${JSON.stringify(body)}`);
    await started;
  }

  /** One call of the admin API as the editor makes it. */
  async admin(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.origin}${this.#root}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        Origin: this.origin,
        ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  }

  async kill(signal: NodeJS.Signals | "shutdown" = "SIGKILL"): Promise<void> {
    this.#comms?.close();
    const child = this.#child;
    if (!child || !this.running) return;
    const ended = once(child, "exit");
    if (signal === "shutdown") child.send(signal);
    else child.kill(signal);
    await ended;
  }

  /** Ends the process and forgets its directory. */
  async dispose(): Promise<void> {
    await this.kill("SIGKILL");
    if (this.#options.userDir === undefined) rmSync(this.userDir, { recursive: true, force: true });
  }

  async #listen(): Promise<void> {
    const comms = new WebSocket(`${this.origin.replace("http", "ws")}${this.#root}/comms`);
    this.#comms = comms;
    await once(comms, "open");
    comms.addEventListener("message", ({ data }) => {
      this.heard += `${String(data)}\n`;
      const received = JSON.parse(String(data)) as CommsEvent | readonly CommsEvent[];
      for (const event of Array.isArray(received) ? received : [received]) this.#take(event as CommsEvent);
    });
    const subscribed = once(comms, "message");
    comms.send(JSON.stringify({ subscribe: "status/#" }));
    comms.send(JSON.stringify({ subscribe: "debug" }));
    // The first heartbeat or retained status proves that the subscription is in place; without one, sending did.
    await Promise.race([subscribed, new Promise((resolve) => setImmediate(resolve))]);
  }

  #take({ topic, data }: CommsEvent): void {
    if (topic?.startsWith("status/"))
      this.statuses.add({ id: topic.slice("status/".length), ...(data as object) });
    if (topic === "debug") this.debugs.add(data as DebugEvent);
    if (topic?.startsWith("teams-auth/")) this.notices.add({ topic, data });
  }
}

/** Node-RED takes a node without a place on the canvas for a config node. */
function onCanvas(node: object): object {
  return "wires" in node && !("x" in node) ? { ...node, x: 100, y: 100 } : node;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
