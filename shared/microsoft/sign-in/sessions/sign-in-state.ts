import type { PendingSignIn } from "../sign-in";
import type { Account } from "../../account/token-provider";
import { Problem, type ProblemText } from "../../../support/problem";

/** A sign-in that is under way, as everybody who may write accounts sees it. */
export type OpenSignIn =
  | {
      readonly method: "device-code";
      readonly userCode: string;
      readonly verificationUri: string;
      /** ISO 8601. */
      readonly expiresAt: string;
    }
  | {
      readonly method: "auth-code";
      /** The address that the browser ends at has to be pasted. */
      readonly paste: boolean;
      /** ISO 8601. */
      readonly expiresAt: string;
    };

/**
 * What a dialog and scripts are told. With `failed`, `account` is whose sign-in Microsoft has ended.
 */
export type SignInState =
  | { readonly state: "signed-out" }
  | ({ readonly state: "pending" } & OpenSignIn)
  | {
      readonly state: "signed-in";
      readonly account: Account;
      readonly replaces?: Account;
      /** It waits for Done, in whatever dialog: the page of the one it was made in may be gone. */
      readonly kept?: false;
    }
  | { readonly state: "failed"; readonly account?: Account; readonly error: ProblemText };

/** Without the address of the sign-in page: the state in it belongs to whoever has started the sign-in. */
export function openSignIn(pending: PendingSignIn): OpenSignIn {
  const expiresAt = new Date(pending.expiresAt).toISOString();
  if (pending.method === "auth-code") return { method: pending.method, paste: pending.paste, expiresAt };
  const { method, userCode, verificationUri } = pending;
  return { method, userCode, verificationUri, expiresAt };
}

/** Troubles of a sign-in that lasts, and was never allowed what the settings now ask for. */
const NEVER_ALLOWED = new Set(["consent-needed", "admin-consent-needed"]);

/** Why a stored sign-in serves no longer, in the words of the dialog that offers a new one. */
export function signInEnded({ name }: Account, { key = "", title, text }: Problem): ProblemText {
  if (NEVER_ALLOWED.has(key)) return text;
  const why = key === "" ? "" : `${title}. `;
  return {
    code: "sign-in-needed",
    title: `Microsoft has ended the sign-in of ${name}`,
    advice: `${why}Press Sign in again.`,
  };
}

/** Only whoever asks without a dialog meets it, as a message in Node-RED does. */
export function busyInEditor(): Problem {
  return new Problem({
    code: "sign-in-in-editor",
    title: "A sign-in of this account is under way in the editor",
    advice: "Close its dialog with Done or Cancel, deploy, and try again.",
  });
}

/** Of a browser that came back; also where the answer was used before, or the time is over. */
export function unknownState(): Problem {
  return new Problem({
    code: "sign-in-unknown",
    title: "No sign-in waits for this answer",
    advice: "It was used before, has expired, or was not meant for here. Start the sign-in again.",
  });
}

export function notWaiting(): Problem {
  return new Problem({
    code: "sign-in-unknown",
    title: "No sign-in waits for an address",
    advice: "Start the sign-in again.",
  });
}

export function foreignAddress(): Problem {
  return new Problem({
    code: "address-foreign",
    title: "This address belongs to another sign-in",
    advice: "Paste the address of the sign-in that was opened last here, or start it again.",
  });
}
