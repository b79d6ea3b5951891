import { systemClock } from "../../shared/support/clock";
import { MemoryFile, ProcessMemory } from "../../shared/support/memory-file";
import { isDeleted, stateFolder } from "../common/data-folder";
import { nodeLog } from "../common/node-log";
import type { NodeRed } from "../common/node-red";
import { runNode } from "../common/run-node";
import { DiffController, diffProperties } from "./diff-controller";

export = (RED: NodeRed): void => {
  RED.nodes.registerType("presence-diff", function (config) {
    RED.nodes.createNode(this, config);
    runNode(RED, this, () => {
      const folder = stateFolder(RED);
      const file = folder === undefined ? undefined : new MemoryFile(folder, this.id, nodeLog(this));
      const controller = new DiffController(diffProperties(config), {
        memory: file ?? new ProcessMemory(),
        clock: systemClock,
        send: (messages) => this.send(messages),
        status: (status) => this.status(status),
        clone: (message) => RED.util.cloneMessage(message),
      });
      return {
        input: controller.input,
        close: async (removed) => {
          await controller.close();
          if (removed && isDeleted(RED, this.id)) await file?.remove();
        },
      };
    });
  });
};
