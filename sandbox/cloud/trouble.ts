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

export type FailingStatus = 429 | 500 | 503;

/** How a service words a failing status in its own error format. */
export type Worded = (status: FailingStatus) => Answer;

const HTML_PAGE: Answer = {
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: "<!doctype html><title>Sign in to the guest network</title><p>Please accept the terms first.",
  note: "fault: html",
};

const BROKEN_JSON: Answer = {
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: '{"value":[{"id":"',
  note: "fault: garbage",
};

const TROUBLES: Readonly<Record<CommonFault, (fault: Fault, worded: Worded) => Outcome>> = {
  "429": (fault, worded) => refused(worded(429), fault, fault.retryAfter ?? RETRY_AFTER_SECONDS),
  "429-bare": (fault, worded) => refused(worded(429), fault),
  "500": (fault, worded) => refused(worded(500), fault),
  "503": (fault, worded) => refused(worded(503), fault, fault.retryAfter),
  timeout: () => "silence",
  reset: () => "cut",
  offline: () => "cut-all",
  html: () => HTML_PAGE,
  garbage: () => BROKEN_JSON,
};

/** What this fault does to a request; undefined when it is of a kind only the service itself knows. */
export function commonTrouble(fault: Fault, worded: Worded): Outcome | undefined {
  const kind = COMMON_FAULTS.find((known) => known === fault.kind);
  return kind && TROUBLES[kind](fault, worded);
}

function refused(answer: Answer, { kind }: Fault, retryAfter?: number): Answer {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { ...answer, headers: { ...answer.headers, ...headers }, note: `fault: ${kind}` };
}
