import { asProblem, Problem } from "../../support/problem";
import type { ProblemText } from "../../support/problem";
import { connectionTrouble, errorCode } from "../network/connection-trouble";
import { retryAfterSeconds } from "../network/retry-after";

export type GraphProblemCode =
  | "graph-throttled"
  | "graph-unreachable"
  | "graph-unavailable"
  | "graph-unauthorized"
  | "graph-bad-answer"
  | "graph-refused"
  | "permission-missing"
  | "person-not-found";

const TEXTS: Readonly<Record<GraphProblemCode, Omit<ProblemText, "code">>> = {
  "graph-throttled": {
    title: "Microsoft asks for a pause",
    advice: "Nothing to do: polling goes on by itself. If it happens often, choose a longer interval",
  },
  "graph-unreachable": {
    title: "Microsoft Graph cannot be reached",
    advice:
      "Check the internet connection, the proxy and the firewall of this machine. Polling goes on by itself",
  },
  "graph-unavailable": {
    title: "Microsoft Graph has trouble of its own",
    advice: "Nothing to do: polling goes on by itself",
  },
  "graph-unauthorized": {
    title: "Microsoft Graph does not accept the sign-in",
    advice: "Check that the cloud and the tenant are the right ones. If they are, sign out and sign in again",
  },
  "graph-bad-answer": {
    title: "Something other than presence came back from Microsoft Graph",
    advice:
      "A proxy, a firewall or the login page of a network may have answered instead: open graph.microsoft.com in a browser on this network",
  },
  "graph-refused": {
    title: "Microsoft Graph refused the request",
    advice: "Check the settings of the account. If they are right, report this with the details in brackets",
  },
  "permission-missing": {
    title: "Permission to read presence is missing",
    advice:
      "Give the app registration the delegated permission Presence.Read and sign in again. Where only an administrator may allow it, ask your IT",
  },
  "person-not-found": {
    title: "Microsoft Graph knows no presence for this person",
    advice: "Check that the account is a work or school account with a Teams licence",
  },
};

interface Details {
  /** A few technical words for the end of the advice; never text that came from the network unchecked. */
  readonly detail?: string;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Trouble with Microsoft Graph. `retryAfter`: seconds to wait, when the service named them. */
export class GraphProblem extends Problem {
  declare readonly code: GraphProblemCode;
  readonly retryAfter?: number;

  constructor(code: GraphProblemCode, { detail, retryAfter, cause }: Details = {}) {
    const { title, advice } = TEXTS[code];
    super(
      { code, title, advice: detail ? `${advice} (${detail})` : advice },
      cause === undefined ? undefined : { cause },
    );
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/**
 * A failed connection as a Problem: `proxy-failed`, `certificate-untrusted`, or `graph-unreachable` with the system's own
 * code (ECONNRESET, ENOTFOUND …) in the advice.
 */
export function unreachable(error: unknown): Problem {
  const trouble = connectionTrouble(error);
  if (trouble) return new Problem(trouble, { cause: error });
  const detail = errorCode(error);
  return new GraphProblem("graph-unreachable", { cause: error, ...(detail ? { detail } : {}) });
}

/**
 * Whatever a request to Graph threw, as a Problem. Problems (also those of the token provider) stay as they are,
 * except that a malformed presence is a bad answer of Graph. `now` in milliseconds dates a Retry-After.
 */
export function graphProblem(error: unknown, now: number): Problem {
  if (error instanceof Problem) {
    return error.code === "malformed-presence"
      ? new GraphProblem("graph-bad-answer", { cause: error, detail: "malformed presence" })
      : error;
  }
  if (isCarrier(error)) return graphProblem(error.customError, now);
  return isGraphError(error) ? ofAnswer(error, now) : asProblem(error);
}

/** The parts of the Graph client's GraphError that are used; its message and body are text of the network and are not. */
interface GraphErrorLike {
  readonly statusCode: number;
  readonly code: string | null;
  readonly headers?: Headers;
}

function isGraphError(error: unknown): error is GraphErrorLike {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
}

/** The Graph client's GraphClientError is how errors of our own middleware pass through it unchanged. */
function isCarrier(error: unknown): error is { readonly customError: unknown } {
  return error instanceof Error && "customError" in error && error.customError !== undefined;
}

function ofAnswer({ statusCode, code, headers }: GraphErrorLike, now: number): GraphProblem {
  const known = code !== null && /^[\w.-]{1,64}$/.test(code) ? `, ${code}` : "";
  return new GraphProblem(codeOf(statusCode), {
    detail: `HTTP ${statusCode}${known}`,
    retryAfter: headers && retryAfterSeconds(headers, now),
  });
}

function codeOf(status: number): GraphProblemCode {
  if (status < 400) return "graph-bad-answer";
  if (status >= 500) return "graph-unavailable";
  switch (status) {
    case 401:
      return "graph-unauthorized";
    case 403:
      return "permission-missing";
    case 404:
      return "person-not-found";
    case 429:
      return "graph-throttled";
    default:
      return "graph-refused";
  }
}
