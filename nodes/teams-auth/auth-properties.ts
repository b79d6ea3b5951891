import { requireTenant } from "../../shared/microsoft/app-account";
import { isDay } from "../../shared/microsoft/credential-expiry";
import { checkRegistration } from "../../shared/microsoft/registration";
import type { SignInSettings } from "../../shared/microsoft/sign-in-settings";
import type { Body } from "../common/admin";
import { dialogValues } from "../common/dialog-values";
import type { NodeConfig, NodeRed } from "../common/node-red";
import { flag, oneOf, readProperties, textThat } from "../common/properties";

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { redirectUri: "" };

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function authProperties(config: NodeConfig): SignInSettings {
  const read = readProperties(
    config,
    {
      method: oneOf(["device-code", "app"], "device-code"),
      readOthers: flag(false),
      writePresence: flag(false),
    },
    NOT_YET,
  );
  const registration = checkRegistration(config);
  if (read.method === "app") requireTenant(registration);
  return { registration, redirectUri: "", ...read };
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
  const properties = ["cloud", "authority", "graph", "tenant", "clientId"] as const;
  const values = dialogValues(RED, id, body, { properties, deployed: deployed?.registration });
  return authProperties({ ...values, id, type: "teams-auth" });
}
