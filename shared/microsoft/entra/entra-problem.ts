import { Problem, type ProblemText } from "../../support/problem";
import { entraText, isTransient } from "./entra-codes";

/** What went wrong on the wire, as EntraNetwork remembers it: MSAL drops most of it. Free of secrets. */
export type EntraFailure =
  | {
      readonly kind: "refused";
      /** The OAuth error, such as `invalid_grant`. */
      readonly error: string;
      readonly subError: string;
      /** AADSTS numbers. */
      readonly numbers: readonly number[];
      /** First line of the description. */
      readonly line: string;
      readonly correlationId: string;
      readonly timestamp: string;
    }
  /**
   * No answer, or none that Entra would give. `reason` is an error code, `HTTP 502` or empty; `trouble` is what a person
   * can do about it where it lies in between.
   */
  | { readonly kind: "unreachable"; readonly reason: string; readonly trouble?: ProblemText }
  | { readonly kind: "throttled"; readonly retryAfterSeconds: number | undefined };

/** Entra asks for a pause. `retryAfter`: seconds, when it named them. */
export class ThrottledProblem extends Problem {
  readonly retryAfter?: number;

  constructor(retryAfterSeconds: number | undefined) {
    super(throttledText(retryAfterSeconds));
    if (retryAfterSeconds !== undefined) this.retryAfter = retryAfterSeconds;
  }
}

const INTERACTION_REQUIRED_NAME = "InteractionRequiredAuthError";

/**
 * Errors after which only a person can help. MSAL reports `invalid_grant` with most suberrors as a plain server error,
 * for example when a sign-in frequency policy has ended the session (suberror token_expired).
 */
const SIGN_IN_ERRORS: ReadonlySet<string> = new Set([
  "invalid_grant",
  "interaction_required",
  "login_required",
  "consent_required",
  "no_tokens_found",
  "refresh_token_expired",
]);

/** Codes of TLS errors that a wrong clock causes: a Raspberry Pi without network time lives in the past. */
const CERTIFICATE_DATE = new Set(["CERT_NOT_YET_VALID", "CERT_HAS_EXPIRED"]);

/** MSAL's codes for an authority whose metadata is missing or does not fit. */
const AUTHORITY_ERRORS = new Set([
  "endpoints_resolution_error",
  "openid_config_error",
  "untrusted_authority",
  "issuer_validation_failed",
  "invalid_authority_metadata",
]);

/** MSAL's codes for an answer or an id token that belongs to another sign-in. */
const FORGED = new Set(["nonce_mismatch", "state_mismatch", "invalid_state", "state_not_found"]);

/** Whether only a new sign-in helps, by what MSAL threw and what was seen on the wire meanwhile. */
export function isSignInNeeded(error: unknown, failure?: EntraFailure): boolean {
  if (failure?.kind === "refused") {
    if (isTransient(failure.numbers, failure.error)) return false;
    if (SIGN_IN_ERRORS.has(failure.error)) return true;
  } else if (failure) {
    return false;
  }
  const { name, errorCode } = msalError(error);
  return name === INTERACTION_REQUIRED_NAME || SIGN_IN_ERRORS.has(errorCode);
}

/**
 * What MSAL threw as a Problem: `sign-in-needed` where only a person can help, else the code of the trouble.
 * Neither text nor cause repeats a message of MSAL or a body of the server beyond its first line.
 */
export function silentProblem(error: unknown, failure?: EntraFailure): Problem {
  if (error instanceof Problem) return error;
  if (!isSignInNeeded(error, failure)) {
    if (failure?.kind !== "unreachable") return entraProblem(error, failure);
    return problem(unreachableText(failure, "; it is tried again later."), error);
  }
  const text = failure?.kind === "refused" ? refusedText(failure) : undefined;
  return problem({ ...(text ?? SIGN_IN_NEEDED), code: SIGN_IN_NEEDED.code }, error);
}

/** The same for a sign-in that is under way, where every trouble keeps its own code. */
export function entraProblem(error: unknown, failure?: EntraFailure): Problem {
  if (error instanceof Problem) return error;
  if (failure?.kind === "throttled") return new ThrottledProblem(failure.retryAfterSeconds);
  return problem(failure ? failureText(failure) : libraryText(error), error);
}

