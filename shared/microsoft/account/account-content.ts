import { isJsonObject, parseJsonObject } from "../../support/json-object";
import { checkRegistration, sameRegistration, type Registration } from "../registration/registration";
import type { Account } from "./token-provider";

/** A completed sign-in: who it is, and MSAL's serialized token cache (secret). */
export interface StoredSignIn {
  readonly account: Account;
  readonly cache: string;
  /** Where the browser came back to; only of a sign-in by authorization code. */
  readonly redirectUri?: string;
  /**
   * When it was stored after somebody had signed in, in milliseconds since 1970: tells one sign-in from another of the same
   * account, where a renewed cache does not. Missing in what earlier versions have stored.
   */
  readonly at?: number;
}

/** What an account file seals. */
export interface AccountContent {
  readonly registration: Registration;
  readonly signIn: StoredSignIn;
}

export function accountText({ registration, signIn }: AccountContent): string {
  return JSON.stringify({ registration, ...signIn });
}

/** The seal vouches for the content being ours; undefined is what another version wrote. */
export function parseAccountText(text: string): AccountContent | undefined {
  const { registration, account, cache, redirectUri, at } = parseJsonObject(text) ?? {};
  if (!isJsonObject(registration) || !isJsonObject(account)) return undefined;
  const { id, tenantId, username, name } = account;
  if (typeof id !== "string" || typeof tenantId !== "string") return undefined;
  if (typeof username !== "string" || typeof name !== "string") return undefined;
  if (typeof cache !== "string" || !parseJsonObject(cache)) return undefined;
  try {
    return {
      registration: checkRegistration(registration),
      signIn: {
        account: { id, tenantId, username, name },
        cache,
        ...(typeof redirectUri === "string" && { redirectUri }),
        ...(typeof at === "number" && { at }),
      },
    };
  } catch {
    return undefined;
  }
}

/** Whether both are one person's sign-in for one registration, so that the older may stand in for the newer. */
export function isSameSignIn(one: AccountContent, other: AccountContent): boolean {
  const a = one.signIn.account;
  const b = other.signIn.account;
  return a.id === b.id && a.tenantId === b.tenantId && sameRegistration(one.registration, other.registration);
}
