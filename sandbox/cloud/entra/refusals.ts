import { randomUUID } from "node:crypto";
import { json } from "../answer";
import type { Answer, Request } from "../answer";

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly text: string;
  readonly suberror?: string;
}

/**
 * What Entra refuses, with the OAuth error and the AADSTS number it answers.
 * Sources, by the mark behind each line:
 * [codes] Microsoft Entra docs, "Microsoft Entra authentication and authorization error codes" (reference-error-codes);
 * [device] Microsoft Entra docs, "OAuth 2.0 device authorization grant", section "Expected errors";
 * [8628] RFC 8628 section 3.5; [6749] RFC 6749 section 5.2; [reports] answers quoted in public issue threads.
 */
const REFUSALS = {
  // [codes] [6749]
  unknownClient: {
    status: 400,
    error: "unauthorized_client",
    code: 700016,
    text: "No application with this identifier was found in the directory",
  },
  // [codes] [reports]
  unknownTenant: { status: 400, error: "invalid_request", code: 90002, text: "Tenant not found" },
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
  // [codes] [6749]
  unsupportedGrant: {
    status: 400,
    error: "unsupported_grant_type",
    code: 70003,
    text: "The grant type is not supported",
  },
  // [codes] [device] [8628]
  pending: {
    status: 400,
    error: "authorization_pending",
    code: 70016,
    text: "The person has not finished yet. Continue polling",
  },
  // [8628]; Entra documents no number of its own for it, 90055 is its "too many incoming requests" in [codes]
  slowDown: {
    status: 400,
    error: "slow_down",
    code: 90055,
    text: "Polling faster than the interval; it grows by 5 seconds",
  },
  // [device]; number of "user declined to consent" in [codes]
  declined: { status: 400, error: "authorization_declined", code: 65004, text: "The person declined" },
  // [device] [8628] [reports]
  expired: { status: 400, error: "expired_token", code: 70020, text: "This device code has expired" },
  // [device]; number of "bad verification code" in [codes]
  unknownDeviceCode: {
    status: 400,
    error: "bad_verification_code",
    code: 70018,
    text: "The device code was not recognized",
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
  // [codes]: what the page says about a code that was typed
  emptyUserCode: {
    status: 400,
    error: "invalid_request",
    code: 90119,
    text: "Type the code shown on your device",
  },
  badUserCode: {
    status: 400,
    error: "invalid_request",
    code: 70018,
    text: "That code is not known here. Check it and type it again",
  },
  expiredUserCode: {
    status: 400,
    error: "invalid_request",
    code: 70019,
    text: "That code has expired. Start again on your device",
  },
  usedUserCode: {
    status: 400,
    error: "invalid_request",
    code: 90120,
    text: "That code was already approved or declined. Start again on your device",
  },
} as const satisfies Record<string, Refusal>;

export type RefusalName = keyof typeof REFUSALS;

/** Thrown by whatever finds something to refuse; becomes an answer at the door. */
export class Refused extends Error {
  readonly refusal: Refusal;
  /** The sentence without its number, for people. */
  readonly sentence: string;

  /** @param detail the offending value or parameter name, never a secret */
  constructor(name: RefusalName, detail?: string) {
    const refusal: Refusal = REFUSALS[name];
    const sentence = `${refusal.text}${detail === undefined ? "" : `: '${detail}'`}.`;
    super(`AADSTS${refusal.code}: ${sentence}`);
    this.refusal = refusal;
    this.sentence = sentence;
  }
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * An error answer as Entra gives it: `error`, `error_description` (number, sentence, trace, correlation, time),
 * `error_codes`, `timestamp`, `trace_id`, `correlation_id` (that of the client where it sent one).
 */
export function errorAnswer(
  request: Request,
  now: number,
  { status, error, code, suberror }: Omit<Refusal, "text">,
  message: string,
): Answer {
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const traceId = randomUUID();
  const asked =
    request.headers["client-request-id"] ?? new URLSearchParams(request.body).get("client-request-id");
  const correlationId = typeof asked === "string" && GUID.test(asked) ? asked : randomUUID();
  return json(
    status,
    {
      error,
      error_description: `${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      ...(suberror === undefined ? {} : { suberror }),
    },
    `${error} (AADSTS${code})`,
  );
}

export function refusedAnswer(request: Request, now: number, { refusal, message }: Refused): Answer {
  return errorAnswer(request, now, refusal, message);
}
