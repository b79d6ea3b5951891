import type { Request } from "../answer";
import { ASSERTION_TYPE, requireAssertion } from "./client-assertion";
import { Refused } from "./refusals";
import type { Registration } from "./registrations";
import { tenantOf } from "./service";
import type { EntraService } from "./service";

/**
 * Whether the client is who it says: a public client by saying nothing, any other with a secret or a certificate.
 * @throws Refused 401 `invalid_client`
 */
export function authenticateClient(
  service: EntraService,
  request: Request,
  registration: Registration,
  form: URLSearchParams,
): void {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  const isAppOnly = form.get("grant_type") === "client_credentials";
  if (secret === null && assertion === null) {
    if (isAppOnly) throw new Refused("noCredential");
    if (registration.publicClient) return;
    throw new Refused("notPublic");
  }
  const { secrets, certificates } = registration;
  if (registration.publicClient && secrets.length === 0 && certificates.length === 0)
    throw new Refused("secretFromPublicClient");
  if (assertion !== null) {
    if (form.get("client_assertion_type") !== ASSERTION_TYPE)
      throw new Refused("missingParameter", "client_assertion_type");
    requireAssertion(assertion, registration, {
      audiences: tokenEndpoints(service, request),
      now: service.now(),
    });
  } else requireSecret(registration, secret ?? "", service.now());
  service.refuseOrdered("application", registration.clientId);
}

function requireSecret({ secrets }: Registration, given: string, now: number): void {
  const secret = secrets.find(({ value }) => value === given);
  if (!secret) throw new Refused("wrongSecret");
  if (secret.expiresAt <= now) throw new Refused("expiredSecret");
}

/** With the tenant as the request names it, and by id, as the published configuration does. */
function tokenEndpoints(service: EntraService, request: Request): readonly string[] {
  return [request.parameters["tenant"] ?? "", tenantOf(request)].map(
    (tenant) => `${service.origin()}/${tenant}/oauth2/v2.0/token`,
  );
}
