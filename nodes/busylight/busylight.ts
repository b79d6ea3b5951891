import { UsbLamp } from "../../shared/lights/busylight/usb-lamp";
import { systemClock } from "../../shared/support/clock";
import type { Handlers } from "../common/handlers";
import { LampController } from "../common/lamp-controller";
import { lampStatus } from "../common/lamp-status";
import { nodeLog } from "../common/node-log";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { runNode } from "../common/run-node";
import { themeOf } from "../presence-theme/theme-of";
import { addBusylightRoutes, type BusylightNode } from "./busylight-routes";
import { busylightProperties, type BusylightProperties, selectorOf } from "./busylight-properties";
import { BUSYLIGHT_TROUBLES } from "./busylight-troubles";
import { lightsOfProcess } from "./lights-of-process";

export = (RED: NodeRed): void => {
  RED.nodes.registerType("busylight", function (this: BusylightNode, config) {
    RED.nodes.createNode(this, config);
    runNode(RED, this, () => {
      this.properties = busylightProperties(config);
      return createBusylight(RED, this, this.properties);
    });
  });
  addBusylightRoutes(RED);
};

function createBusylight(RED: NodeRed, node: NodeRedNode, properties: BusylightProperties): Handlers {
  const { device, person, onClose, maxBrightness, volume, protocols, plainColors } = properties;
  const words = (key: string, substitutions?: Readonly<Record<string, string | number>>): string =>
    RED._(key, substitutions);
  const hub = lightsOfProcess(nodeLog(node));
  return new LampController(
    { target: device, person, giveBack: onClose === "off", hasScenes: false },
    {
      createLamp: (onState) =>
        new UsbLamp({
          hub,
          owner: node.id,
          selector: selectorOf(properties),
          mappings: protocols,
          plain: plainColors,
          onClose,
          maxBrightness,
          volume,
          onState,
          onButton: (event, light) => node.send([null, { payload: { event, device: light } }]),
        }),
      theme: themeOf(RED, properties.theme),
      show: (view) => node.status(lampStatus(view, words, BUSYLIGHT_TROUBLES)),
      error: (error, msg) => node.error(error, msg),
      notGivenBack: () => node.warn(words("busylight.not-given-back")),
      clock: systemClock,
    },
  );
}
