import { Problem } from "../../support/problem";
import { type ClientCredential, looksLikeSecretId } from "./client-credential";
import { type EntraProblemKey, textOf } from "../entra/entra-codes";
import { type EntraFailure, entraProblem, SIGN_IN_NEEDED, silentProblem } from "../entra/entra-problem";

/** Codes of trouble that lasts until somebody changes the configuration or the registration. */
export const CONFIGURATION_CODES: ReadonlySet<string> = new Set([
  "client-secret-wrong",
  "certificate-wrong",
  "certificate-expired",
  "application-unknown",
  "application-not-in-tenant",
  "application-disabled",
  "application-refused",
  "tenant-unknown",
  "tenant-needed",
  "tenant-not-allowed",
  "cloud-wrong",
  "blocked-by-policy",
]);

/**
 * What MSAL threw when an application asked for a token. Never `sign-in-needed`: nobody can sign in for it, its owner or
 * an administrator has to change something. Free of secrets.
 */
export function applicationProblem(
  error: unknown,
  failure: EntraFailure | undefined,
  credential: ClientCredential,
): Problem {
  if (error instanceof Problem) return error;
  const isRefused = failure?.kind === "refused";
  const problem = isRefused ? entraProblem(error, failure) : silentProblem(error, failure);
  const key = ownText(problem.code, credential);
  if (key === undefined) return problem;
  const { advice, ...text } = textOf(key);
  const { reference } = problem;
  const named = reference === undefined ? {} : { reference };
  const shown = reference === undefined ? advice : `${advice} (${reference})`;
  return new Problem({ ...text, advice: shown, ...named }, { cause: problem.cause });
}

/** Where the text for a person who signs in does not fit. */
function ownText(code: string, credential: ClientCredential): EntraProblemKey | undefined {
  switch (code) {
    case SIGN_IN_NEEDED.code:
    case "sign-in-refused":
      return "application-refused";
    case "blocked-by-policy":
      return "application-blocked-by-policy";
    case "client-secret-wrong":
      return credential.kind === "secret" && looksLikeSecretId(credential.secret)
        ? "client-secret-is-id"
        : undefined;
    default:
      return undefined;
  }
}
