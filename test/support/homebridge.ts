import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { isTrouble, type Line, parseLine } from "./homebridge-line";
import { type Identity, newIdentity } from "./homebridge-identity";
import { Inbox } from "./inbox";
import { root } from "./packed";

export type Major = "1" | "2";

/** The Homebridge major that this run of the HomeKit tests is about. */
export const MAJOR: Major = process.env["HOMEBRIDGE_MAJOR"] === "1" ? "1" : "2";

const PROGRAMS: Record<Major, string> = {
  "1": join(root, "test/node_modules/homebridge-1/bin/homebridge"),
  "2": join(root, "node_modules/homebridge/bin/homebridge.js"),
};

/** Homebridge's cli.js and childBridgeFork.js: what ends itself five seconds after SIGTERM, because something holds it. */
const HELD = 128 + 15;

/** What the first major tells everybody at every start (its lib/server.js). */
const NOTICE =
  /^(NOTICE TO USERS AND PLUGIN DEVELOPERS|> .*Homebridge v2\.0.*|> .*Updating-To-Homebridge-v2\.0|)$/;

const PLATFORM = "TeamsPresence";
const PLUGIN = join(root, "homebridge-plugin");

export interface HomebridgeOptions {
  readonly major?: Major;
  /** The platform's block without `platform`; undefined: the plugin is installed and nobody configured it. */
  readonly platform?: object | undefined;
  /** Kept over restarts and left where it is in the end; a new empty one unless given. */
  readonly storage?: string;
  /** config.json is there already, as Homebridge's UI has written it, and stays as it is. */
  readonly isConfigured?: boolean;
  /** The platform as a process of its own, with a pairing of its own. */
  readonly childBridge?: boolean;
  /** The folder of the plugin's package; the one this repository builds unless given. */
  readonly pluginPath?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** More of the bridge's own block, such as `matter`. */
  readonly bridge?: object;
  /** What a command line begins with that is to run in a network of its own. */
  readonly within?: readonly string[];
}

/** One accessory as Homebridge remembers it over restarts; of the fields that we look at. */
export interface CachedAccessory {
  readonly UUID: string;
  readonly displayName: string;
  readonly context: unknown;
}

interface StatusUpdate {
  readonly id: string;
  readonly data?: { readonly status?: string; readonly pid?: number };
}

/** A real Homebridge in a process of its own, on loopback only, driven by its config file, signals and HAP. */
export class HomebridgeProcess {
  readonly storage: string;
  /** What it prints, line by line. */
  readonly lines = new Inbox<Line>();
  /** Everything it printed, over all its starts, colours and all. */
  output = "";
  /** Where the accessories are and what a controller needs to pair: of the child bridge where there is one. */
  bridge: Identity | undefined;
  readonly #options: HomebridgeOptions;
  readonly #statuses = new Inbox<StatusUpdate>();
  #platform: object | undefined;
  #child: ChildProcess | undefined;

  constructor(options: HomebridgeOptions = {}) {
    this.#options = options;
    this.#platform = options.platform;
    this.storage = options.storage ?? mkdtempSync(join(tmpdir(), "teams-presence-homebridge-"));
  }

  static async start(options: HomebridgeOptions = {}): Promise<HomebridgeProcess> {
    const started = new HomebridgeProcess(options);
    await started.start();
    return started;
  }

  /** What the next start finds as the platform's block. */
  configure(platform: object | undefined): void {
    this.#platform = platform;
  }

