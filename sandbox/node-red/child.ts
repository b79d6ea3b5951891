import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../shared/support/clock";
import { Problem } from "../../shared/support/problem";
import type { Report, Request } from "./messages";

export interface NodeRedOptions extends Request {
  /** PEM file with the authority to trust besides the usual ones. */
  readonly caFile: string;
  /** Gets what Node-RED prints; begun anew. */
  readonly logFile: string;
}

export interface RunningNodeRed {
  readonly port: number;
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Types the flows need and Node-RED does not have: then no flow runs. */
  readonly missing: readonly string[];
  /** Rejects with the Problem `node-red-ended` when it ends unasked; stays pending otherwise. */
  readonly ended: Promise<never>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

/** Nodes have 15 seconds to close before Node-RED gives up on them; nobody waits that long after Ctrl+C. */
const CLOSING_MS = 8000;
const LAST_LINES = 15;

/**
 * Starts Node-RED in a process of its own and waits until its flows run. It ends with this process, however that ends.
 * @throws Problem `node-red-ended` with the last lines it printed, or what kept it from listening
 */
export async function startNodeRed(options: NodeRedOptions): Promise<RunningNodeRed> {
  const { caFile, logFile, userDir, port } = options;
  const request: Request = { userDir, port };
  const log = await open(logFile, "w", 0o600);
  const child = fork(join(__dirname, "process.js"), [JSON.stringify(request)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    stdio: ["ignore", log.fd, log.fd, "ipc"],
  });
  const gone = once(child, "exit");
  await log.close();
  const ended = endedUnasked(child, logFile);
  // Whoever starts it may be waiting for something else when it ends.
  ended.catch(() => undefined);
  try {
    const started = await Promise.race([firstReport(child), ended]);
    if (started.kind === "failed") throw new Problem(started.problem);
    return {
      port: started.port,
      url: `http://127.0.0.1:${started.port}/`,
      missing: started.missing,
      ended,
      close: () => stop(child, gone),
    };
  } catch (error) {
    await stop(child, gone);
    throw error;
  }
}

function firstReport(child: ChildProcess): Promise<Report> {
  return new Promise((resolve) => child.once("message", (message) => resolve(message as Report)));
}

async function endedUnasked(child: ChildProcess, logFile: string): Promise<never> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  throw new Problem({
    code: "node-red-ended",
    title: `Node-RED has ended by itself (${signal ?? `exit code ${code}`})`,
    advice: `Its last lines, all of them are in ${logFile}:\n${lines.slice(-LAST_LINES).join("\n")}`,
  });
}

async function stop(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.connected) child.disconnect();
  const impatience = systemClock.after(CLOSING_MS, () => child.kill("SIGKILL"));
  await gone;
  impatience.cancel();
}
