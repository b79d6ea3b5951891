import { json } from "../answer";
import type { Answer, Request } from "../answer";
import { applicationPermissions } from "./consent";
import { Refused } from "./refusals";
import { TENANT_ID } from "./registrations";
import type { Registration } from "./registrations";
import { parseScopes } from "./scopes";
import { tenantOf } from "./service";
import type { EntraService } from "./service";

/** There is nobody whose tenant it could be: only the address names one. */
export function requireOneTenant(request: Request): void {
  const tenant = tenantOf(request);
  if (tenant === "organizations") throw new Refused("noTenantInformation");
  if (tenant !== TENANT_ID) throw new Refused("tenantNeeded");
}

/**
 * The client credentials grant, after the client has proved who it is. Microsoft Entra docs, "OAuth 2.0 client credentials
 * flow": without an admin's consent there is a token all the same, and it opens nothing.
 */
export function clientCredentials(
  service: EntraService,
  registration: Registration,
  form: URLSearchParams,
): Answer {
  const { everything, permissions, signIn } = scopesOf(service, form);
  if (!everything || permissions.length > 0 || signIn.size > 0)
    throw new Refused("onlyDefaultScope", form.get("scope") ?? "");
  const { tokens } = service;
  const { clientId } = registration;
  const roles = applicationPermissions(service, registration);
  return json(
    200,
    {
      token_type: "Bearer",
      expires_in: tokens.accessTokenSeconds,
      ext_expires_in: tokens.accessTokenSeconds,
      access_token: tokens.issueAccess({ clientId, permissions: roles, claims: form.get("claims") ?? "" }),
    },
    `application token: ${registration.name}`,
  );
}

/** Words that no delegated permission has are not worth another answer here. */
function scopesOf({ graphOrigins }: EntraService, form: URLSearchParams): ReturnType<typeof parseScopes> {
  try {
    return parseScopes(form.get("scope"), graphOrigins);
  } catch (error) {
    if (error instanceof Refused && error.refusal.error === "invalid_scope")
      throw new Refused("onlyDefaultScope", form.get("scope") ?? "");
    throw error;
  }
}
