import { asProblem } from "../../shared/support/problem";
import type { NodeRed } from "../common/node-red";
import { readTheme, type ThemeNode } from "./theme";

export = (RED: NodeRed): void => {
  RED.nodes.registerType("presence-theme", function (this: ThemeNode, config) {
    RED.nodes.createNode(this, config);
    try {
      this.theme = readTheme(config);
    } catch (error) {
      this.problem = asProblem(error);
      this.warn(this.problem.message);
    }
  });
};
