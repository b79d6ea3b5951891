import { checkRegistration, type Registration } from "../../shared/microsoft/registration";
import type { Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeConfig, NodeRed } from "../common/node-red";
import { oneOf, readProperties } from "../common/properties";

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { readOthers: false, writePresence: false, redirectUri: "" };

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function authProperties(config: NodeConfig): Registration {
  readProperties(config, { method: oneOf(["device-code"], "device-code") }, NOT_YET);
  return checkRegistration(config);
}

/**
 * The registration that an open dialog shows.
 * @throws Problem `bad-configuration`, and `deploy-first` for an environment variable that is not deployed as it is.
 */
export function dialogRegistration(
  RED: NodeRed,
  id: string,
  body: Body,
  deployed: Registration | undefined,
): Registration {
  const properties = ["cloud", "authority", "graph", "tenant", "clientId"] as const;
  const values = dialogValues<Registration>(RED, id, body, { properties, deployed });
  return authProperties({ ...values, id, type: "teams-auth" });
}
