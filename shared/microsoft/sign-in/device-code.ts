import type { DeviceCodeRequest } from "@azure/msal-node";
import { systemClock, type Clock } from "../../support/clock";
import type { Log } from "../../support/log";
import { Problem } from "../../support/problem";
import { DeviceCodeNetwork } from "./device-code-network";
import { entraProblem } from "../entra/entra-problem";
import { createApplication } from "../entra/msal-application";
import type { Registration } from "../registration/registration";
import { accountOf, type DeviceCodeSignIn, signInCancelled, type SignInResult } from "./sign-in";

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
export async function startDeviceCode(options: DeviceCodeOptions): Promise<DeviceCodeSignIn> {
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
    method: "device-code",
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

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** The address becomes a link; nothing but https belongs there. */
function isWebAddress(value: unknown): value is string {
  return isText(value) && URL.canParse(value) && new URL(value).protocol === "https:";
}