export const SIGN_IN_NEEDED: ProblemText = {
  code: "sign-in-needed",
  title: "Nobody is signed in",
  advice: "Sign in with the account whose presence is to be read.",
};

/** Something answered well, but not as Entra does. */
export const NO_TOKEN_IN_ANSWER: EntraFailure = { kind: "unreachable", reason: "no token in the answer" };

export function isAnswerForged(error: unknown): boolean {
  return FORGED.has(msalError(error).errorCode);
}

/** What came back from the browser, or the id token for it, does not fit what was asked for. */
export function answerRefused(error?: unknown): Problem {
  return problem(ANSWER_REFUSED, error);
}

const ANSWER_REFUSED: ProblemText = {
  code: "sign-in-refused",
  title: "The answer does not belong to this sign-in",
  advice: "Start the sign-in again and go on in the window that it opens.",
};

function failureText(failure: Exclude<EntraFailure, { kind: "throttled" }>): ProblemText {
  return failure.kind === "refused" ? refusedText(failure) : unreachableText(failure, ", then try again.");
}

function throttledText(retryAfterSeconds: number | undefined): ProblemText {
  return {
    code: "microsoft-throttled",
    title: "Microsoft asks to slow down",
    advice:
      retryAfterSeconds === undefined
        ? "Nothing needs to be done; it is tried again later."
        : `Nothing needs to be done; it can be tried again in ${retryAfterSeconds} s.`,
  };
}

function unreachableText(
  { reason, trouble }: Extract<EntraFailure, { kind: "unreachable" }>,
  andThen: string,
): ProblemText {
  if (trouble) return trouble;
  if (CERTIFICATE_DATE.has(reason)) {
    return {
      code: "clock-wrong",
      title: "The date of the sign-in service's certificate does not fit this machine's clock",
      advice: `Check date and time of this machine (${reason}).`,
    };
  }
  return {
    code: "microsoft-unreachable",
    title: "Microsoft's sign-in service cannot be reached",
    advice: `Check this machine's network and proxy${andThen}${reason && ` (${reason})`}`,
  };
}

function refusedText(failure: Extract<EntraFailure, { kind: "refused" }>): ProblemText {
  const { numbers, error, line, correlationId, timestamp } = failure;
  const known = entraText(numbers, error);
  const name = numbers[0] === undefined ? error : `AADSTS${numbers[0]}`;
  if (known) return { ...known, advice: `${known.advice} (${name})`, reference: name };
  const trace = [correlationId && `correlation id ${correlationId}`, timestamp].filter(Boolean);
  return {
    code: "sign-in-refused",
    title: `Microsoft refused the sign-in (${name})`,
    advice: `${line || error}${trace.length > 0 ? ` (${trace.join(", ")})` : ""}`,
    reference: name,
  };
}

function libraryText(error: unknown): ProblemText {
  const { errorCode } = msalError(error);
  if (AUTHORITY_ERRORS.has(errorCode)) {
    return {
      code: "authority-unusable",
      title: "The authority does not describe itself as a sign-in service should",
      advice: `Check the authority address and the tenant (${errorCode}).`,
    };
  }
  if (SIGN_IN_ERRORS.has(errorCode)) return SIGN_IN_NEEDED;
  return {
    code: "sign-in-failed",
    title: "The sign-in failed for an unexpected reason",
    advice: `Try again; if it happens again, report ${errorCode || "an unknown error"}.`,
  };
}

/** MSAL's errors carry server text and claims; only name, code and correlation id go on. */
function problem(text: ProblemText, error: unknown): Problem {
  const { name, errorCode, correlationId } = msalError(error);
  const cause = [name, errorCode, correlationId].filter(Boolean).join(" ");
  return cause ? new Problem(text, { cause: new Error(cause) }) : new Problem(text);
}

function msalError(error: unknown): { name: string; errorCode: string; correlationId: string } {
  if (!(error instanceof Error)) return { name: "", errorCode: "", correlationId: "" };
  const property = (key: string): string => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === "string" ? value : "";
  };
  return {
    name: error.name,
    errorCode: property("errorCode"),
    correlationId: property("correlationId"),
  };
}
