import { requireTenant } from "../../shared/microsoft/account/app-account";
import { isDay } from "../../shared/microsoft/account/credential-expiry";
import { checkAuthority, checkRegistration } from "../../shared/microsoft/registration/registration";
import { SIGN_IN_METHODS, type SignInSettings } from "../../shared/microsoft/registration/sign-in-settings";
import type { Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeConfig, NodeRed } from "../common/node-red";
import { flag, oneOf, readProperties, textThat } from "../../shared/support/properties";
import {
  isRedirectAddress,
  REDIRECT_ADDRESS,
} from "../../shared/microsoft/sign-in/sessions/redirect-address";

const redirect = textThat(isRedirectAddress, REDIRECT_ADDRESS);

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function authProperties(config: NodeConfig): SignInSettings {
  const read = readProperties(config, {
    method: oneOf(SIGN_IN_METHODS, "device-code"),
    readOthers: flag(false),
    writePresence: flag(false),
    redirectUri: redirect,
  });
  const registration = checkRegistration(config);
  if (read.method === "app") requireTenant(registration);
  return { registration, ...read };
}

/**
 * The day on which a client secret ends, `YYYY-MM-DD` as the portal shows it; empty where nobody has entered it.
 * @throws Problem `bad-configuration`.
 */
export function secretExpires(config: NodeConfig): string {
  const expected = "empty or a day, like 2027-11-30";
  const clientSecretExpires = textThat((day) => day === "" || isDay(day), expected);
  return readProperties(config, { clientSecretExpires }).clientSecretExpires;
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
