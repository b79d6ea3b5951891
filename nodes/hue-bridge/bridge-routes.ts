import { hostname } from "node:os";
import { BridgeConnection } from "../../shared/lights/hue/connection";
import { listLights, type Target } from "../../shared/lights/hue/lights";
import { pair } from "../../shared/lights/hue/pairing";
import { systemClock } from "../../shared/support/clock";
import { addRoute } from "../common/admin";
import type { NodeRed } from "../common/node-red";
import { addressOf, type BridgeSettings } from "./bridge-properties";
import { dialogBridge, dialogBridgeProperties } from "./dialog-bridge";

const PERMISSION = "presence-hue-bridge.write";

/** Pairing and the list of lamps, for dialogs and scripts. They work before the first deploy, from the dialog's values. */
export function addBridgeRoutes(RED: NodeRed): void {
  addRoute(RED, {
    method: "post",
    path: "/presence-hue-bridge/:id/pair",
    permission: PERMISSION,
    // A first contact: nothing that is stored is sent, and whatever bridge answers may be the one.
    answer: async ({ id, body }) => {
      const { host, port, tls } = dialogBridgeProperties(RED, id, { ...body, bridgeId: "" });
      return pair({ host, port, tls }, { instance: hostname() });
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/presence-hue-bridge/:id/targets",
    permission: PERMISSION,
    answer: ({ id, body }) => targetsOf(dialogBridge(RED, id, body)),
  });
}

async function targetsOf(settings: BridgeSettings): Promise<readonly Target[]> {
  const connection = new BridgeConnection({
    address: addressOf(settings),
    key: settings.key,
    clock: systemClock,
  });
  try {
    return await listLights(connection);
  } finally {
    connection.close();
  }
}
