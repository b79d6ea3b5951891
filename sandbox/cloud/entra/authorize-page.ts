import type { Answer, Request } from "../answer";
import { authorizeStep } from "./authorize";
import type { AuthorizeAnswer } from "./authorize";
import { form, page } from "./html";
import { Refused } from "./refusals";
import { permissionsOf } from "./scopes";
import { formOf } from "./service";
import type { EntraService } from "./service";
import { askAccount, askApproval, tellRefused } from "./sign-in-steps";

const CAUTION = "Approve only if you have just asked for this.";
const SUBMIT = "document.forms[0].submit();";

/**
 * GET and POST /{tenant}/oauth2/v2.0/authorize: the application's wishes are in the query, the person's in the form.
 * Microsoft Entra docs, "OAuth 2.0 authorization code flow".
 */
export function authorizePage(service: EntraService, request: Request): Answer {
  const fields = formOf(request);
  const choice = {
    account: fields.get("account") ?? undefined,
    decision: fields.get("decision") ?? undefined,
  };
  try {
    const step = authorizeStep(service, request, choice);
    if (step.kind === "answer") return sendBack(step.answer, step.note);
    const { registration, redirectUri } = step.destination;
    // Browsers hold a form to its policy over redirects too.
    const formActions = ["'self'", new URL(redirectUri).origin];
    if (step.kind === "account") return askAccount(service.world.people, { hidden: {}, formActions });
    const permissions = permissionsOf(registration, step.wanted.scopes);
    return askApproval({ registration, permissions, person: step.person }, CAUTION, {
      hidden: {},
      formActions,
    });
  } catch (error) {
    if (error instanceof Refused) return tellRefused(error);
    throw error;
  }
}

/** OAuth 2.0 Form Post Response Mode, section 2; OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1. */
export function sendBack({ redirectUri, responseMode, parameters }: AuthorizeAnswer, note: string): Answer {
  const url = new URL(redirectUri);
  if (responseMode === "form_post")
    return page({
      title: "Taking you back",
      content: form(
        parameters,
        `<div class="row"><button class="primary">Continue</button></div>`,
        redirectUri,
      ),
      note,
      formActions: [url.origin],
      script: SUBMIT,
    });
  if (responseMode === "fragment") url.hash = new URLSearchParams(parameters).toString();
  else for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value);
  return {
    status: 302,
    headers: { location: url.href, "cache-control": "no-store", "referrer-policy": "no-referrer" },
    body: "",
    note,
  };
}

/** Entra's address for applications without one of their own: nothing to see, everything is in the address line. */
export function nativeClientPage(): Answer {
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    },
    body: "",
    note: "native client page",
  };
}
