import { checkRegistration, type Registration } from "../../shared/microsoft/registration";
import { Problem } from "../../shared/support/problem";
import type { Body } from "../common/admin";
import type { NodeConfig, NodeRed } from "../common/node-red";
import { oneOf, readProperties } from "../common/properties";

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { readOthers: false, writePresence: false, redirectUri: "" };

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function authProperties(config: NodeConfig): Registration {
  readProperties(config, { method: oneOf(["device-code"], "device-code") }, NOT_YET);
  return checkRegistration(config);
}

const REGISTRATION_PROPERTIES = ["tenant", "clientId", "authority", "graph"] as const;
const ENVIRONMENT_VALUE = /^\$[{(].+[)}]$/;

/**
 * The registration that an open dialog shows. `${X}` means the value that the deployed node got for that very text, and
 * nothing else: a dialog must not be a way to read the environment.
 */
export function dialogRegistration(
  RED: NodeRed,
  id: string,
  body: Body,
  deployed: Registration | undefined,
): Registration {
  const values: Record<string, unknown> = { ...body };
  const raw = rawConfig(RED, id);
  for (const property of REGISTRATION_PROPERTIES) {
    const value = values[property];
    if (typeof value !== "string" || !ENVIRONMENT_VALUE.test(value)) continue;
    if (!deployed || raw?.[property] !== value) throw notDeployed(property);
    values[property] = deployed[property];
  }
  return authProperties({ ...values, id, type: "teams-auth" });
}

/** A node as the flow file has it, before Node-RED puts environment variables in. */
function rawConfig(RED: NodeRed, id: string): NodeConfig | undefined {
  let found: NodeConfig | undefined;
  RED.nodes.eachNode((config) => {
    if (config.id === id) found = config;
  });
  return found;
}

function notDeployed(property: string): Problem {
  return new Problem({
    code: "deploy-first",
    title: `"${property}" comes from an environment variable`,
    advice: "Deploy once, then sign in: only a deployed node may read the environment.",
  });
}
