import type { Person, World } from "../../world";
import type { Request } from "../answer";
import type { AuthorizationCodes } from "./authorization-codes";
import type { DeviceCodes } from "./device-codes";
import type { IdTokenSigner } from "./id-token";
import { Refused } from "./refusals";
import type { RefusalName } from "./refusals";
import type { Place } from "./refusals/ordered";
import { TENANT_DOMAIN, TENANT_ID } from "./registrations";
import type { Registration } from "./registrations";
import type { Tokens } from "./tokens";

/** What every endpoint of the pretend Entra works with. */
export interface EntraService {
  readonly world: World;
  readonly tokens: Tokens;
  readonly codes: DeviceCodes;
  readonly authorizationCodes: AuthorizationCodes;
  /** Uses up what was ordered for this place; throws Refused when there was something. */
  readonly refuseOrdered: (place: Place, clientId: string, person?: Person) => void;
  readonly signer: IdTokenSigner;
  readonly registrations: readonly Registration[];
  /** Origins that stand for Microsoft Graph in scopes, besides the real one. */
  readonly graphOrigins: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Own origin, without a slash at the end. */
  readonly origin: () => string;
}

const SHARED_TENANTS = ["common", "organizations", "consumers"] as const;

/** The parameters of a form; a body of another content type holds none, which is how Entra treats JSON. */
export function formOf(request: Request): URLSearchParams {
  const type = request.headers["content-type"] ?? "";
  return new URLSearchParams(type.startsWith("application/x-www-form-urlencoded") ? request.body : "");
}

export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === "") throw new Refused("missingParameter", name);
  return value;
}

/** The first path segment: one of the shared names, or the tenant by id or domain. Throws Refused `unknownTenant`. */
export function tenantOf(request: Request): string {
  const tenant = (request.parameters["tenant"] ?? "").toLowerCase();
  if (SHARED_TENANTS.some((shared) => shared === tenant)) return tenant;
  if (tenant === TENANT_ID || tenant === TENANT_DOMAIN) return TENANT_ID;
  throw new Refused("unknownTenant", tenant);
}

/**
 * The registration a form names, allowed to be used at this tenant's endpoint.
 * @param forSharedTenant how this endpoint refuses a single-tenant application at /common or /organizations
 */
export function registrationOf(
  { registrations }: EntraService,
  request: Request,
  form: URLSearchParams,
  forSharedTenant: RefusalName,
): Registration {
  const clientId = required(form, "client_id");
  const tenant = tenantOf(request);
  const registration = registrations.find((known) => known.clientId === clientId.toLowerCase());
  if (!registration) throw new Refused("unknownClient", clientId);
  if (tenant === "consumers") throw new Refused("workAccountsOnly");
  if (tenant !== TENANT_ID && !registration.multiTenant) throw new Refused(forSharedTenant);
  return registration;
}
