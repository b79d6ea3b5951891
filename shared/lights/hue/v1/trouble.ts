import type { Problem } from "../../../support/problem";
import {
  badAnswer,
  keyRefused,
  lightNotFound,
  overloaded,
  type Place,
  refused,
  unreachable,
} from "../wire/problems";

/** How a request to an old bridge failed. */
export type Failure =
  /** No answer came; `code` is Node's or ours. */
  | { readonly kind: "transport"; readonly code: string }
  /** An HTTP status other than 2xx. */
  | { readonly kind: "status"; readonly status: number }
  /** What the bridge says in an answer that is otherwise fine; the key is not in `description`. */
  | { readonly kind: "error"; readonly type: number; readonly description: string }
  /** Anything that node-hue-api could make nothing of. */
  | { readonly kind: "strange" };

/** Hue API v1, "Error messages". */
const UNAUTHORIZED = 1;
const NO_SUCH_RESOURCE = 3;
const DEVICE_IS_OFF = 201;
const INTERNAL_ERROR = 901;

type Told = { readonly kind: "answer" } | Failure;
type ErrorFailure = Failure & { readonly kind: "error" };

const isError = (outcome: Told, type: number): outcome is ErrorFailure =>
  outcome.kind === "error" && outcome.type === type;

/** The lamp is off, so that it took only a part of what it was told. */
export const isWarning = (outcome: Told): outcome is ErrorFailure => isError(outcome, DEVICE_IS_OFF);

export const isNotFound = (outcome: Told): boolean => isError(outcome, NO_SUCH_RESOURCE);

/** The same problems as of a bridge of today. */
export function oldProblem(place: Place, failure: Failure): Problem {
  switch (failure.kind) {
    case "transport":
      return transportProblem(place, failure.code);
    case "status":
      return statusProblem(place, failure.status);
    case "error":
      return errorProblem(place, failure.type, failure.description);
    case "strange":
      return badAnswer(place, "not as expected");
  }
}

/** Codes of Node begin with E, those of its HTTP parser with HPE_; axios has codes of its own. */
function transportProblem(place: Place, code: string): Problem {
  if (code.startsWith("HPE_")) return badAnswer(place, "not HTTP");
  if (code.startsWith("ERR_")) return badAnswer(place, code === "ERR_BAD_RESPONSE" ? "too long" : code);
  return unreachable(place, code);
}

function statusProblem(place: Place, status: number): Problem {
  if (status === 401 || status === 403) return keyRefused(place);
  if (status === 429 || status === 503) return overloaded(place);
  if (status >= 300 && status < 400) return badAnswer(place, `redirect ${status}`);
  return badAnswer(place, `status ${status}`);
}

function errorProblem(place: Place, type: number, description: string): Problem {
  switch (type) {
    case UNAUTHORIZED:
      return keyRefused(place);
    case NO_SUCH_RESOURCE:
      return lightNotFound();
    case INTERNAL_ERROR:
      return badAnswer(place, description);
    default:
      return refused(place, description);
  }
}
