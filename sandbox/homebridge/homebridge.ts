import { createServer } from "node:http";
import { join } from "node:path";
import { startChild } from "../support/child";
import { listenFrom } from "../support/listen";
import { repository } from "../support/repository";
import { BridgeClient } from "./bridge-client";
import type { HomebridgeFacts } from "./config";
import type { HomeKit, PairableBridge } from "./homekit";
import { isStatusUpdate } from "./messages";
import type { Request } from "./messages";
import { prepareStorage } from "./storage";

/** Homebridge's own choice, which many scripts know. */
export const FIRST_PORT = 51_826;

export interface HomebridgeOptions {
  /** Homebridge's storage directory: pairings, accessories, config.json. */
  readonly storage: string;
  /** Gets what Homebridge prints; begun anew. */
  readonly logFile: string;
  /** PEM file with the authority to trust besides the usual ones. */
  readonly caFile: string;
  readonly facts: Omit<HomebridgeFacts, "port">;
  /** Where to start looking for the bridge's port; default 51826. */
  readonly firstPort?: number;
  /** The plugin's folder; default this repository's. */
  readonly plugin?: string;
}

export interface RunningHomebridge extends PairableBridge {
  /** Rejects with the Problem `homebridge-ended` when it ends unasked; stays pending otherwise. */
  readonly ended: Promise<never>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

/**
 * Starts Homebridge with one plugin in a process of its own, without waiting until it answers: `homekit` is told that and
 * everything else. It ends with this process, however that ends.
 * @throws Problem `unreadable-config`, or `no-free-port`
 */
export async function startHomebridge(
  { storage, logFile, caFile, facts, firstPort = FIRST_PORT, plugin }: HomebridgeOptions,
  homekit: HomeKit,
): Promise<RunningHomebridge> {
  const port = await freePort(firstPort);
  const pairingCode = await prepareStorage(storage, { ...facts, port });
  const request: Request = { storage, port, plugin: plugin ?? join(repository, "homebridge-plugin") };
  const child = await startChild({
    script: join(__dirname, "process.js"),
    args: [JSON.stringify(request)],
    environment: { NODE_EXTRA_CA_CERTS: caFile },
    logFile,
    end: {
      code: "homebridge-ended",
      name: "Homebridge",
      advice: "Everything else goes on without HomeKit until the next npm start.",
    },
  });
  homekit.started(new BridgeClient(port, pairingCode), { port, pairingCode });
  child.process.on("message", (message) => {
    if (isStatusUpdate(message) && message.data.status === "ok")
      homekit.running(message.data.paired === true);
  });
  child.ended.catch((error: unknown) => homekit.ended(error));
  return { port, pairingCode, ended: child.ended, close: () => child.close() };
}

/** Homebridge cannot be given a port that is held for it: somebody could still be faster. */
async function freePort(first: number): Promise<number> {
  const server = createServer();
  const port = await listenFrom(server, first);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
