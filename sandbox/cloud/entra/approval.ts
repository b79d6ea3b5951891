import type { Person } from "../../world";
import { delegatedPermissions } from "./consent";
import { Refused } from "./refusals";
import type { Registration } from "./registrations";
import { ADMIN_PERMISSIONS, permissionsOf } from "./scopes";
import type { Scopes } from "./scopes";
import type { EntraService } from "./service";

interface Asked {
  readonly registration: Registration;
  readonly scopes: Scopes;
}

/**
 * Whether this person may approve what an application asks for.
 * @throws Refused what was ordered for this person, and `adminConsentNeeded` as long as only an admin can
 */
export function requireApprovable(
  service: EntraService,
  { registration, scopes }: Asked,
  person: Person,
): void {
  service.refuseOrdered("sign-in", registration.clientId, person);
  const consented = delegatedPermissions(service, registration, person);
  const missing = permissionsOf(registration, scopes).filter((permission) => !consented.includes(permission));
  const needsAdmin = missing.some(
    (permission) => registration.adminOnly || ADMIN_PERMISSIONS.includes(permission),
  );
  if (needsAdmin) throw new Refused("adminConsentNeeded");
}
