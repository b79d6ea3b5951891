import { CLIENT_REFUSALS } from "./refusals/clients";
import { DEVICE_CODE_REFUSALS } from "./refusals/device-codes";
import { GRANT_REFUSALS } from "./refusals/grants";
import type { Refusal } from "./refusals/refusal";
import { REQUEST_REFUSALS } from "./refusals/requests";
import { SIGN_IN_REFUSALS } from "./refusals/sign-ins";

/**
 * What Entra refuses, with the OAuth error and the AADSTS number it answers, in files by what is refused.
 * Sources, by the mark before each:
 * [codes] Microsoft Entra docs, "Microsoft Entra authentication and authorization error codes" (reference-error-codes);
 * [device] "OAuth 2.0 device authorization grant", section "Expected errors";
 * [auth-code] "OAuth 2.0 authorization code flow"; [admin] "Admin consent on the Microsoft identity platform";
 * [certificate] "Microsoft identity platform application authentication certificate credentials";
 * [8628] RFC 8628 section 3.5; [6749] RFC 6749 section 5.2; [reports] answers quoted in public issue threads.
 */
const REFUSALS = {
  ...REQUEST_REFUSALS,
  ...DEVICE_CODE_REFUSALS,
  ...SIGN_IN_REFUSALS,
  ...CLIENT_REFUSALS,
  ...GRANT_REFUSALS,
};

export type RefusalName = keyof typeof REFUSALS;

/** Thrown by whatever finds something to refuse; becomes an answer at the door. */
export class Refused extends Error {
  readonly refusal: Refusal;
  /** The sentence without its number, for people. */
  readonly sentence: string;

  /** @param detail the offending value or parameter name, never a secret */
  constructor(what: RefusalName | Refusal, detail?: string) {
    const refusal: Refusal = typeof what === "string" ? REFUSALS[what] : what;
    const sentence = `${refusal.text}${detail === undefined ? "" : `: '${detail}'`}.`;
    super(`AADSTS${refusal.code}: ${sentence}`);
    this.refusal = refusal;
    this.sentence = sentence;
  }
}
