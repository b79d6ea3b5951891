import type { BridgeSession } from "../../shared/lights/hue/bridge/bridge-session";
import type { Log } from "../../shared/support/log";
import { Problem } from "../../shared/support/problem";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import type { BridgeSettings } from "./bridge-properties";
import { type Lease, leaseSession } from "./bridge-sessions";

export interface HueBridgeNode extends NodeRedNode {
  /** What the dialog's endpoints may use; absent where a property is wrong. */
  settings?: BridgeSettings;
  bridge?: HueBridge;
  /** Set instead of `bridge` where the configuration is wrong or the bridge is not paired. */
  problem?: Problem;
}

/** A deployed bridge: the session of its lamps, which begins when the first of them needs it. */
export class HueBridge {
  readonly #lease: Lease;
  #users = 0;
  #closed = false;

  /** @throws Problem `not-paired`. */
  constructor(settings: BridgeSettings, log: Log) {
    this.#lease = leaseSession(settings, log);
  }

  get session(): BridgeSession {
    return this.#lease.session;
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
    if (this.#closed && this.#users === 0) this.#lease.release();
  }
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
