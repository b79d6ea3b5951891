import { createHash, timingSafeEqual } from "node:crypto";
import { firstLine, LONGEST_LINE, numbersNamedIn } from "../entra/description";
import { answerRefused, entraProblem } from "../entra/entra-problem";
import type { AuthorizationResponse } from "./sign-in";

/** What of an answer is looked at (RFC 6749 sections 4.1.2 and 4.1.2.1). */
const FIELDS = ["state", "code", "error", "error_description"] as const;

/** An answer that says which sign-in it belongs to. */
export type IdentifiedResponse = AuthorizationResponse & { readonly state: string };

/**
 * The fields of a form or query as an answer; undefined where it does not name exactly one state. Any other field that
 * comes twice counts as absent.
 */
export function readAnswer(fields: Readonly<Record<string, unknown>>): IdentifiedResponse | undefined {
  const given = FIELDS.flatMap((field) => {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return typeof value === "string" && value !== "" ? [[field, value] as const] : [];
  });
  const { state, ...others }: AuthorizationResponse = Object.fromEntries(given);
  return state === undefined ? undefined : { state, ...others };
}

/** Compares by hash, so that how long it takes tells nothing of the expected state. */
export function isSameState(given: string | undefined, expected: string): boolean {
  return timingSafeEqual(hashed(given ?? ""), hashed(expected));
}

/** The code of an answer to the sign-in with this state. Throws Problem: what Entra refused, or `sign-in-refused`. */
export function checkAnswer(answer: AuthorizationResponse, state: string): string {
  if (!isSameState(answer["state"], state)) throw answerRefused();
  const { error, code } = answer;
  if (error === undefined && code !== undefined) return code;
  if (error === undefined) throw answerRefused();
  const description = answer["error_description"] ?? "";
  throw entraProblem(undefined, {
    kind: "refused",
    // RFC 6749 section 4.1.2.1 allows more, but a name is all it ever is.
    error: /^[\w.-]{1,60}$/.test(error) ? error : "unknown error",
    subError: "",
    numbers: numbersNamedIn(description),
    line: firstLine(description.replaceAll(state, "…")).slice(0, LONGEST_LINE),
    correlationId: "",
    timestamp: "",
  });
}

function hashed(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
