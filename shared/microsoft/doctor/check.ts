import type { Problem, ProblemText } from "../../support/problem";
import { type DoctorTexts, fill, type Values } from "./texts";

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

type Words = Pick<Check, "title" | "advice">;

/** A check that has yet to be put in words. */
export interface Finding extends Omit<Check, keyof Words> {
  readonly words: (texts: DoctorTexts) => Words;
}

export function inWords({ words, ...finding }: Finding, texts: DoctorTexts): Check {
  return { ...finding, ...words(texts) };
}

export type Reason = keyof DoctorTexts["because"];

export function ok(id: CheckId, values?: Values): Finding {
  return found(id, "ok", ({ check }) => ({ title: fill(check[id].ok, values) }));
}

export function skipped(id: CheckId, reason: Reason): Finding {
  return found(id, "skipped", ({ check, because }) => ({
    title: check[id].skipped,
    advice: because[reason],
  }));
}

/** A finding with words of its own. */
export function found(id: CheckId, state: CheckState, words: Finding["words"], code?: string): Finding {
  return { id, state, words, ...(code === undefined ? {} : { code }) };
}

/** A Problem as a finding: failed, unless it is trouble that says nothing about the registration. */
export function ofProblem(id: CheckId, { text }: Problem): Finding {
  return ofText(id, PASSING.has(text.code) ? "unknown" : "failed", text);
}

/** The words of a problem stay as they are; by its key whoever shows it may know others. */
export function ofText(id: CheckId, state: CheckState, { title, advice, ...named }: ProblemText): Finding {
  return { id, state, ...named, words: () => ({ title, advice }) };
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
export function isForAdministrator({ state, code = "", key = "" }: Finding): boolean {
  return state === "failed" && (CONSENT_CODES.has(code) || CONSENT_KEYS.has(key));
}
