import { Lamp } from "../../shared/lights/hue/target/lamp";
import type { Theme } from "../../shared/presence/theme";
import { systemClock } from "../../shared/support/clock";
import { MemoryFile, ProcessMemory } from "../../shared/support/memory-file";
import { Problem } from "../../shared/support/problem";
import { isDeleted, stateFolder } from "../common/data-folder";
import type { Handlers } from "../common/handlers";
import { nodeLog } from "../common/node-log";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { runNode } from "../common/run-node";
import { bridgeOf } from "../hue-bridge/bridge";
import { DEFAULT_THEME, type ThemeNode } from "../presence-theme/theme";
import { LightController } from "./light-controller";
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
  const { target, bridge: bridgeId, theme, transition, maxBrightness, onlyIfOn } = properties;
  const { ruleFor } = themeOf(RED, theme);
  const bridge = bridgeOf(RED, bridgeId);
  const leaveBridge = bridge.join();
  const folder = stateFolder(RED);
  const log = nodeLog(node);
  const file = folder === undefined ? undefined : new MemoryFile(folder, node.id, log);
  let lamp: Lamp | undefined;
  const controller = new LightController(properties, {
    createLamp: (onState) =>
      (lamp = new Lamp({
        connection: () => bridge.connection(),
        id: target,
        options: { transition, maxBrightness, onlyIfOn },
        memory: file ?? new ProcessMemory(),
        clock: systemClock,
        log,
        onState,
      })),
    ruleFor,
    status: (status) => node.status(status),
    error: (error, msg) => node.error(error, msg),
    warn: (text) => node.warn(text),
    clock: systemClock,
    words: (key, substitutions) => RED._(key, substitutions),
  });
  return {
    input: controller.input,
    async close(removed) {
      try {
        await controller.close(removed);
      } finally {
        leaveBridge();
        // What could not be given back, or was not to be, is still known when the deletion is undone.
        if (removed && isDeleted(RED, node.id) && !(await lamp?.hasEarlierLook())) await file?.remove();
      }
    },
  };
}

/** @throws Problem where the chosen theme is not deployed, or its own configuration is wrong. */
function themeOf(RED: NodeRed, id: string): Theme {
  if (id === "") return DEFAULT_THEME;
  const node = RED.nodes.getNode(id) as ThemeNode | null;
  if (node?.theme) return node.theme;
  throw (
    node?.problem ??
    new Problem({
      code: "no-theme",
      title: "The theme is missing",
      advice: "Open this node and choose a theme or none; the one that is chosen may be disabled.",
    })
  );
}
