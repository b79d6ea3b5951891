import type { AuthenticationResult } from "@azure/msal-node";
import { Problem } from "../../support/problem";
import type { StoredSignIn } from "../account/account-file";
import type { Account } from "../account/token-provider";

/** A completed sign-in; `cache` is MSAL's serialized token cache (secret). */
export type SignInResult = StoredSignIn;

interface Pending {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Rejects with a Problem; nobody has to listen. */
  readonly result: Promise<SignInResult>;
  cancel(): void;
}

/** A person types a code on any device. */
export interface DeviceCodeSignIn extends Pending {
  readonly method: "device-code";
  /** To be typed in at `verificationUri`. */
  readonly userCode: string;
  readonly verificationUri: string;
}

/** What came back to the redirect address: the parameters of its form or query. */
export type AuthorizationResponse = Readonly<Record<string, string>>;

/** A person signs in in a browser, which then comes back to the redirect address. */
export interface AuthCodeSignIn extends Pending {
  readonly method: "auth-code";
  /** Where the person signs in. Holds the one-time state: it goes to that person and nowhere else. */
  readonly url: string;
  readonly redirectUri: string;
  /** Nobody receives the answer there: the person pastes the address the browser ended at. */
  readonly paste: boolean;
  /** One-time, 256 bits (secret): finds this sign-in when the browser comes back. */
  readonly state: string;
  /** What came back; the result follows. A second answer is ignored. */
  answer(response: AuthorizationResponse): void;
}

export type PendingSignIn = DeviceCodeSignIn | AuthCodeSignIn;

export function signInCancelled(): Problem {
  return new Problem({
    code: "sign-in-cancelled",
    title: "The sign-in was called off",
    advice: "Start it again when it is wanted.",
  });
}

/** Who has signed in. Throws Problem `sign-in-failed` where the answer does not say. */
export function accountOf(answer: AuthenticationResult | null): Account {
  const account = answer?.account;
  if (!account?.localAccountId || !account.tenantId) {
    throw new Problem({
      code: "sign-in-failed",
      title: "The sign-in service did not say who signed in",
      advice: "Check the authority address and the tenant, and try again.",
    });
  }
  return {
    id: account.localAccountId.toLowerCase(),
    tenantId: account.tenantId.toLowerCase(),
    username: account.username,
    name: account.name ?? account.username,
  };
}
