import type { Request } from "../answer";
import { redirectUriOf } from "./redirect-uris";
import { Refused } from "./refusals";
import type { Registration } from "./registrations";
import { parseScopes } from "./scopes";
import type { Scopes } from "./scopes";
import { registrationOf, required, tenantOf } from "./service";
import type { EntraService } from "./service";

const RESPONSE_MODES = ["query", "fragment", "form_post"] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** Microsoft Entra docs, "OAuth 2.0 authorization code flow": parameter `prompt`. */
const PROMPTS = ["login", "none", "consent", "select_account"] as const;
type Prompt = (typeof PROMPTS)[number];

/** Where an answer goes, good or bad. */
export interface Destination {
  readonly registration: Registration;
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

/** What an application wants of a person. */
export interface AuthorizeRequest {
  /** As the path named it, domains as the tenant's id. */
  readonly tenant: string;
  readonly scopes: Scopes;
  readonly nonce: string | undefined;
  readonly challenge: string | undefined;
  readonly prompt: Prompt | undefined;
  readonly loginHint: string | undefined;
}

/** A SHA-256 in base64url: RFC 7636 section 4.2. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Who asks, and where the answer goes. As long as that is not certain nothing is sent anywhere (RFC 6749 section 4.1.2.1).
 * @throws Refused what the person is to be told on the page
 */
export function destinationOf(service: EntraService, request: Request): Destination {
  const { query } = request;
  const registration = registrationOf(service, request, query, "notMultiTenant");
  const redirectUri = redirectUriOf(registration, query, service.origin());
  const asked = query.get("response_mode");
  return {
    registration,
    redirectUri,
    responseMode: RESPONSE_MODES.find((mode) => mode === asked) ?? "query",
    state: query.get("state") ?? undefined,
  };
}

/**
 * The rest of the request.
 * @throws Refused what goes back to the application
 */
export function authorizeRequestOf(
  service: EntraService,
  request: Request,
  { registration }: Destination,
): AuthorizeRequest {
  const { query } = request;
  const responseType = required(query, "response_type");
  if (responseType !== "code") throw new Refused("unsupportedResponseType", responseType);
  const mode = query.get("response_mode");
  if (mode !== null && !RESPONSE_MODES.some((known) => known === mode))
    throw new Refused("unsupportedResponseMode", mode);
  const asked = query.get("prompt");
  const prompt = PROMPTS.find((known) => known === asked);
  if (asked !== null && prompt === undefined) throw new Refused("unsupportedPrompt", asked);
  return {
    tenant: tenantOf(request),
    scopes: parseScopes(query.get("scope"), service.graphOrigins),
    nonce: query.get("nonce") ?? undefined,
    challenge: challengeOf(query, registration),
    prompt,
    loginHint: query.get("login_hint") ?? undefined,
  };
}

function challengeOf(query: URLSearchParams, { publicClient }: Registration): string | undefined {
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null && method === null && !publicClient) return undefined;
  if (challenge === null) throw new Refused("noCodeChallenge");
  if (method !== "S256") throw new Refused("wrongChallengeMethod");
  if (!S256_CHALLENGE.test(challenge)) throw new Refused("wrongChallengeSize");
  return challenge;
}
