import type { Refusal } from "./refusal";

/** What the token endpoint refuses of a grant. The marks are explained in refusals.ts. */
export const GRANT_REFUSALS = {
  // [codes] [6749]
  unsupportedGrant: {
    status: 400,
    error: "unsupported_grant_type",
    code: 70003,
    text: "The grant type is not supported",
  },
  // [codes] [6749]: a grant that was already used, or was issued to another client
  invalidGrant: {
    status: 400,
    error: "invalid_grant",
    code: 70000,
    text: "The grant is not valid, was already used, or belongs to another client",
  },
  // [codes] [6749]
  revoked: {
    status: 400,
    error: "invalid_grant",
    code: 50173,
    text: "The grant has been revoked, a fresh one is needed: the person may have changed the password",
  },
  // [codes] [6749]
  inactive: {
    status: 400,
    error: "invalid_grant",
    code: 700082,
    text: "The refresh token has expired due to inactivity",
  },
  // [codes]
  notConsented: {
    status: 400,
    error: "invalid_grant",
    code: 65001,
    text: "The person has not consented to this permission",
    suberror: "consent_required",
  },
  // [reports] AzureAD/microsoft-authentication-library-for-android#558: what never was a code
  malformedCode: {
    status: 400,
    error: "invalid_grant",
    code: 9002313,
    text: "Invalid request, malformed or invalid",
  },
  // [codes]
  usedCode: {
    status: 400,
    error: "invalid_grant",
    code: 54005,
    text: "The authorization code was already redeemed",
  },
  // [codes] [auth-code]: codes are good for about 10 minutes
  expiredCode: {
    status: 400,
    error: "invalid_grant",
    code: 70008,
    text: "The authorization code has expired",
  },
  // [codes]
  codeOfAnotherTenant: {
    status: 400,
    error: "invalid_grant",
    code: 700005,
    text: "The authorization code was given out at another tenant's endpoint",
  },
  // [reports]
  otherRedirectUri: {
    status: 400,
    error: "invalid_client",
    code: 500112,
    text: "The reply address is not the one that was provided when requesting the authorization code",
  },
  // [reports] pennersr/django-allauth#2916: without any verifier
  noVerifier: {
    status: 400,
    error: "invalid_grant",
    code: 50148,
    text: "The code_verifier does not match the code_challenge of the authorization request",
  },
  // [codes]
  wrongVerifier: {
    status: 400,
    error: "invalid_grant",
    code: 501481,
    text: "The Code_Verifier does not match the code_challenge of the authorization request",
  },
  // [codes]
  tenantNeeded: {
    status: 400,
    error: "invalid_request",
    code: 9001023,
    text: "The grant type is not supported over the /common or /consumers endpoints: use a tenant-specific one",
  },
  // [reports] MicrosoftDocs/azure-docs#99862
  onlyDefaultScope: {
    status: 400,
    error: "invalid_scope",
    code: 1002012,
    text: "Client credential flows must have a scope value with /.default behind the resource",
  },
} as const satisfies Record<string, Refusal>;
