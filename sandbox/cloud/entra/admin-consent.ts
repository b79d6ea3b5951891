import type { Answer, Request } from "../answer";
import { sendBack } from "./authorize-page";
import { errorParameters } from "./error-answer";
import { escapeHtml, page } from "./html";
import { redirectUriOf } from "./redirect-uris";
import { Refused } from "./refusals";
import { TENANT_ID } from "./registrations";
import type { Registration } from "./registrations";
import { parseScopes, permissionsOf } from "./scopes";
import { formOf, registrationOf } from "./service";
import type { EntraService } from "./service";
import { decisions, permissionList, tellRefused } from "./sign-in-steps";

interface Wanted {
  readonly registration: Registration;
  readonly redirectUri: string;
  readonly delegated: readonly string[];
  /** Only `.default` asks for them. */
  readonly application: readonly string[];
}

function wantedOf(service: EntraService, request: Request): Wanted {
  const { query } = request;
  const registration = registrationOf(service, request, query, "notMultiTenant");
  const redirectUri = redirectUriOf(registration, query, service.origin());
  const scopes = parseScopes(query.get("scope"), service.graphOrigins);
  const application = scopes.everything ? registration.application : [];
  return { registration, redirectUri, delegated: permissionsOf(registration, scopes), application };
}

/**
 * GET and POST /{tenant}/v2.0/adminconsent, where whoever opens it is taken for the tenant's admin.
 * Microsoft Entra docs, "Admin consent on the Microsoft identity platform".
 */
export function adminConsentPage(service: EntraService, request: Request): Answer {
  try {
    const wanted = wantedOf(service, request);
    const decision = formOf(request).get("decision");
    if (decision === "approve") return approved(service, request, wanted);
    if (decision === "decline") {
      const refused = new Refused("declinedAdminConsent");
      return back(
        request,
        wanted,
        errorParameters(request, service.now(), refused),
        "admin consent declined",
      );
    }
    return ask(wanted);
  } catch (error) {
    if (error instanceof Refused) return tellRefused(error);
    throw error;
  }
}

function ask({ registration, redirectUri, delegated, application }: Wanted): Answer {
  const itself =
    application.length === 0
      ? ""
      : `<p>Without anybody signing in, too:</p><ul>${application.map((name) => `<li>${escapeHtml(name)}</li>`).join("")}</ul>`;
  return page({
    title: `Approve ${registration.name} for everybody?`,
    content: `<p>You are the admin of <strong>Contoso</strong>: what you approve holds for all its people.</p>
${permissionList(delegated)}${itself}${decisions({})}`,
    note: "page: admin consent?",
    formActions: ["'self'", new URL(redirectUri).origin],
  });
}

function approved({ tokens }: EntraService, request: Request, wanted: Wanted): Answer {
  const { registration, delegated, application } = wanted;
  tokens.consentAsAdmin(registration.clientId, delegated, application);
  const scope = request.query.get("scope") ?? "";
  return back(request, wanted, { tenant: TENANT_ID, scope }, `admin consent: ${registration.name}`);
}

function back(
  request: Request,
  { redirectUri }: Wanted,
  more: Readonly<Record<string, string>>,
  note: string,
): Answer {
  const state = request.query.get("state");
  const parameters = { admin_consent: "True", ...more, ...(state === null ? {} : { state }) };
  return sendBack({ redirectUri, responseMode: "query", parameters }, note);
}
