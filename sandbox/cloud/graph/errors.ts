import { randomUUID } from "node:crypto";
import { json } from "../answer";
import type { Answer, Request } from "../answer";

/** Something Graph refuses; becomes an answer at the door. */
export class GraphRefused extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Graph's own application id, which its challenges name: Microsoft Graph permissions reference. */
const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

const CHALLENGE = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="${GRAPH_APP_ID}"`;

/**
 * 401 `InvalidAuthenticationToken` with `www-authenticate` (RFC 6750 section 3; Microsoft Graph docs, "Error responses").
 * @param claims a claims challenge as JSON text: Microsoft Entra docs, "Claims challenges, claims requests, and client
 * capabilities": `error="insufficient_claims"` and the claims in base64
 */
export function unauthorized(message: string, claims?: string): GraphRefused {
  const challenge =
    claims === undefined
      ? CHALLENGE
      : `${CHALLENGE}, error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
  return new GraphRefused(401, "InvalidAuthenticationToken", message, { "www-authenticate": challenge });
}

/** Microsoft Graph docs, "Microsoft Graph error responses and resource types": the envelope of every error. */
export function errorAnswer(
  request: Request,
  now: number,
  { status, code, message, headers }: GraphRefused,
  note = code,
): Answer {
  const requestId = randomUUID();
  const asked = request.headers["client-request-id"];
  const clientRequestId = typeof asked === "string" ? asked : requestId;
  return json(
    status,
    {
      error: {
        code,
        message,
        innerError: {
          date: new Date(now).toISOString().slice(0, 19),
          "request-id": requestId,
          "client-request-id": clientRequestId,
        },
      },
    },
    note,
    { "request-id": requestId, "client-request-id": clientRequestId, ...headers },
  );
}
