import { randomUUID } from "node:crypto";
import type { Person } from "../../world";
import type { Request } from "../answer";
import { requireApprovable } from "./approval";
import { authorizeRequestOf, destinationOf } from "./authorize-request";
import type { AuthorizeRequest, Destination, ResponseMode } from "./authorize-request";
import { errorParameters } from "./error-answer";
import { Refused } from "./refusals";
import type { EntraService } from "./service";

/** What the application gets back. */
export interface AuthorizeAnswer {
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  /** `code` and `state`, or `error`, `error_description` and `state`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a person has said so far. */
export interface Choice {
  /** A slug. */
  readonly account?: string | undefined;
  readonly decision?: string | undefined;
}

export type AuthorizeStep =
  | { readonly kind: "account"; readonly destination: Destination }
  | {
      readonly kind: "approval";
      readonly destination: Destination;
      readonly wanted: AuthorizeRequest;
      readonly person: Person;
    }
  | { readonly kind: "answer"; readonly answer: AuthorizeAnswer; readonly note: string };

/**
 * As far as the person's choice leads. Nobody here is ever signed in already, and everybody is asked to approve, every time.
 * @throws Refused what the person is to be told on the page
 */
export function authorizeStep(
  service: EntraService,
  request: Request,
  { account, decision }: Choice,
): AuthorizeStep {
  const destination = destinationOf(service, request);
  const back = (error: Refused, more = {}): AuthorizeStep => ({
    kind: "answer",
    answer: answerTo(destination, { ...errorParameters(request, service.now(), error), ...more }),
    note: `sent back: ${error.refusal.error} (AADSTS${error.refusal.code})`,
  });
  let wanted: AuthorizeRequest;
  try {
    wanted = authorizeRequestOf(service, request, destination);
  } catch (error) {
    if (error instanceof Refused) return back(error);
    throw error;
  }
  if (wanted.prompt === "none") return back(new Refused("nobodySignedIn"));
  if (decision === "decline") return back(new Refused("declinedConsent"), { error_subcode: "cancel" });
  const person = personOf(service, wanted, account);
  if (!person) return { kind: "account", destination };
  const { registration } = destination;
  requireApprovable(service, { registration, scopes: wanted.scopes }, person);
  if (decision !== "approve") return { kind: "approval", destination, wanted, person };
  return {
    kind: "answer",
    answer: answerTo(destination, codeParameters(service, destination, wanted, person)),
    note: `code given to ${person.slug}`,
  };
}

/** Who was picked, else who was meant. */
function personOf(
  { world }: EntraService,
  { prompt, loginHint }: AuthorizeRequest,
  account: string | undefined,
): Person | undefined {
  if (account !== undefined) return world.people.find(({ slug }) => slug === account);
  if (prompt === "select_account") return undefined;
  return world.people.find(({ upn }) => upn === loginHint?.toLowerCase());
}

function codeParameters(
  { authorizationCodes }: EntraService,
  { registration: { clientId }, redirectUri }: Destination,
  { tenant, scopes, nonce, challenge }: AuthorizeRequest,
  person: Person,
): Record<string, string> {
  const code = authorizationCodes.issue({ clientId, tenant, redirectUri, person, scopes, nonce, challenge });
  // Microsoft Entra docs, "OpenID Connect": session_state comes along, and is to be treated as opaque.
  return { code, ...(scopes.signIn.has("openid") ? { session_state: randomUUID() } : {}) };
}

function answerTo(
  { redirectUri, responseMode, state }: Destination,
  parameters: Readonly<Record<string, string>>,
): AuthorizeAnswer {
  return {
    redirectUri,
    responseMode,
    parameters: { ...parameters, ...(state === undefined ? {} : { state }) },
  };
}
