import { Problem, type ProblemText } from "../support/problem";
import { type ClientCredential, looksLikeSecretId, RENEW } from "./client-credential";
import { type EntraFailure, SIGN_IN_NEEDED, silentProblem } from "./entra-problem";

/**
 * Where an application is refused nobody can sign in again: its owner or an administrator has to change something.
 * Numbers: Microsoft Entra documentation, "Microsoft Entra authentication and authorization error codes", and "Azure
 * Identity, Troubleshoot service principal authentication".
 */
const TEXTS: ReadonlyMap<number, ProblemText> = new Map([
  [
    7000215,
    {
      code: "client-secret-wrong",
      title: "Microsoft does not know this client secret",
      advice:
        "Enter the value of a valid client secret of just this app registration; check that tenant and client ID are its own.",
    },
  ],
  [7000222, { code: "client-secret-expired", title: "The client secret has expired", advice: RENEW.secret }],
  [
    700027,
    {
      code: "certificate-not-registered",
      title: "Microsoft does not accept this certificate",
      advice:
        "Upload its public part to just this app registration under Certificates & secrets; check that tenant and client ID are its own.",
    },
  ],
  [
    700024,
    {
      code: "clock-wrong",
      title: "This machine's clock does not fit Microsoft's",
      advice: "Check date and time of this machine.",
    },
  ],
  [
    7000229,
    {
      code: "application-not-in-tenant",
      title: "The tenant does not have this application",
      advice: "An administrator of the tenant has to consent to the application once; check the tenant too.",
    },
  ],
  [
    7000112,
    {
      code: "application-disabled",
      title: "The application is disabled",
      advice: "Ask your administrator to enable it under Enterprise applications.",
    },
  ],
  [
    53003,
    {
      code: "blocked-by-policy",
      title: "A policy of the organization forbids this application",
      advice: "Ask your administrator for an exception from Conditional Access for workload identities.",
    },
  ],
]);

const SECRET_ID: ProblemText = {
  code: "client-secret-wrong",
  title: "This seems to be the id of a client secret, not its value",
  advice:
    "Enter the value: the portal shows it only right after the secret is made; if it is lost, make a new one.",
};

const REFUSED: ProblemText = {
  code: "application-refused",
  title: "Microsoft refuses this application",
  advice: "Check client ID, tenant and its secret or certificate, and that an administrator has consented.",
};

/** Codes of trouble that lasts until somebody changes the configuration or the registration. */
export const CONFIGURATION_CODES: ReadonlySet<string> = new Set([
  "client-secret-wrong",
  "client-secret-expired",
  "certificate-expired",
  "certificate-not-registered",
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

/** What MSAL threw when an application asked for a token; never `sign-in-needed`. Free of secrets. */
export function applicationProblem(
  error: unknown,
  failure: EntraFailure | undefined,
  credential: ClientCredential,
): Problem {
  if (error instanceof Problem) return error;
  const problem = silentProblem(error, failure);
  const known = failure?.kind === "refused" ? knownText(failure.numbers, credential) : undefined;
  if (known) return new Problem(known, { cause: problem.cause });
  if (problem.code !== SIGN_IN_NEEDED.code && problem.code !== "sign-in-refused") return problem;
  const detail = failure?.kind === "refused" ? named(failure.numbers, failure.error) : "";
  return new Problem({ ...REFUSED, advice: REFUSED.advice + detail }, { cause: problem.cause });
}

function knownText(numbers: readonly number[], credential: ClientCredential): ProblemText | undefined {
  const number = numbers.find((each) => TEXTS.has(each));
  if (number === undefined) return undefined;
  const text = TEXTS.get(number);
  const isId = credential.kind === "secret" && looksLikeSecretId(credential.secret);
  const shown = text?.code === SECRET_ID.code && isId ? SECRET_ID : text;
  return shown && { ...shown, advice: shown.advice + named([number], "") };
}

function named([number]: readonly number[], error: string): string {
  const name = number === undefined ? error : `AADSTS${number}`;
  return name && ` (${name})`;
}
