import type { Kind } from "../../shared/lights/hue/bridge/pace";
import type { HueApi } from "../../shared/lights/hue/home/hue-api";
import { silentLog } from "../../shared/support/log";
import type { Body } from "../common/admin";
import { credentialsNeeded, dialogCredential, dialogValues } from "../common/dialog-values";
import type { NodeRed } from "../common/node-red";
import type { HueBridgeNode } from "./bridge";
import {
  BRIDGE_IDENTITY,
  bridgeProperties,
  type BridgeProperties,
  type BridgeSettings,
  sameBridge,
} from "./bridge-properties";
import { leaseSession } from "./bridge-sessions";

const ADVICE = "Pair with the bridge again, or deploy the change first.";

/** @throws Problem `bad-configuration`, `deploy-first`. */
export function dialogBridgeProperties(RED: NodeRed, id: string, body: Body): BridgeProperties {
  const values = dialogValues<BridgeProperties>(RED, id, body, {
    properties: BRIDGE_IDENTITY,
    deployed: deployedSettings(RED, id)?.properties,
  });
  return bridgeProperties({ ...values, id, type: "presence-hue-bridge" });
}

/**
 * The bridge that an open dialog shows, or the deployed one where the body says nothing about it. The stored key and
 * certificate are taken only for the bridge they were stored for.
 * @throws Problem `bad-configuration`, `deploy-first`, `credentials-needed`.
 */
export function dialogBridge(RED: NodeRed, id: string, body: Body): BridgeSettings {
  const deployed = deployedSettings(RED, id);
  if (deployed && body["host"] === undefined && body["credentials"] === undefined) return deployed;
  const properties = dialogBridgeProperties(RED, id, body);
  const given = {
    key: dialogCredential(RED, id, body, "key"),
    certificate: dialogCredential(RED, id, body, "certificate"),
  };
  const usable = deployed && sameBridge(deployed.properties, properties) ? deployed : undefined;
  const valueOf = (name: "key" | "certificate"): string => {
    const found = given[name];
    if (found.kind === "given") return found.value;
    if (deployed?.[name] && !usable) throw credentialsNeeded(ADVICE);
    return usable?.[name] ?? "";
  };
  const key = valueOf("key");
  if (properties.tls !== "pinned" || properties.api === "v1") return { properties, key, certificate: "" };
  const certificate = valueOf("certificate");
  // With another certificate the same address is another bridge.
  if (given.key.kind === "stored" && key !== "" && certificate !== usable?.certificate)
    throw credentialsNeeded(ADVICE);
  return { properties, key, certificate };
}

/**
 * Runs `use` over the session of that bridge, which a deployed node may have begun already: a bridge takes few requests
 * at once. `turn` is its pace.
 * @throws Problem `not-paired`, and what `use` throws.
 */
export async function withBridge<T>(
  settings: BridgeSettings,
  use: (api: HueApi, turn: (kind: Kind) => Promise<void>) => Promise<T>,
): Promise<T> {
  const { session, release } = leaseSession(settings, silentLog);
  try {
    return await use(session.api, (kind) => session.turn(kind));
  } finally {
    release();
  }
}

function deployedSettings(RED: NodeRed, id: string): BridgeSettings | undefined {
  const node = RED.nodes.getNode(id) as HueBridgeNode | null;
  return node?.type === "presence-hue-bridge" ? node.settings : undefined;
}
