import type { LampAsk } from "../../shared/lights/lamp";
import { survey } from "../../shared/lights/busylight/survey";
import { tryLight } from "../../shared/lights/busylight/try-light";
import { systemClock } from "../../shared/support/clock";
import { silentLog } from "../../shared/support/log";
import { addRoute, type Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { triedAsk } from "../presence-theme/tried-ask";
import { busylightProperties, type BusylightProperties, selectorOf } from "./busylight-properties";
import { lightsOfProcess } from "./lights-of-process";

export interface BusylightNode extends NodeRedNode {
  /** Absent where a property is wrong. */
  properties?: BusylightProperties;
}

const PERMISSION = "busylight.write";

/** What nobody overlooks, on a light that is red already, too. */
const BLINKING: LampAsk = { kind: "show", color: "#ff0000", brightness: 100, effect: "blink" };

/** What is plugged in, and a try of what is chosen, for dialogs and scripts. They work before the first deploy. */
export function addBusylightRoutes(RED: NodeRed): void {
  addRoute(RED, {
    method: "post",
    path: "/busylight/devices",
    permission: PERMISSION,
    answer: async ({ body: { protocols } }) => {
      const { protocols: mappings } = busylightProperties({ id: "", type: "busylight", protocols });
      return survey(lightsOfProcess(silentLog), mappings);
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/busylight/:id/try",
    permission: PERMISSION,
    answer: async ({ id, body }) => {
      const properties = dialogProperties(RED, id, body);
      await tryLight({
        hub: lightsOfProcess(silentLog),
        clock: systemClock,
        owner: `${id} tries`,
        selector: selectorOf(properties),
        mappings: properties.protocols,
        plain: properties.plainColors,
        maxBrightness: properties.maxBrightness,
        volume: properties.volume,
        ask: body["color"] === undefined && body["rule"] === undefined ? BLINKING : triedAsk(body),
      });
      return { target: properties.device };
    },
  });
}

function dialogProperties(RED: NodeRed, id: string, body: Body): BusylightProperties {
  const node = RED.nodes.getNode(id) as BusylightNode | null;
  const values = dialogValues<BusylightProperties>(RED, id, body, {
    properties: ["device", "maxBrightness", "volume"],
    deployed: node?.type === "busylight" ? node.properties : undefined,
  });
  return busylightProperties({ ...values, id, type: "busylight" });
}
