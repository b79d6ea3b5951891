/**
 * When the owner of an application should hear that its secret or certificate ends. Pure: values in, values out. Times
 * are milliseconds since 1970.
 */
import type { ProblemText } from "../../support/problem";
import { RENEW, type ClientCredential } from "./client-credential";

export interface CredentialEnd {
  readonly kind: ClientCredential["kind"];
  /** As it is known: ISO 8601 for a certificate, `YYYY-MM-DD` for a secret. */
  readonly expiresAt: string;
  /** The last moment it is good for. */
  readonly at: number;
}

/** What was announced last, and of which credential. */
export interface Told {
  readonly expiresAt: string;
  readonly days: number;
}

const DAY_MS = 86_400_000;
/** The first announcement: time enough to find whoever may make a new one. */
const FIRST_DAYS = 30;
/** Those after it; -1 is the day on which it has ended. From then on every poll that fails says it. */
const NEXT_DAYS = [14, 7, 3, 2, 1, 0, -1];

/**
 * The end of a credential; undefined where it is not known. Microsoft does not tell when a secret ends, and the portal
 * shows only its day, in whatever time zone the browser is: it counts to the end of that day in UTC.
 */
export function endOf(credential: ClientCredential, secretExpires: string): CredentialEnd | undefined {
  if (credential.kind === "certificate") {
    const { kind, notAfter } = credential;
    return { kind, expiresAt: new Date(notAfter).toISOString(), at: notAfter };
  }
  if (secretExpires === "") return undefined;
  return { kind: "secret", expiresAt: secretExpires, at: Date.parse(secretExpires) + DAY_MS - 1 };
}

/** Whether a text is a day that exists, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Whole days of 24 hours that are left: 0 on the last one, negative once it has ended. */
export function daysLeft({ at }: CredentialEnd, now: number): number {
  return Math.floor((at - now) / DAY_MS);
}

/**
 * Whether the end has to be announced now. `starting`: the flow has just been deployed, so that whoever listens may be
 * new; it is repeated then, but not on the same day.
 */
export function isDue(
  end: CredentialEnd,
  now: number,
  { told, starting }: { readonly told: Told | undefined; readonly starting: boolean },
): boolean {
  const days = daysLeft(end, now);
  if (days > FIRST_DAYS) return false;
  // A renewed credential has an end of its own.
  if (told?.expiresAt !== end.expiresAt) return true;
  if (days >= told.days) return false;
  return starting || NEXT_DAYS.some((each) => days <= each && each < told.days);
}

/** From when on a status line mentions it. */
export function isNear(days: number): boolean {
  return days <= Math.max(...NEXT_DAYS);
}

export function expiryText({ kind, expiresAt }: CredentialEnd, days: number, name: string): ProblemText {
  const what = kind === "secret" ? "client secret" : "certificate";
  const code = kind === "secret" ? "client-secret" : "certificate";
  const title = `The ${what} of ${name} ${days < 0 ? "has ended" : `ends ${inDays(days)}`}`;
  return {
    code: `${code}-${days < 0 ? "expired" : "expiring"}`,
    title,
    advice: `${days < 0 ? "It ended" : "It ends"}: ${expiresAt}. ${RENEW[kind]}`,
  };
}

function inDays(days: number): string {
  if (days === 0) return "within a day";
  return days === 1 ? "in 1 day" : `in ${days} days`;
}
