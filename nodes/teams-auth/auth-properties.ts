import { checkAuthority, checkRegistration } from "../../shared/microsoft/registration";
import type { SignInSettings } from "../../shared/microsoft/sign-in-settings";
import type { Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeConfig, NodeRed } from "../common/node-red";
import { oneOf, readProperties, textThat } from "../common/properties";
import { isRedirectAddress, REDIRECT_ADDRESS } from "./redirect-address";

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { readOthers: false, writePresence: false };

const redirect = textThat(isRedirectAddress, REDIRECT_ADDRESS);

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function authProperties(config: NodeConfig): SignInSettings {
  const method = oneOf(["device-code", "auth-code"], "device-code");
  const read = readProperties(config, { method, redirectUri: redirect }, NOT_YET);
  const registration = checkRegistration(config);
  return { registration, readOthers: false, writePresence: false, ...read };
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
  const properties = ["cloud", "authority", "graph", "tenant", "clientId", "redirectUri"] as const;
  const values = dialogValues(RED, id, body, { properties, deployed: flat(deployed) });
  return authProperties({ ...values, id, type: "teams-auth" });
}

/**
 * What decides where the browser comes back to, of a dialog whose tenant and client id may still be missing: they come
 * with a registration that has to name that address.
 * @throws Problem as `dialogSettings` does.
 */
export function dialogRedirect(
  RED: NodeRed,
  id: string,
  body: Body,
  deployed: SignInSettings | undefined,
): { readonly redirectUri: string; readonly authority: string } {
  const properties = ["cloud", "authority", "redirectUri"] as const;
  const values = dialogValues(RED, id, body, { properties, deployed: flat(deployed) });
  const read = readProperties({ ...values, id, type: "teams-auth" }, { redirectUri: redirect });
  return { ...read, authority: checkAuthority(values) };
}

/** The properties that may come from the environment, with what they were deployed as. */
function flat(deployed: SignInSettings | undefined) {
  return deployed && { ...deployed.registration, redirectUri: deployed.redirectUri };
}
