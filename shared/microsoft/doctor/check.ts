import type { Problem } from "../../support/problem";
import { BECAUSE, CHECK_TEXTS, fill, type Values } from "./texts";

/** In the order they are made; each depends on the former ones, except that a wrong clock stops none. */
export const CHECK_IDS = [
  "reachable",
  "clock",
  "tenant",
  "application",
  "client",
  "sign-in",
  "consent",
  "presence",
] as const;

export type CheckId = (typeof CHECK_IDS)[number];

/** `unknown`: it was asked, and the answer says neither. */
export type CheckState = "ok" | "failed" | "skipped" | "unknown";

/** One line of the diagnosis. `code`, `key` and `reference` are those of the Problem it found. */
export interface Check {
  readonly id: CheckId;
  readonly state: CheckState;
  readonly title: string;
  readonly advice?: string;
  readonly code?: string;
  readonly key?: string;
  readonly reference?: string;
}

export type Reason = keyof typeof BECAUSE;

export function ok(id: CheckId, values?: Values): Check {
  return { id, state: "ok", title: fill(CHECK_TEXTS[id].ok, values) };
}

export function skipped(id: CheckId, reason: Reason): Check {
  return { id, state: "skipped", title: CHECK_TEXTS[id].skipped, advice: BECAUSE[reason] };
}

/** A finding with a text of its own. */
export function found(
  id: CheckId,
  state: CheckState,
  text: { readonly title: string; readonly advice: string },
  values?: Values,
  code?: string,
): Check {
  return {
    id,
    state,
    title: fill(text.title, values),
    advice: fill(text.advice, values),
    ...(code === undefined ? {} : { code }),
  };
}

/** A Problem as a finding: failed, unless it is trouble that says nothing about the registration. */
export function ofProblem(id: CheckId, { text }: Problem): Check {
  return { id, state: PASSING.has(text.code) ? "unknown" : "failed", ...text };
}

/** Codes of trouble that passes or lies on the way to Microsoft. */
const PASSING = new Set([
  "microsoft-throttled",
  "microsoft-unreachable",
  "graph-throttled",
  "graph-unavailable",
  "graph-unreachable",
  "closed",
]);

/**
 * Troubles of a client's own credential, or of its having none: Microsoft knows the client id then. A certificate's
 * assertion is good for minutes only, so that a wrong clock spoils it.
 */
const CREDENTIAL_CODES = new Set([
  "clock-wrong",
  "client-secret-wrong",
  "certificate-wrong",
  "certificate-expired",
  "public-client-off",
]);

/** Troubles of what was entered, found before Microsoft was asked. */
const ENTERED_CODES = new Set(["bad-configuration", "credentials-needed", "deploy-first"]);

/** Keys, since a stored sign-in that lacks consent has the code `sign-in-needed`. */
const CONSENT_KEYS = new Set(["admin-consent-needed", "consent-needed"]);

/** Codes of what an administrator's consent ends. */
const CONSENT_CODES = new Set([
  "admin-consent-needed",
  "application-not-in-tenant",
  "consent-needed",
  "permission-missing",
]);

export function isCredentialTrouble({ code }: Problem): boolean {
  return CREDENTIAL_CODES.has(code);
}

export function isEntryTrouble({ code }: Problem): boolean {
  return ENTERED_CODES.has(code);
}

export function isConsentTrouble({ key }: Problem): boolean {
  return key !== undefined && CONSENT_KEYS.has(key);
}

/** Whether an administrator's consent is what helps. */
export function isForAdministrator({ state, code = "", key = "" }: Check): boolean {
  return state === "failed" && (CONSENT_CODES.has(code) || CONSENT_KEYS.has(key));
}
