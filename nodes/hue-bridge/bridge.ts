import { BridgeSession } from "../../shared/lights/hue/bridge/bridge-session";
import { connectBridge } from "../../shared/lights/hue/bridge/connect";
import { findBridge } from "../../shared/lights/hue/bridge/discovery";
import type { Place } from "../../shared/lights/hue/wire/problems";
import { systemClock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { Problem } from "../../shared/support/problem";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { addressOf, type BridgeSettings } from "./bridge-properties";

export interface HueBridgeNode extends NodeRedNode {
  /** What the dialog's endpoints may use; absent where a property is wrong. */
  settings?: BridgeSettings;
  bridge?: HueBridge;
  /** Set instead of `bridge` where the configuration is wrong or the bridge is not paired. */
  problem?: Problem;
}

/** A deployed bridge: one session for all its lamps, which begins when the first of them needs it. */
export class HueBridge {
  readonly session: BridgeSession;
  #users = 0;
  #closed = false;

  /** @throws Problem `not-paired`. */
  constructor(settings: BridgeSettings, log: Log) {
    const address = addressOf(settings);
    const { host, port, bridgeId, tls } = address;
    const { api } = settings.properties;
    // Without encryption, or without a look at the certificate, anybody could say that the bridge is with him now.
    const canProve = api !== "v1" && tls !== "insecure" && bridgeId !== undefined;
    this.session = new BridgeSession({
      bridge: bridgeId ?? `${host}:${port}`,
      place: { host, port },
      connect: (place) =>
        connectBridge({ address: { ...address, ...place }, api, key: settings.key, clock: systemClock, log }),
      ...(canProve && { find: () => findEncrypted(bridgeId) }),
      clock: systemClock,
      log,
    });
  }

  /**
   * Counts a lamp in and gives how to count it out. Node-RED closes a bridge and its lamps at the same time, and a lamp
   * may have something to give back: the session stays until the last of them is done.
   */
  join(): () => void {
    this.#users++;
    return () => {
      this.#users--;
      this.#endIfUnused();
    };
  }

  close(): void {
    this.#closed = true;
    this.#endIfUnused();
  }

  #endIfUnused(): void {
    if (this.#closed && this.#users === 0) this.session.close();
  }
}

/** Where the bridge says it is now; only what proves its identity is of use. */
async function findEncrypted(bridgeId: string): Promise<Place | undefined> {
  const found = await findBridge(bridgeId, { clock: systemClock });
  return found?.transport === "https" ? { host: found.host, port: found.port } : undefined;
}

/** @throws Problem where no bridge is chosen, it is not deployed, or its own configuration is wrong. */
export function bridgeOf(RED: NodeRed, id: string): HueBridge {
  const node = RED.nodes.getNode(id) as HueBridgeNode | null;
  if (node?.bridge) return node.bridge;
  throw (
    node?.problem ??
    new Problem({
      code: "no-bridge",
      title: "No Hue bridge is chosen",
      advice: "Open this node and choose or add a bridge; if one is chosen, it may be disabled or missing.",
    })
  );
}
