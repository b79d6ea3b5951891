import { parseJsonObject } from "../../support/json-object";

/**
 * The application permissions that an access token names (Microsoft identity platform, "Access token claims reference",
 * `roles`). Undefined where the token does not say: its form is the business of Graph alone and may change, so this
 * serves a hint to a person and no decision.
 */
export function rolesOf(token: string): readonly string[] | undefined {
  const [, payload] = token.split(".");
  const claims = parseJsonObject(Buffer.from(payload ?? "", "base64url").toString("utf8"));
  if (!claims) return undefined;
  const { roles = [] } = claims;
  return Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : undefined;
}
