import { json } from "../answer";
import type { Answer, Request } from "../answer";
import { TENANT_ID } from "./registrations";
import { tenantOf } from "./service";
import type { EntraService } from "./service";

/** Where people type their code; the path Entra itself uses. */
export const DEVICE_PAGE = "/common/oauth2/deviceauth";

/** OpenID Connect Discovery 1.0, section 4; a shared tenant's issuer keeps the literal `{tenantid}`, as Entra's does. */
export function openidConfiguration(service: EntraService, request: Request): Answer {
  const tenant = tenantOf(request);
  const base = `${service.origin()}/${tenant}`;
  return json(
    200,
    {
      issuer: `${service.origin()}/${tenant === TENANT_ID ? tenant : "{tenantid}"}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      response_types_supported: ["code"],
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
    },
    "configuration",
  );
}

export function keySet(service: EntraService, request: Request): Answer {
  tenantOf(request);
  return json(200, { keys: service.signer.keys }, "keys");
}
