import type { JsonObject } from "../../support/json-object";
import type { Cloud } from "../registration/clouds";

/** How tenants of the US Department of Defense are marked; GCC High has DODCON, GCC has GCC and is worldwide. */
const DOD = "DOD";

/**
 * Whether a tenant's OpenID configuration says that it lives in the configured cloud. Entra answers for tenants of other
 * clouds too, and names theirs: `cloud_instance_name` is the sign-in service without its first part, and
 * `tenant_region_sub_scope` tells the parts of the US government apart (Microsoft Entra documentation, "National clouds"
 * and "OpenID Connect on the Microsoft identity platform"). What is absent or unknown speaks against nothing.
 */
export function livesIn(cloud: Cloud, configuration: JsonObject): boolean {
  if (cloud === "custom") return true;
  const instance = configuration["cloud_instance_name"];
  if (typeof instance !== "string") return true;
  const isUsGovernment = instance === "microsoftonline.us";
  if (cloud === "global") return instance === "microsoftonline.com";
  if (!isUsGovernment) return false;
  const part = configuration["tenant_region_sub_scope"];
  return typeof part !== "string" || (cloud === "dod") === (part === DOD);
}
