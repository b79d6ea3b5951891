import { asProblem } from "../../shared/support/problem";
import { nodeError } from "./errors";
import { handle, type Handlers } from "./handlers";
import type { NodeRed, NodeRedNode } from "./node-red";

/**
 * Runs a flow node from its configuration. A configuration that is wrong is a state, not an exception: a red ring, one
 * error for Catch nodes once the flows have started, and the same error for every message that arrives.
 */
export function runNode(RED: NodeRed, node: NodeRedNode, build: () => Handlers): void {
  try {
    handle(node, build());
  } catch (error) {
    const problem = asProblem(error);
    const report = (): void => node.error(nodeError(problem), { topic: "", payload: null });
    node.status({ fill: "red", shape: "ring", text: problem.title });
    RED.events.once("flows:started", report);
    handle(node, {
      input: () => {
        throw problem;
      },
      close: () => RED.events.removeListener("flows:started", report),
    });
  }
}
