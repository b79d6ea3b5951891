import type { Refusal } from "./refusal";

/** What any endpoint refuses about a request. The marks are explained in refusals.ts. */
export const REQUEST_REFUSALS = {
  // [codes] [6749]
  unknownClient: {
    status: 400,
    error: "unauthorized_client",
    code: 700016,
    text: "No application with this identifier was found in the directory",
  },
  // [codes] [reports]
  unknownTenant: { status: 400, error: "invalid_request", code: 90002, text: "Tenant not found" },
  // [codes] [reports]: what the first device code request meets
  noTenantInformation: {
    status: 400,
    error: "invalid_request",
    code: 50059,
    text: "No tenant-identifying information found in the request or implied by any credentials",
  },
  // [codes]
  notMultiTenant: {
    status: 400,
    error: "invalid_request",
    code: 50194,
    text: "The application is not configured as multi-tenant: use a tenant-specific endpoint",
  },
  // [codes]
  workAccountsOnly: {
    status: 400,
    error: "invalid_request",
    code: 9002332,
    text: "The application is for organizational accounts only: do not use the /consumers endpoint",
  },
  // [codes] [6749]
  invalidScope: { status: 400, error: "invalid_scope", code: 70011, text: "The scope is not valid" },
  // [codes]
  unknownResource: {
    status: 400,
    error: "invalid_resource",
    code: 500011,
    text: "The resource named in the scope was not found in the tenant",
  },
  // [codes] [6749]
  missingParameter: {
    status: 400,
    error: "invalid_request",
    code: 900144,
    text: "The request body must contain the parameter",
  },
  // [codes]
  wrongMethod: {
    status: 400,
    error: "invalid_request",
    code: 900561,
    text: "The endpoint does not accept this kind of request, only",
  },
} as const satisfies Record<string, Refusal>;
