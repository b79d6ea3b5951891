import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, newIdentity } from "./homebridge-identity";
import { Inbox } from "./inbox";
import { root } from "./packed";

const PROGRAM = join(root, "test/node_modules/homebridge-config-ui-x/dist/bin/standalone.js");

/**
 * It asks npm's registry and GitHub about every plugin, at addresses of its own, and goes on where they refuse: nothing
 * listens on the first port. Its plugins' servers inherit the proxy, and the pretend Microsoft is on loopback.
 */
const NOWHERE = "http://127.0.0.1:1";
const LOOPBACK = "127.0.0.1,localhost";
const OFFLINE = {
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  NO_PROXY: LOOPBACK,
  http_proxy: NOWHERE,
  https_proxy: NOWHERE,
  no_proxy: LOOPBACK,
};

/** What Fastify prints when it listens, where the UI's own `debug` is set; the UI's own line comes before that. */
const LISTENS = "Server listening at http://";
/** The line before that, which tells of the last of its many parts. */
const STARTED = "Nest application successfully started";

export interface HomebridgeUiOptions {
  /** The platform's block without `platform`; undefined: the plugin is installed and nobody configured it. */
  readonly platform?: object | undefined;
  /** The folder of the plugin's package; the one this repository builds unless given. */
  readonly pluginPath?: string;
  /**
   * A Homebridge's own, left where it is in the end; a new empty one unless given. A config.json that is there stays but
   * for what is given here.
   */
  readonly storage?: string;
  /** Also for the server of the plugin's settings. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Block {
  readonly platform: string;
  readonly [property: string]: unknown;
}

interface HomebridgeConfig {
  readonly bridge: object;
  readonly platforms: readonly Block[];
}

/** The real Homebridge UI in a process of its own, on loopback only, with one plugin; without a Homebridge that runs. */
export class HomebridgeUi {
  readonly storage: string;
  /** The plugin's package. */
  readonly plugin: string;
  /** What it prints, in the pieces it comes in; what the server of the plugin's settings prints is among it. */
  readonly printed = new Inbox<string>();
  /** Everything it printed. */
  output = "";
  origin = "";
  readonly #options: HomebridgeUiOptions;
  readonly #folder: string;
  readonly #alias: string;
  #child: ChildProcess | undefined;

