import type { ProblemText } from "../../support/problem";
import type { StoredAccount } from "./account-file";
import { SIGN_IN_NEEDED } from "../entra/entra-problem";
import type { UnreadableReason } from "./vault";

const OTHER_REGISTRATION = {
  title: "The stored sign-in belongs to other settings",
  advice: "Sign in again, or restore the earlier cloud, tenant and client id.",
};

const UNREADABLE: Readonly<Record<UnreadableReason, Omit<ProblemText, "code">>> = {
  "other-secret": {
    title: "The stored sign-in was locked with another credentialSecret",
    advice: "Restore the earlier credentialSecret in Node-RED's settings, or sign in again.",
  },
  "secret-missing": {
    title: "The stored sign-in is locked with a credentialSecret, and none is set now",
    advice: "Set the earlier credentialSecret in Node-RED's settings again, or sign in again.",
  },
  "key-file-missing": {
    title: "The key file that opens the stored sign-in is missing or is another one",
    advice: "Restore account.key in the teams-presence directory from the same backup, or sign in again.",
  },
  damaged: {
    title: "The stored sign-in is damaged, or was copied from another account",
    advice: "Sign in again, or restore the file in the teams-presence directory from a backup.",
  },
  "newer-version": {
    title: "The stored sign-in was written by a later version",
    advice: "Update this package again, or sign in again.",
  },
};

/** What to tell where nobody is signed in, and why; the code is always `sign-in-needed`. */
export function signedOutText(stored: Exclude<StoredAccount, { readonly state: "stored" }>): ProblemText {
  const { code } = SIGN_IN_NEEDED;
  if (stored.state === "none") return SIGN_IN_NEEDED;
  if (stored.state === "other-registration") return { code, ...OTHER_REGISTRATION };
  return { code, ...UNREADABLE[stored.reason] };
}
