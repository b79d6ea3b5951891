import type { AuthenticationResult, DeviceCodeRequest } from "@azure/msal-node";
import { systemClock, type Clock } from "../support/clock";
import type { Log } from "../support/log";
import { Problem } from "../support/problem";
import type { StoredSignIn } from "./account-file";
import { DeviceCodeNetwork } from "./device-code-network";
import { entraProblem } from "./entra-problem";
import { createApplication } from "./msal-application";
import type { Registration } from "./registration";
import type { Account } from "./token-provider";

/** A completed sign-in; `cache` is MSAL's serialized token cache (secret). */
export type SignInResult = StoredSignIn;

export interface PendingSignIn {
  /** To be typed in at `verificationUri`. */
  readonly userCode: string;
  readonly verificationUri: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Rejects with a Problem; nobody has to listen. */
  readonly result: Promise<SignInResult>;
  cancel(): void;
}

export interface DeviceCodeOptions {
  readonly registration: Registration;
  /** With their Graph host, such as `https://graph.microsoft.com/Presence.Read`. */
  readonly scopes: readonly string[];
  readonly clock?: Clock;
  readonly fetch?: typeof globalThis.fetch;
  readonly log: Log;
}

/**
 * Opens a device code sign-in (RFC 8628; Microsoft identity platform, "OAuth 2.0 device authorization grant").
 * Gives the code to show as soon as Entra has made one. Throws a Problem when it makes none.
 */
export async function startDeviceCode(options: DeviceCodeOptions): Promise<PendingSignIn> {
  const { registration, scopes, clock = systemClock, fetch, log } = options;
  const abort = new AbortController();
  const network = new DeviceCodeNetwork({ clock, fetch, signal: abort.signal });
  const application = await createApplication({ registration, networkClient: network });

  let show: (code: Code) => void = () => {};
  const shown = new Promise<Code>((resolve) => (show = resolve));
  const request: DeviceCodeRequest = {
    scopes: [...scopes],
    deviceCodeCallback: ({ userCode, verificationUri }: Partial<Code>) => {
      if (isText(userCode) && isWebAddress(verificationUri)) show({ userCode, verificationUri });
      else abort.abort(noCode());
    },
  };
  const result = application.acquireTokenByDeviceCode(request).then(
    (answer): SignInResult => {
      log.info("A sign-in has been completed.");
      return { account: accountOf(answer), cache: application.getTokenCache().serialize() };
    },
    (error: unknown) => {
      const reason = abort.signal.aborted ? (abort.signal.reason as unknown) : error;
      throw entraProblem(reason, network.failure);
    },
  );
  // Whoever drops a pending sign-in must not end the process with an unhandled rejection.
  result.catch(() => {});

  const code = await Promise.race([shown, result]);
  if (!("userCode" in code)) throw noCode();
  return {
    ...code,
    expiresAt: network.expiresAt,
    result,
    cancel: () => abort.abort(signInCancelled()),
  };
}

interface Code {
  readonly userCode: string;
  readonly verificationUri: string;
}

function noCode(): Problem {
  return new Problem({
    code: "sign-in-failed",
    title: "The sign-in service gave no code to show",
    advice: "Check the authority address and the tenant, and try again.",
  });
}

export function signInCancelled(): Problem {
  return new Problem({
    code: "sign-in-cancelled",
    title: "The sign-in was called off",
    advice: "Start it again when it is wanted.",
  });
}

function accountOf(answer: AuthenticationResult | null): Account {
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

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** The address becomes a link; nothing but https belongs there. */
function isWebAddress(value: unknown): value is string {
  return isText(value) && URL.canParse(value) && new URL(value).protocol === "https:";
}
