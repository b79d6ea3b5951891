import { asText } from "../../editor/fields";

const TYPE = "presence-hue-bridge";

/** The other configurations of this kind, by the id of their bridge; of several for one bridge the first. */
export function otherNodes(own: string): ReadonlyMap<string, EditorNode> {
  const nodes = new Map<string, EditorNode>();
  RED.nodes.eachConfig((node) => {
    const bridgeId = asText(node["bridgeId"]).toLowerCase();
    if (node.type === TYPE && node.id !== own && bridgeId !== "" && !nodes.has(bridgeId))
      nodes.set(bridgeId, node);
  });
  return nodes;
}

/** Whether another one is named the same, so that the name alone does not tell them apart. */
export function isNamesake({ id, name }: EditorNode): boolean {
  let found = false;
  RED.nodes.eachConfig((node) => {
    found ||= node.type === TYPE && node.id !== id && node.name === name;
  });
  return found;
}

/** Where it is, as short as can be. */
export function whereOf(host: string, port: unknown, api: unknown): string {
  const usual = api === "v1" ? "80" : "443";
  const shown = typeof port === "number" ? String(port) : asText(port);
  return shown === usual || shown === "" ? host : `${host}:${shown}`;
}
