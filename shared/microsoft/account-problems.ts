import { Problem, type ProblemText } from "../support/problem";
import type { StoredAccount } from "./account-file";
import { SIGN_IN_NEEDED } from "./entra-problem";
import type { Account } from "./token-provider";

export function accountClosed(): Problem {
  return new Problem({
    code: "closed",
    title: "The account is closed",
    advice: "Nothing needs to be done; it belongs to a configuration that is no longer in use.",
  });
}

type SignedOut = Exclude<StoredAccount["state"], "stored">;

const SIGNED_OUT: Readonly<Record<SignedOut, ProblemText>> = {
  none: SIGN_IN_NEEDED,
  unreadable: {
    code: SIGN_IN_NEEDED.code,
    title: "The stored sign-in cannot be opened",
    advice: "Sign in again, or restore the earlier credentialSecret or key file.",
  },
  "other-registration": {
    code: SIGN_IN_NEEDED.code,
    title: "The stored sign-in belongs to other settings",
    advice: "Sign in again, or restore the earlier cloud, tenant and client id.",
  },
};

/** Why nobody counts as signed in. */
export function signedOut(state: SignedOut): Problem {
  return new Problem(SIGNED_OUT[state]);
}

/** Throws Problem `wrong-account` unless both are the same account. */
export function refuseOther(stored: Account, given: Account): void {
  if (isSameAccount(stored, given)) return;
  throw new Problem({
    code: "wrong-account",
    title: `This is ${given.username}, but the sign-in belongs to ${stored.username}`,
    advice: `Sign in as ${stored.name}, or open the account, sign in again and tick the box that replaces ${stored.name}.`,
  });
}

type Identity = Pick<Account, "id" | "tenantId">;

export function isSameAccount(one: Identity, other: Identity): boolean {
  return one.id === other.id && one.tenantId === other.tenantId;
}
