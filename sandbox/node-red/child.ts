import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Problem } from "../../shared/support/problem";
import { startChild } from "../support/child";
import { MDNS_INTERFACE } from "../support/mdns-interface";
import { START_FLOWS } from "./messages";
import type { Report, Request } from "./messages";

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

/**
 * Starts Node-RED in a process of its own and waits until it answers. Its flows do not run yet. It ends with this
 * process, however that ends.
 * @throws Problem `node-red-ended` with the last lines it printed, or what kept it from listening
 */
export async function startNodeRed(options: NodeRedOptions): Promise<RunningNodeRed> {
  const { caFile, logFile, userDir, port, environment } = options;
  const request: Request = { userDir, port };
  const red = await startChild({
    script: join(__dirname, "process.js"),
    args: [JSON.stringify(request)],
    // A search for bridges shall find the pretend one, and not ask around in the user's network.
    environment: {
      ...environment,
      NODE_EXTRA_CA_CERTS: caFile,
      TEAMS_PRESENCE_MDNS_INTERFACE: MDNS_INTERFACE,
    },
    logFile,
    end: {
      code: "node-red-ended",
      name: "Node-RED",
      advice: "Start again with npm start; your flow is kept.",
    },
  });
  const { process: child, ended } = red;
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
      close: () => red.close(),
    };
  } catch (error) {
    await red.close();
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
