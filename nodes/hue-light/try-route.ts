import type { Colour } from "../../shared/presence/appearance";
import { parseColour } from "../../shared/presence/colour";
import { systemClock } from "../../shared/support/clock";
import { Problem } from "../../shared/support/problem";
import { addRoute, type Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { dialogBridge, withBridge } from "../hue-bridge/dialog-bridge";
import { lightProperties, type LightProperties } from "./light-properties";
import { tryLight } from "./try-light";

export interface HueLightNode extends NodeRedNode {
  /** Absent where a property is wrong. */
  properties?: LightProperties;
}

/** What nobody overlooks. */
const TRY_COLOUR: Colour = "#ff0000";

/**
 * Lets the dialog flash the lamp that is chosen in it. The body has the light's properties and, where the bridge may
 * not be deployed as the editor has it, those of the bridge: host, port, bridgeId, tls and credentials.
 */
export function addTryRoute(RED: NodeRed): void {
  /** A second try while one is under way would take the flash for what was there before. */
  const underWay = new Map<string, Promise<void>>();

  addRoute(RED, {
    method: "post",
    path: "/presence-hue-light/:id/try",
    permission: "presence-hue-light.write",
    async answer({ id, body }) {
      const { bridge, target, maxBrightness } = dialogLight(RED, id, body);
      const settings = dialogBridge(RED, bridge, body);
      const color = colourOf(body);
      const { host, port } = settings.properties;
      const lamp = `${host} ${port} ${target}`;
      const running =
        underWay.get(lamp) ??
        withBridge(RED, bridge, settings, (connection) =>
          tryLight({ connection, id: target, color, maxBrightness, clock: systemClock }),
        ).finally(() => underWay.delete(lamp));
      underWay.set(lamp, running);
      await running;
      return { target };
    },
  });
}

function dialogLight(RED: NodeRed, id: string, body: Body): LightProperties {
  const node = RED.nodes.getNode(id) as HueLightNode | null;
  const values = dialogValues<LightProperties>(RED, id, body, {
    properties: ["bridge", "target", "maxBrightness"],
    deployed: node?.type === "presence-hue-light" ? node.properties : undefined,
  });
  return lightProperties({ ...values, id, type: "presence-hue-light" });
}

function colourOf({ color }: Body): Colour {
  if (color === undefined) return TRY_COLOUR;
  const found = typeof color === "string" ? parseColour(color) : undefined;
  if (found) return found;
  throw new Problem({
    code: "bad-input",
    title: '"color" is not right',
    advice: 'color must be "#rrggbb", "r,g,b" with 0 to 255 each, a CSS colour name or "amber".',
  });
}
