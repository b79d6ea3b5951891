import type { ProblemText } from "../../support/problem";

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}

/** The secret or certificate of an application, and when it ends, where that is known. */
export interface CredentialState {
  readonly kind: "secret" | "certificate";
  /** ISO 8601, or a day. */
  readonly expiresAt?: string;
  /** Whole days that are left; negative once it has ended. */
  readonly days?: number;
}

export interface SignedIn {
  readonly state: "signed-in";
  readonly method?: string;
  readonly account?: Account;
  readonly replaces?: Account;
  /** It is not stored: it waits for Done, or for an answer to who is replaced. */
  readonly kept?: false;
  /** An application's. */
  readonly credential?: CredentialState;
}

/** What opens a sign-in answers. */
export type Begun =
  | { readonly method: "device-code" }
  | { readonly method: "auth-code"; readonly url: string; readonly paste: boolean }
  | ({ readonly method: "app" } & SignedIn);

export interface Pending {
  readonly state: "pending";
  readonly method?: "device-code" | "auth-code";
  /** Missing for those who may only read. */
  readonly expiresAt?: string;
  readonly userCode?: string;
  readonly verificationUri?: string;
  /** The address that the browser comes back to has to be pasted. */
  readonly paste?: boolean;
}

export type State =
  | { readonly state: "signed-out" }
  | Pending
  | SignedIn
  | {
      readonly state: "failed";
      readonly method?: string;
      readonly account?: Account;
      readonly error?: ProblemText;
    };

/**
 * What is told of the deployed account, as far as it is about the way to sign in that the dialog shows: an application
 * is nobody who has signed in.
 */
export function aboutMethod(state: State, method: string): State {
  if (state.state !== "signed-in" && state.state !== "failed") return state;
  const isTold = state.account !== undefined || (state.state === "failed" && state.error !== undefined);
  const isOther = (state.method === "app") !== (method === "app");
  return isTold && isOther ? { state: "signed-out" } : state;
}

/** Minutes and seconds from `now`, in milliseconds, until an ISO 8601 time, like "14:05". */
export function timeLeft(expiresAt: string, now: number): string {
  const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
