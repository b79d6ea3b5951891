import type { Refusal } from "./refusal";

/** What is refused where a person signs in with a browser. The marks are explained in refusals.ts. */
export const SIGN_IN_REFUSALS = {
  // [codes]
  wrongRedirectUri: {
    status: 400,
    error: "invalid_request",
    code: 50011,
    text: "The redirect URI in the request does not match the redirect URIs configured for the application",
  },
  // [codes]
  noRedirectUri: { status: 400, error: "invalid_request", code: 900971, text: "No reply address provided" },
  // [codes] [auth-code]
  unsupportedResponseType: {
    status: 400,
    error: "unsupported_response_type",
    code: 70005,
    text: "The response type is not supported for this application",
  },
  // [codes]
  unsupportedResponseMode: {
    status: 400,
    error: "invalid_request",
    code: 70007,
    text: "The response mode is not supported",
  },
  // [reports]; number of "invalid request" in [codes]
  unsupportedPrompt: {
    status: 400,
    error: "invalid_request",
    code: 90023,
    text: "Unsupported 'prompt' value",
  },
  // [codes]; Entra asks for a challenge only where a browser redeems the code, here every public client needs one
  noCodeChallenge: {
    status: 400,
    error: "invalid_request",
    code: 50147,
    text: "The size of the Code_Challenge parameter is not valid: a public client needs one here",
  },
  // [reports] MicrosoftDocs/entra-docs#1538; Entra also takes "plain", which nobody should use
  wrongChallengeMethod: {
    status: 400,
    error: "invalid_request",
    code: 50149,
    text: "Invalid Code_Challenge_method parameter: only S256 is taken here",
  },
  // [codes]
  wrongChallengeSize: {
    status: 400,
    error: "invalid_request",
    code: 501491,
    text: "Invalid size of the Code_Challenge parameter",
  },
  // [codes] [reports]: prompt=none, and nobody is signed in
  nobodySignedIn: {
    status: 400,
    error: "login_required",
    code: 50058,
    text: "A silent sign-in request was sent but nobody is signed in",
  },
  // [auth-code] [codes]
  declinedConsent: {
    status: 400,
    error: "access_denied",
    code: 65004,
    text: "The person declined to consent to the application's access",
  },
  // [admin]: its own example of an error
  declinedAdminConsent: {
    status: 400,
    error: "consent_required",
    code: 65004,
    text: "The resource owner or authorization server denied the request",
  },
  // [codes] [reports] microsoft/elk-acs-kubernetes#30
  adminConsentNeeded: {
    status: 400,
    error: "access_denied",
    code: 90094,
    text: "The grant requires admin permission: an admin has to approve this application before you can use it",
  },
} as const satisfies Record<string, Refusal>;
