import { checkRegistration } from "../../shared/microsoft/registration";
import type { SignInSettings } from "../../shared/microsoft/sign-in-settings";
import type { Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeConfig, NodeRed } from "../common/node-red";
import { oneOf, readProperties } from "../common/properties";

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { readOthers: false, writePresence: false, redirectUri: "" };

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function authProperties(config: NodeConfig): SignInSettings {
  const { method } = readProperties(config, { method: oneOf(["device-code"], "device-code") }, NOT_YET);
  const registration = checkRegistration(config);
  return { registration, method, readOthers: false, writePresence: false, redirectUri: "" };
}

/**
 * The settings that an open dialog shows.
 * @throws Problem `bad-configuration`, and `deploy-first` for an environment variable that is not deployed as it is.
 */
export function dialogSettings(
  RED: NodeRed,
  id: string,
  body: Body,
  deployed: SignInSettings | undefined,
): SignInSettings {
  const properties = ["cloud", "authority", "graph", "tenant", "clientId"] as const;
  const values = dialogValues(RED, id, body, { properties, deployed: deployed?.registration });
  return authProperties({ ...values, id, type: "teams-auth" });
}
