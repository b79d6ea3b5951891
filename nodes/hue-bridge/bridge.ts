import { BridgeConnection, type Connection } from "../../shared/lights/hue/wire/connection";
import { systemClock } from "../../shared/support/clock";
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

/** A deployed bridge: one connection for all its lamps, opened when first needed. */
export class HueBridge {
  readonly #open: () => BridgeConnection;
  #connection: BridgeConnection | undefined;
  #lamps = 0;
  #closed = false;

  /** @throws Problem `not-paired`. */
  constructor(settings: BridgeSettings) {
    const address = addressOf(settings);
    this.#open = () => new BridgeConnection({ address, key: settings.key, clock: systemClock });
  }

  connection(): Connection {
    this.#connection ??= this.#open();
    return this.#connection;
  }

  /**
   * Counts a lamp in and gives how to count it out. Node-RED closes a bridge and its lamps at the same time, and a lamp
   * may have something to give back: the connection stays until the last of them is done.
   */
  join(): () => void {
    this.#lamps++;
    return () => {
      this.#lamps--;
      this.#endIfUnused();
    };
  }

  close(): void {
    this.#closed = true;
    this.#endIfUnused();
  }

  #endIfUnused(): void {
    if (this.#closed && this.#lamps === 0) this.#connection?.close();
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
