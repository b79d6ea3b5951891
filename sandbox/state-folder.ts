import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createFileAtomically, readFileIfThere, writeFileAtomically } from "../shared/support/atomic-file";
import { silentLog } from "../shared/support/log";
import { MemoryFile } from "../shared/support/memory-file";
import { Problem } from "../shared/support/problem";

/** What makes the next run like this one. */
export interface Remembered {
  /** Flows and accounts name the pretend services by their addresses: they should stay where they are. */
  readonly ports?: { readonly entra: number; readonly graph: number; readonly bridge: number };
  /** The application key the flow was given for the bridge. */
  readonly hueKey?: string;
}

/** Everything the sandbox leaves on the disk: one folder, and beside it `<folder>.pid` while it runs. */
export class StateFolder {
  readonly path: string;
  /** Node-RED's user directory. */
  readonly nodeRed: string;
  /** Homebridge's storage directory. */
  readonly homebridge: string;
  readonly caFile: string;
  /** What Node-RED prints. */
  readonly logFile: string;
  /** What Homebridge prints. */
  readonly homebridgeLog: string;
  /** First line: the process id, which the installer reads as well; second line: the page, once it is served. */
  readonly pidFile: string;
  /** What the pretend cloud has given out. */
  readonly tokens: MemoryFile;
  readonly #rememberedFile: string;

  constructor(path: string) {
    this.path = resolve(path);
    this.nodeRed = join(this.path, "node-red");
    this.homebridge = join(this.path, "homebridge");
    this.caFile = join(this.path, "ca.pem");
    this.logFile = join(this.path, "node-red.log");
    this.homebridgeLog = join(this.path, "homebridge.log");
    this.pidFile = `${this.path}.pid`;
    this.tokens = new MemoryFile(this.path, "tokens", silentLog);
    this.#rememberedFile = join(this.path, "remembered.json");
  }

  /** Takes the folder for this process. Throws the Problem `already-running` when another one that is alive has it. */
  async claim(): Promise<void> {
    if (await this.#tryClaim()) return;
    const [pid = "", page = ""] = ((await readFileIfThere(this.pidFile)) ?? "").toString().split("\n");
    // A number that has come round again, as in containers, is not another process.
    if (Number(pid) !== process.pid && isRunning(Number(pid))) throw alreadyRunning(pid, page, this.pidFile);
    await rm(this.pidFile, { force: true });
    if (!(await this.#tryClaim())) throw alreadyRunning("which has just begun", "", this.pidFile);
  }

  /** Tells where the page is, for those who try to start a second sandbox. */
  async announce(page: string): Promise<void> {
    await writeFileAtomically(this.pidFile, `${process.pid}\n${page}\n`);
  }

  async release(): Promise<void> {
    await rm(this.pidFile, { force: true });
  }

  /** Removes what this class keeps, and nothing else that may lie in the folder. */
  async forget(): Promise<void> {
    const { nodeRed, homebridge, caFile, logFile, homebridgeLog } = this;
    for (const path of [nodeRed, homebridge, caFile, logFile, homebridgeLog, this.#rememberedFile])
      await rm(path, { recursive: true, force: true });
    await this.tokens.remove();
  }

  async open(): Promise<void> {
    for (const path of [this.nodeRed, this.homebridge]) await mkdir(path, { recursive: true, mode: 0o700 });
  }

  /** Nothing where nothing usable is remembered. */
  async remembered(): Promise<Remembered> {
    const content = await readFileIfThere(this.#rememberedFile);
    try {
      return content ? parseRemembered(JSON.parse(content.toString("utf8"))) : {};
    } catch {
      return {};
    }
  }

  async remember(remembered: Remembered): Promise<void> {
    await writeFileAtomically(this.#rememberedFile, `${JSON.stringify(remembered, null, 2)}\n`);
  }

  #tryClaim(): Promise<boolean> {
    return createFileAtomically(this.pidFile, `${process.pid}\n`);
  }
}

function parseRemembered(value: unknown): Remembered {
  if (typeof value !== "object" || value === null) return {};
  const { ports, hueKey } = value as Readonly<Record<string, unknown>>;
  const { entra, graph, bridge } = (ports ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(isPort(entra) && isPort(graph) && isPort(bridge) && { ports: { entra, graph, bridge } }),
    ...(typeof hueKey === "string" && { hueKey }),
  };
}

function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 65_535;
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be asked, and is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function alreadyRunning(pid: string, page: string, file: string): Problem {
  return new Problem({
    code: "already-running",
    title: `The sandbox is running already: process ${pid}${page && `, ${page}`}`,
    advice: `Use that one, or stop it with Ctrl+C in its window. If there is none, delete ${file}.`,
  });
}
