import { hostname } from "node:os";
import { discover } from "../../shared/lights/hue/bridge/discovery";
import { targetsOf } from "../../shared/lights/hue/home/targets";
import { pair } from "../../shared/lights/hue/bridge/pairing";
import { addRoute } from "../common/admin";
import type { NodeRed } from "../common/node-red";
import { listedBridge, wantsCloud } from "./bridge-search";
import { dialogBridge, dialogBridgeProperties, withBridge } from "./dialog-bridge";

const PERMISSION = "presence-hue-bridge.write";

/** Search, pairing and the list of lamps, for dialogs and scripts. They work before the first deploy, from the dialog's values. */
export function addBridgeRoutes(RED: NodeRed): void {
  addRoute(RED, {
    method: "post",
    path: "/presence-hue-bridge/discover",
    permission: PERMISSION,
    answer: async ({ body }) => (await discover({ cloud: wantsCloud(body) })).map(listedBridge),
  });

  addRoute(RED, {
    method: "post",
    path: "/presence-hue-bridge/:id/pair",
    permission: PERMISSION,
    // A first contact: nothing that is stored is sent, and whatever bridge answers may be the one.
    answer: async ({ id, body }) => {
      const { host, port, tls, api } = dialogBridgeProperties(RED, id, { ...body, bridgeId: "" });
      return pair({ host, port, tls }, { instance: hostname(), api });
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/presence-hue-bridge/:id/targets",
    permission: PERMISSION,
    answer: async ({ id, body }) =>
      withBridge(dialogBridge(RED, id, body), async (api) => targetsOf(await api.readHome())),
  });
}
