import type { Person } from "../../world";
import type { Registration } from "./registrations";
import type { EntraService } from "./service";

type Known = Pick<EntraService, "tokens">;

/** The delegated permissions this application has for this person, by the person's consent or an admin's. */
export function delegatedPermissions(
  { tokens }: Known,
  { clientId, adminConsented, delegated }: Registration,
  person: Person,
): readonly string[] {
  const permissions = [...tokens.consented(clientId, person), ...(adminConsented ? delegated : [])];
  return [...new Set(permissions)];
}

/** The permissions this application has without anybody; only an admin gives them. */
export function applicationPermissions(
  { tokens }: Known,
  { clientId, adminConsented, application }: Registration,
): readonly string[] {
  return adminConsented ? application : tokens.consentedToApplication(clientId);
}
