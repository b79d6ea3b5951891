import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../shared/support/clock";
import { Problem } from "../../shared/support/problem";
import { START_FLOWS } from "./messages";
import type { Report, Request } from "./messages";
import { MDNS_INTERFACE } from "../support/mdns-interface";

export interface NodeRedOptions extends Request {
  /** PEM file with the authority to trust besides the usual ones. */
  readonly caFile: string;
  /** Gets what Node-RED prints; begun anew. */
  readonly logFile: string;
  /** What else its environment holds. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunningNodeRed {
  readonly port: number;
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Types or modules the flows need and Node-RED does not have: then no flow can run. */
  readonly missing: readonly string[];
  /** Rejects with the Problem `node-red-ended` when it ends unasked; stays pending otherwise. */
  readonly ended: Promise<never>;
  /** Lets the flows run, and resolves when they do. Throws as `startNodeRed` does. */
  startFlows(): Promise<void>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

/** Nodes have 15 seconds to close before Node-RED gives up on them; nobody waits that long after Ctrl+C. */
const CLOSING_MS = 8000;
const LAST_LINES = 15;

/**
 * Starts Node-RED in a process of its own and waits until it answers. Its flows do not run yet. It ends with this
 * process, however that ends.
 * @throws Problem `node-red-ended` with the last lines it printed, or what kept it from listening
 */
export async function startNodeRed(options: NodeRedOptions): Promise<RunningNodeRed> {
  const { caFile, logFile, userDir, port, environment } = options;
  const request: Request = { userDir, port };
  const log = await open(logFile, "w", 0o600);
  const child = fork(join(__dirname, "process.js"), [JSON.stringify(request)], {
    // A search for bridges shall find the pretend one, and not ask around in the user's network.
    env: {
      ...process.env,
      ...environment,
      NODE_EXTRA_CA_CERTS: caFile,
      TEAMS_PRESENCE_MDNS_INTERFACE: MDNS_INTERFACE,
    },
    stdio: ["ignore", log.fd, log.fd, "ipc"],
  });
  const gone = once(child, "exit");
  await log.close();
  const ended = endedUnasked(child, logFile);
  // Whoever starts it may be waiting for something else when it ends.
  ended.catch(() => undefined);
  try {
    const { port: own, missing } = await Promise.race([nextReport(child, "ready"), ended]);
    return {
      port: own,
      url: `http://127.0.0.1:${own}/`,
      missing,
      ended,
      async startFlows() {
        const started = nextReport(child, "flows-started");
        // Without a callback a child that is gone would be an error event, which fails everything that waits for its end.
        child.send(START_FLOWS, () => undefined);
        await Promise.race([started, ended]);
      },
      close: () => stop(child, gone),
    };
  } catch (error) {
    await stop(child, gone);
    throw error;
  }
}

async function nextReport<const K extends Report["kind"]>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<Report, { kind: K }>> {
  const [report] = (await once(child, "message")) as [Report];
  if (report.kind === "failed") throw new Problem(report.problem);
  if (report.kind !== kind) throw new Error(`Node-RED's process says ${report.kind} instead of ${kind}`);
  return report as Extract<Report, { kind: K }>;
}

async function endedUnasked(child: ChildProcess, logFile: string): Promise<never> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  throw new Problem({
    code: "node-red-ended",
    title: `Node-RED has ended by itself (${signal ?? `exit code ${code}`})`,
    advice: `Its last lines, all of them are in ${logFile}:\n${lines.slice(-LAST_LINES).join("\n")}\nStart again with npm start; your flow is kept.`,
  });
}

async function stop(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.connected) child.disconnect();
  const impatience = systemClock.after(CLOSING_MS, () => child.kill("SIGKILL"));
  await gone;
  impatience.cancel();
}
