import type { Person } from "../../world";
import { json } from "../answer";
import type { Answer, Request } from "../answer";
import { authenticateClient } from "./client-authentication";
import { clientCredentials, requireOneTenant } from "./client-credentials";
import { delegatedPermissions } from "./consent";
import { clientInfo } from "./id-token";
import { Refused } from "./refusals";
import { TENANT_ID } from "./registrations";
import type { Registration } from "./registrations";
import { parseScopes, permissionsOf } from "./scopes";
import type { Scopes } from "./scopes";
import { formOf, registrationOf, required, tenantOf } from "./service";
import type { EntraService } from "./service";

/** RFC 8628 section 3.4, and the short name MSAL sends, which Entra takes too. */
const DEVICE_GRANTS = new Set(["urn:ietf:params:oauth:grant-type:device_code", "device_code"]);

interface Granted {
  readonly person: Person;
  readonly scopes: Scopes;
  readonly nonce?: string | undefined;
  readonly note: string;
}

/** POST /{tenant}/oauth2/v2.0/token: the device code, authorization code, refresh token and client credentials grants. */
export function token(service: EntraService, request: Request): Answer {
  const form = formOf(request);
  const grant = required(form, "grant_type");
  if (grant === "client_credentials") requireOneTenant(request);
  const registration = registrationOf(service, request, form, "notMultiTenant");
  authenticateClient(service, request, registration, form);
  if (grant === "client_credentials") return clientCredentials(service, registration, form);
  if (DEVICE_GRANTS.has(grant))
    return issue(service, registration, form, byDeviceCode(service, registration, form));
  if (grant === "authorization_code")
    return issue(service, registration, form, byCode(service, registration, request, form));
  if (grant === "refresh_token")
    return issue(service, registration, form, byRefreshToken(service, registration, form));
  throw new Refused("unsupportedGrant", grant);
}

function byDeviceCode(service: EntraService, registration: Registration, form: URLSearchParams): Granted {
  const { person, scopes } = service.codes.redeem(required(form, "device_code"), registration.clientId);
  // Approving the sign-in is also the consent.
  service.tokens.consent(registration.clientId, person, permissionsOf(registration, scopes));
  return { person, scopes, note: `signed in: ${person.slug}` };
}

function byCode(
  service: EntraService,
  registration: Registration,
  request: Request,
  form: URLSearchParams,
): Granted {
  const { clientId } = registration;
  const { person, scopes, nonce } = service.authorizationCodes.redeem(required(form, "code"), {
    clientId,
    tenant: tenantOf(request),
    redirectUri: form.get("redirect_uri") ?? undefined,
    verifier: form.get("code_verifier") ?? undefined,
  });
  service.tokens.consent(clientId, person, permissionsOf(registration, scopes));
  return { person, scopes, nonce, note: `signed in: ${person.slug}` };
}

function byRefreshToken(service: EntraService, registration: Registration, form: URLSearchParams): Granted {
  const grant = service.tokens.refresh(required(form, "refresh_token"));
  if (!grant || grant.clientId !== registration.clientId) throw new Refused("invalidGrant");
  if (grant.revoked) throw new Refused("revoked");
  if (service.tokens.isInactive(grant)) throw new Refused("inactive");
  const asked = parseScopes(form.get("scope"), service.graphOrigins);
  service.refuseOrdered("refresh", registration.clientId, grant.person);
  const consented = delegatedPermissions(service, registration, grant.person);
  const missing = asked.permissions.find((permission) => !consented.includes(permission));
  if (missing !== undefined) throw new Refused("notConsented", missing);
  grant.usedAt = service.now();
  // A refresh token never gives more than the sign-in did: RFC 6749 section 6.
  const signIn = new Set([...asked.signIn].filter((scope) => grant.signIn.has(scope)));
  return { person: grant.person, scopes: { ...asked, signIn }, note: `refreshed: ${grant.person.slug}` };
}

function issue(
  service: EntraService,
  registration: Registration,
  form: URLSearchParams,
  { person, scopes: { signIn, prefix }, nonce, note }: Granted,
): Answer {
  const { tokens } = service;
  const { clientId } = registration;
  // A Graph token carries everything consented so far, not only what was asked for.
  const permissions = delegatedPermissions(service, registration, person);
  const refresh = signIn.has("offline_access")
    ? tokens.issueRefresh({ clientId, person, signIn })
    : undefined;
  const issuer = `${service.origin()}/${TENANT_ID}/v2.0`;
  return json(
    200,
    {
      token_type: "Bearer",
      scope: [
        ...permissions.map((permission) => prefix + permission),
        ...[...signIn].filter((scope) => scope !== "offline_access"),
      ].join(" "),
      expires_in: tokens.accessTokenSeconds,
      ext_expires_in: tokens.accessTokenSeconds,
      access_token: tokens.issueAccess({ clientId, person, permissions, claims: form.get("claims") ?? "" }),
      ...(refresh === undefined ? {} : { refresh_token: refresh }),
      ...(signIn.has("openid")
        ? { id_token: service.signer.sign({ issuer, clientId, person, nonce, now: service.now() }) }
        : {}),
      ...(form.get("client_info") === "1" ? { client_info: clientInfo(person) } : {}),
    },
    note,
  );
}
