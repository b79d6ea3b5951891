import type { Refusal } from "./refusal";

/** What is refused of a client that has to prove who it is. The marks are explained in refusals.ts. */
export const CLIENT_REFUSALS = {
  // [codes] [6749]: client authentication failed
  notPublic: {
    status: 401,
    error: "invalid_client",
    code: 7000218,
    text: "The request body must contain 'client_assertion' or 'client_secret': this application is not a public client",
  },
  // [codes]
  secretFromPublicClient: {
    status: 401,
    error: "invalid_client",
    code: 700025,
    text: "The client is public, so neither 'client_assertion' nor 'client_secret' should be presented",
  },
  // [codes]
  wrongSecret: {
    status: 401,
    error: "invalid_client",
    code: 7000215,
    text: "Invalid client secret provided",
  },
  // [codes]
  expiredSecret: {
    status: 401,
    error: "invalid_client",
    code: 7000222,
    text: "The provided client secret keys are expired",
  },
  // [reports] MicrosoftDocs/azure-docs#30777
  noCredential: {
    status: 401,
    error: "invalid_client",
    code: 7000216,
    text: "'client_assertion' or 'client_secret' is required for the 'client_credentials' grant type",
  },
  // [certificate], number of "invalid JWT" in [codes]: not a JWT, or without a claim it must have
  malformedAssertion: {
    status: 401,
    error: "invalid_client",
    code: 50027,
    text: "The client assertion is not a JWT with all that it needs",
  },
  // [codes] [certificate]: no such certificate, an expired one, or a signature by another key
  badAssertionSignature: {
    status: 401,
    error: "invalid_client",
    code: 700027,
    text: "Client assertion failed signature validation",
  },
  // [codes] [certificate]
  assertionSubject: {
    status: 401,
    error: "invalid_client",
    code: 50048,
    text: "The client assertion's subject and issuer are not the same",
  },
  // [reports]
  assertionOfAnother: {
    status: 401,
    error: "invalid_client",
    code: 700021,
    text: "The client assertion's application is not the one of 'client_id'",
  },
  // [reports] AzureAD/microsoft-identity-web#16; the number from reports alone
  assertionAudience: {
    status: 401,
    error: "invalid_client",
    code: 700023,
    text: "The client assertion's audience is not this token endpoint",
  },
  // [reports] AzureAD/microsoft-authentication-library-for-dotnet#4951
  assertionTime: {
    status: 401,
    error: "invalid_client",
    code: 700024,
    text: "The client assertion is not within its valid time range",
  },
} as const satisfies Record<string, Refusal>;