  /** Resolves when the bridge that has the platform listens; throws with what was printed where the process ends. */
  async start(): Promise<void> {
    const { main, child } = await this.#identities();
    const bridge = this.#options.childBridge ? child : main;
    this.bridge = bridge;
    if (!this.#options.isConfigured) this.#writeConfig(main, child);
    const startedAt = this.output.length;
    const process = this.#fork();
    const listening = this.lines.next(({ text }) => text.endsWith(`is running on port ${bridge.port}.`));
    const ready = this.#statuses.next(
      ({ id, data }) =>
        data?.status === "ok" &&
        id === (this.#options.childBridge ? "childBridgeStatusUpdate" : "serverStatusUpdate"),
    );
    const ended = once(process, "exit").then(([code, signal]) => {
      throw new Error(`Homebridge ended with ${code ?? signal}:\n${this.output.slice(startedAt)}`);
    });
    await Promise.race([Promise.all([listening, ready]), ended]);
    ended.catch(() => undefined);
  }

  get running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Ends it as its service does. Throws where it did not end by itself, as the second major does within milliseconds
   * unless it has a child bridge; whatever else runs takes five seconds. With Matter it may be either.
   */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || !this.running) throw new Error(`Homebridge does not run:\n${this.output}`);
    const ended = once(child, "close");
    child.kill("SIGTERM");
    await ended;
    const held = this.#major === "1" || this.#options.childBridge === true;
    const mayBeHeld = this.#options.bridge !== undefined && child.exitCode === HELD;
    if (mayBeHeld || child.exitCode === (held ? HELD : 0)) return;
    throw new Error(`Homebridge ended with ${child.exitCode ?? child.signalCode}:\n${this.output}`);
  }

  /** Ends it as a power cut does, its child bridge too. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || !this.running) return;
    // Its pipes end in those of its child bridge, so that "close" means that both are gone.
    const ended = once(child, "close");
    const bridge = this.#statuses.all.findLast(({ id }) => id === "childBridgeStatusUpdate")?.data?.pid;
    child.kill("SIGKILL");
    if (bridge !== undefined) endBridge(bridge);
    await ended;
  }

  /** Ends the process and forgets its storage. */
  async dispose(): Promise<void> {
    await this.kill();
    if (this.#options.storage === undefined) rmSync(this.storage, { recursive: true, force: true });
  }

  /** The lines that somebody should look at, of all starts, without those that the test expects. */
  troubles(...expected: readonly RegExp[]): readonly Line[] {
    return this.lines.all.filter(
      (line) => isTrouble(line) && ![NOTICE, ...expected].some((pattern) => pattern.test(line.text)),
    );
  }

  get #major(): Major {
    return this.#options.major ?? MAJOR;
  }

  /** The file in which Homebridge keeps the accessories of the bridge that has the platform. */
  get cacheFile(): string {
    const suffix = this.#options.childBridge ? `.${this.bridge?.username.replaceAll(":", "")}` : "";
    return join(this.storage, "accessories", `cachedAccessories${suffix}`);
  }

  /** The accessories in that file; written when accessories come and go and when Homebridge stops. */
  cachedAccessories(): readonly CachedAccessory[] {
    return JSON.parse(readFileSync(this.cacheFile, "utf8")) as readonly CachedAccessory[];
  }

  /** The same for all starts on one storage, as the pairing depends on them. */
  async #identities(): Promise<{ readonly main: Identity; readonly child: Identity }> {
    if (this.#options.isConfigured) {
      const { bridge } = JSON.parse(readFileSync(join(this.storage, "config.json"), "utf8")) as {
        readonly bridge: Identity;
      };
      return { main: bridge, child: bridge };
    }
    const file = join(this.storage, "test-identities.json");
    try {
      return JSON.parse(readFileSync(file, "utf8")) as { main: Identity; child: Identity };
    } catch {
      const made = { main: await newIdentity(), child: await newIdentity() };
      mkdirSync(this.storage, { recursive: true });
      writeFileSync(file, JSON.stringify(made));
      return made;
    }
  }

  #writeConfig(main: Identity, child: Identity): void {
    const bridged = this.#options.childBridge ? { _bridge: child } : {};
    const config = {
      bridge: {
        name: "Test bridge",
        ...main,
        bind: ["127.0.0.1"],
        advertiser: "bonjour-hap",
        ...this.#options.bridge,
      },
      platforms: this.#platform ? [{ platform: PLATFORM, ...this.#platform, ...bridged }] : [],
    };
    writeFileSync(join(this.storage, "config.json"), JSON.stringify(config, null, 2));
  }

  #fork(): ChildProcess {
    const { pluginPath = PLUGIN, env, within = [] } = this.#options;
    const [execPath, ...execArgv] = [...within, process.execPath];
    const child = fork(
      PROGRAMS[this.#major],
      [
        `--user-storage-path=${this.storage}`,
        `--plugin-path=${pluginPath}`,
        "--strict-plugin-resolution",
        "--no-qrcode",
        "--no-timestamp",
        "--color",
      ],
      { execPath, execArgv, silent: true, env: { ...process.env, NODE_OPTIONS: "", ...env } },
    );
    this.#child = child;
    child.on("message", (message) => this.#statuses.add(message as StatusUpdate));
    this.#read(child.stdout, "stdout");
    this.#read(child.stderr, "stderr");
    return child;
  }

  #read(stream: Readable | null, name: "stdout" | "stderr"): void {
    let unfinished = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
      const lines = (unfinished + text).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) if (line !== "") this.lines.add(parseLine(line, name));
    });
  }
}

function endBridge(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone by itself.
  }
}
