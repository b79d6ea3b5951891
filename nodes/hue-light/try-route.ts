import { tryLook } from "../../shared/lights/hue/lamps/try-look";
import { systemClock } from "../../shared/support/clock";
import { addRoute, type Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { dialogBridge, withBridge } from "../hue-bridge/dialog-bridge";
import { triedAsk } from "../presence-theme/tried-ask";
import { lightProperties, type LightProperties } from "./light-properties";

export interface HueLightNode extends NodeRedNode {
  /** Absent where a property is wrong. */
  properties?: LightProperties;
}

/**
 * Lets a dialog show something on the target that is chosen in it: the body's `color`, or its `rule` of a theme, else
 * red. The body has the light's properties and, where the bridge may not be deployed as the editor has it, those of the
 * bridge: host, port, bridgeId, tls, api and credentials.
 */
export function addTryRoute(RED: NodeRed): void {
  /** A second try while one is under way would take the flash for what was there before. */
  const underWay = new Map<string, Promise<void>>();

  addRoute(RED, {
    method: "post",
    path: "/presence-hue-light/:id/try",
    permission: "presence-hue-light.write",
    async answer({ id, body }) {
      const { bridge, targetType: type, target, maxBrightness } = dialogLight(RED, id, body);
      const settings = dialogBridge(RED, bridge, body);
      const ask = triedAsk(body);
      const { host, port } = settings.properties;
      const lamp = `${host} ${port} ${type} ${target}`;
      const before = underWay.get(lamp) ?? Promise.resolve();
      const running = before
        .catch(() => undefined)
        .then(() =>
          withBridge(settings, (api, turn) =>
            tryLook({
              api,
              target: { type, id: target },
              ask,
              maxBrightness,
              clock: systemClock,
              turn,
            }),
          ),
        )
        .finally(() => {
          if (underWay.get(lamp) === running) underWay.delete(lamp);
        });
      underWay.set(lamp, running);
      await running;
      return { target };
    },
  });
}

function dialogLight(RED: NodeRed, id: string, body: Body): LightProperties {
  const node = RED.nodes.getNode(id) as HueLightNode | null;
  const values = dialogValues<LightProperties>(RED, id, body, {
    properties: ["bridge", "targetType", "target", "maxBrightness"],
    deployed: node?.type === "presence-hue-light" ? node.properties : undefined,
  });
  return lightProperties({ ...values, id, type: "presence-hue-light" });
}
