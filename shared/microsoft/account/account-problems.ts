import { Problem } from "../../support/problem";
import type { Account } from "./token-provider";

export function accountClosed(): Problem {
  return new Problem({
    code: "closed",
    title: "The account is closed",
    advice: "Nothing needs to be done; it belongs to a configuration that is no longer in use.",
  });
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
