import type { Fault } from "../support/faults";
import type { Answer } from "./answer";
import type { Outcome } from "./server";

/** Trouble both services know. */
export const COMMON_FAULTS = [
  "429",
  "429-bare",
  "500",
  "503",
  "timeout",
  "reset",
  "offline",
  "html",
  "garbage",
] as const;
type CommonFault = (typeof COMMON_FAULTS)[number];

/** How long a client is told to wait when the order names no time, in seconds. */
const RETRY_AFTER_SECONDS = 30;

const STATUSES = { "429": 429, "429-bare": 429, "500": 500, "503": 503 } as const;
export type FailingStatus = (typeof STATUSES)[keyof typeof STATUSES];

/** How a service words a failing status in its own error format. */
export type Worded = (status: FailingStatus) => Answer;

function isCommon(kind: string): kind is CommonFault {
  return (COMMON_FAULTS as readonly string[]).includes(kind);
}

/** What this fault does to a request; undefined when it is of a kind only the service itself knows. */
export function commonTrouble(fault: Fault, worded: Worded): Outcome | undefined {
  const { kind } = fault;
  if (!isCommon(kind)) return undefined;
  switch (kind) {
    case "timeout":
      return "silence";
    case "reset":
      return "cut";
    case "offline":
      return "cut-all";
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html; charset=utf-8" },
        body: "<!doctype html><title>Sign in to the guest network</title><p>Please accept the terms first.",
        note: "fault: html",
      };
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: '{"value":[{"id":"',
        note: "fault: garbage",
      };
    case "429":
      return refused(worded(429), kind, fault.retryAfter ?? RETRY_AFTER_SECONDS);
    case "503":
      return refused(worded(503), kind, fault.retryAfter);
    case "429-bare":
    case "500":
      return refused(worded(STATUSES[kind]), kind);
  }
}

function refused(answer: Answer, kind: string, retryAfter?: number): Answer {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { ...answer, headers: { ...answer.headers, ...headers }, note: `fault: ${kind}` };
}
