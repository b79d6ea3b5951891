import { asProblem } from "../../shared/support/problem";
import { handle } from "../common/handlers";
import { nodeLog } from "../common/node-log";
import type { NodeRed } from "../common/node-red";
import { HueBridge, type HueBridgeNode } from "./bridge";
import { bridgeProperties } from "./bridge-properties";
import { addBridgeRoutes } from "./bridge-routes";

export = (RED: NodeRed): void => {
  RED.nodes.registerType(
    "presence-hue-bridge",
    function (this: HueBridgeNode, config) {
      RED.nodes.createNode(this, config);
      try {
        const { key = "", certificate = "" } = this.credentials ?? {};
        this.settings = {
          properties: bridgeProperties(config),
          key: key.trim(),
          certificate: certificate.trim(),
        };
        const bridge = new HueBridge(this.settings, nodeLog(this));
        this.bridge = bridge;
        handle(this, { close: () => bridge.close() });
      } catch (error) {
        this.problem = asProblem(error);
        this.warn(this.problem.message);
      }
    },
    { credentials: { key: { type: "password" }, certificate: { type: "text" } } },
  );
  addBridgeRoutes(RED);
};