  private constructor(options: HomebridgeUiOptions) {
    this.#options = options;
    const { pluginPath = join(root, "homebridge-plugin") } = options;
    this.#folder = mkdtempSync(join(tmpdir(), "teams-presence-homebridge-ui-"));
    this.storage = options.storage ?? join(this.#folder, "storage");
    this.plugin = String(readJson(join(pluginPath, "package.json"))["name"]);
    this.#alias = String(readJson(join(pluginPath, "config.schema.json"))["pluginAlias"]);
    mkdirSync(join(this.#folder, "plugins"));
    symlinkSync(pluginPath, join(this.#folder, "plugins", this.plugin), "dir");
  }

  /** Resolves when it answers and has its first user; throws with what was printed where the process ends. */
  static async start(options: HomebridgeUiOptions = {}): Promise<HomebridgeUi> {
    const ui = new HomebridgeUi(options);
    const port = await freePort();
    ui.origin = `http://127.0.0.1:${port}`;
    await ui.#writeConfig(port);
    await ui.#spawn();
    await ui.#makeUser();
    return ui;
  }

  /** What it said since it listens, without each request: for whoever looks into a failed test. */
  get said(): string {
    const lines = this.output.split("\n").filter((line) => !line.startsWith('{"level":30'));
    return lines.slice(lines.findIndex((line) => line.includes(STARTED)) + 1).join("\n");
  }

  /** What config.json has of the plugin now; undefined where it has nothing. */
  get platform(): Block | undefined {
    return this.#config()?.platforms.find(({ platform }) => platform === this.#alias);
  }

  /** What config.json has of the plugin from now on, as if written by hand; settings that are opened then show it. */
  configure(platform: object): void {
    const { platforms = [], ...others } = this.#config() ?? {};
    const rest = platforms.filter((block) => block.platform !== this.#alias);
    const config = { ...others, platforms: [...rest, { platform: this.#alias, ...platform }] };
    writeFileSync(this.#configFile, JSON.stringify(config, null, 2));
  }

  /** Ends the server of the settings that are open, as a machine without memory does. */
  killSettingsServer(): void {
    const server = join("settings", "server.js");
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
    const pids = lines.flatMap((line) => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      return parent === this.#child?.pid && line.includes(server) ? [pid ?? 0] : [];
    });
    assert.equal(pids.length, 1, "one server of settings runs");
    for (const pid of pids) process.kill(pid, "SIGKILL");
  }

  /**
   * Changes settings of the UI's own, as its settings page does. Its language is such a setting and nothing else: version
   * 5.28 begins in English whatever the browser speaks.
   */
  async change(settings: { readonly lang: string }): Promise<void> {
    const { access_token: token } = await this.#ask("POST", "/api/auth/noauth", {});
    await this.#ask("PATCH", "/api/config-editor/ui", settings, String(token));
  }

  /** Ends the process, and with it the server of the plugin's settings, and forgets its folder. */
  async dispose(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = once(child, "close");
      child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #configFile(): string {
    return join(this.storage, "config.json");
  }

  #config(): HomebridgeConfig | undefined {
    if (!existsSync(this.#configFile)) return undefined;
    return readJson(this.#configFile) as unknown as HomebridgeConfig;
  }

  async #writeConfig(port: number): Promise<void> {
    const own: Block = {
      platform: "config",
      port,
      host: "127.0.0.1",
      auth: "none",
      debug: true,
      homebridgePackagePath: join(root, "node_modules/homebridge"),
    };
    const { platform } = this.#options;
    const given: readonly Block[] = platform ? [{ platform: this.#alias, ...platform }] : [];
    const { bridge, platforms } = this.#config() ?? { bridge: await newBridge(), platforms: [] };
    const replaced = new Set([own, ...given].map((block) => block.platform));
    const kept = platforms.filter((block) => !replaced.has(block.platform));
    mkdirSync(this.storage, { recursive: true });
    writeFileSync(this.#configFile, JSON.stringify({ bridge, platforms: [own, ...kept, ...given] }, null, 2));
  }

  async #spawn(): Promise<void> {
    const child = spawn(
      process.execPath,
      [PROGRAM, "-U", this.storage, "-P", join(this.#folder, "plugins")],
      {
        // Where plugins are looked for is the one folder: not what npm has installed on this machine.
        env: {
          ...process.env,
          NODE_OPTIONS: "",
          UIX_STRICT_PLUGIN_RESOLUTION: "1",
          ...OFFLINE,
          ...this.#options.env,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#child = child;
    const listening = this.printed.next(() => this.output.includes(LISTENS));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
        this.printed.add(text);
      });
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`Homebridge's UI ended with ${code ?? signal}:\n${this.output}`);
    });
    await Promise.race([listening, ended]);
    ended.catch(() => undefined);
  }

  /** Until there is one, it shows nothing but its setup; without `auth` nobody is asked for the password. */
  async #makeUser(): Promise<void> {
    if (existsSync(join(this.storage, "auth.json"))) return;
    const user = { name: "Test", username: "test", password: "never asked for", admin: true };
    await this.#ask("POST", "/api/setup-wizard/create-first-user", user);
  }

  async #ask(method: string, path: string, body: object, token?: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        "Content-Type": "application/json",
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}\n${this.output}`);
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  }
}

async function newBridge(): Promise<object> {
  return { name: "Test bridge", ...(await newIdentity()), bind: ["127.0.0.1"], advertiser: "bonjour-hap" };
}

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}
