import { Target } from "../../shared/lights/hue/lamps/target";
import { systemClock } from "../../shared/support/clock";
import { MemoryFile, ProcessMemory } from "../../shared/support/memory-file";
import { isDeleted, stateFolder } from "../common/data-folder";
import type { Handlers } from "../common/handlers";
import { nodeLog } from "../common/node-log";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { LampController } from "../common/lamp-controller";
import { lampStatus } from "../common/lamp-status";
import { runNode } from "../common/run-node";
import { bridgeOf } from "../hue-bridge/bridge";
import { themeOf } from "../presence-theme/theme-of";
import { LIGHT_TROUBLES } from "./light-troubles";
import { lightProperties, type LightProperties } from "./light-properties";
import { addTryRoute, type HueLightNode } from "./try-route";

export = (RED: NodeRed): void => {
  RED.nodes.registerType("presence-hue-light", function (this: HueLightNode, config) {
    RED.nodes.createNode(this, config);
    runNode(RED, this, () => {
      this.properties = lightProperties(config);
      return createLight(RED, this, this.properties);
    });
  });
  addTryRoute(RED);
};

function createLight(RED: NodeRed, node: NodeRedNode, properties: LightProperties): Handlers {
  const { targetType, target: id, transition, maxBrightness, onlyIfOn, yieldToManual } = properties;
  const theme = themeOf(RED, properties.theme);
  const bridge = bridgeOf(RED, properties.bridge);
  const leaveBridge = bridge.join();
  const folder = stateFolder(RED);
  const log = nodeLog(node);
  const file = folder === undefined ? undefined : new MemoryFile(folder, node.id, log);
  let target: Target | undefined;
  const words = (key: string, substitutions?: Readonly<Record<string, string | number>>): string =>
    RED._(key, substitutions);
  const { person, giveBack } = properties;
  const controller = new LampController(
    { target: id, person, giveBack, hasScenes: true },
    {
      createLamp: (onState) =>
        (target = new Target({
          session: bridge.session,
          target: { type: targetType, id },
          plan: { transition, maxBrightness, onlyIfOn },
          yields: yieldToManual,
          storage: file ?? new ProcessMemory(),
          clock: systemClock,
          log,
          onState,
        })),
      theme,
      show: (view) => node.status(lampStatus(view, words, LIGHT_TROUBLES)),
      error: (error, msg) => node.error(error, msg),
      notGivenBack: () => node.warn(words("hue-light.not-given-back")),
      clock: systemClock,
    },
  );
  return {
    input: controller.input,
    async close(removed) {
      try {
        await controller.close(removed);
      } finally {
        leaveBridge();
        // What could not be given back, or was not to be, is still known when the deletion is undone.
        if (removed && isDeleted(RED, node.id) && !(await target?.holdsAnything())) await file?.remove();
      }
    },
  };
}
