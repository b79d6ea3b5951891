import { join } from "node:path";
import type { NodeRed } from "./node-red";

/** Where this package keeps its files; undefined where Node-RED has no user directory, as in unit tests. */
export function dataFolder(RED: NodeRed): string | undefined {
  const { userDir } = RED.settings;
  return userDir === undefined ? undefined : join(userDir, "teams-presence");
}

export function stateFolder(RED: NodeRed): string | undefined {
  const folder = dataFolder(RED);
  return folder === undefined ? undefined : join(folder, "state");
}

/** The secret Node-RED's user has set for credentials; undefined where none is set. */
export function userSecret(RED: NodeRed): string | undefined {
  const secret = RED.settings.get?.("credentialSecret");
  return typeof secret === "string" && secret !== "" ? secret : undefined;
}

/**
 * Whether a node that is being closed is gone from the flows. `removed` is true for a disabled node too, and while a
 * node closes Node-RED already lists the new flows: an id that is still there is only disabled.
 */
export function isDeleted(RED: NodeRed, id: string): boolean {
  let found = false;
  RED.nodes.eachNode((config) => {
    if (config.id === id) found = true;
  });
  return !found;
}
