import type { Log } from "../../shared/support/log";
import type { NodeRedNode } from "./node-red";

/**
 * A node's log lines as the core's Log. Errors become warnings: `node.error` without a message would look like a
 * flow's failure, and what a flow should know is reported where it happens.
 */
export function nodeLog(node: NodeRedNode): Log {
  return {
    debug: (text) => node.debug(text),
    info: (text) => node.log(text),
    warn: (text) => node.warn(text),
    error: (text) => node.warn(text),
  };
}
