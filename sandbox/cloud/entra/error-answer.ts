import { randomUUID } from "node:crypto";
import { json } from "../answer";
import type { Answer, Request } from "../answer";
import type { Refused } from "./refusals";
import type { Refusal } from "./refusals/refusal";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Description {
  readonly text: string;
  readonly timestamp: string;
  readonly traceId: string;
  readonly correlationId: string;
}

function describe(request: Request, now: number, message: string): Description {
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const traceId = randomUUID();
  const asked =
    request.headers["client-request-id"] ??
    request.query.get("client-request-id") ??
    new URLSearchParams(request.body).get("client-request-id");
  const correlationId = typeof asked === "string" && GUID.test(asked) ? asked : randomUUID();
  const text = `${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  return { text, timestamp, traceId, correlationId };
}

/** The parameters an error goes back to an application's redirect address with. */
export function errorParameters(
  request: Request,
  now: number,
  { refusal, message }: Refused,
): { readonly error: string; readonly error_description: string } {
  return { error: refusal.error, error_description: describe(request, now, message).text };
}

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
  const { text, timestamp, traceId, correlationId } = describe(request, now, message);
  return json(
    status,
    {
      error,
      error_description: text,
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
