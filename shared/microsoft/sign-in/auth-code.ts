import { createHash, randomBytes } from "node:crypto";
import { systemClock, type Clock } from "../../support/clock";
import type { Log } from "../../support/log";
import { Problem } from "../../support/problem";
import { checkAnswer } from "./authorization-response";
import { EntraNetwork } from "../entra/entra-network";
import { answerRefused, entraProblem, isAnswerForged } from "../entra/entra-problem";
import { createApplication } from "../entra/msal-application";
import type { Registration } from "../registration/registration";
import {
  accountOf,
  type AuthCodeSignIn,
  type AuthorizationResponse,
  signInCancelled,
  type SignInResult,
} from "./sign-in";

/** How the browser brings the answer: in a form that it posts, or in the address it ends at. */
export type ResponseMode = "form_post" | "query";

/** Where the browser comes back to. */
export interface Redirect {
  readonly uri: string;
  /** With `query` nobody receives the answer: the person pastes the address. */
  readonly responseMode: ResponseMode;
}

export interface AuthCodeOptions {
  readonly registration: Registration;
  /** With their Graph host, such as `https://graph.microsoft.com/Presence.Read`. */
  readonly scopes: readonly string[];
  readonly redirect: Redirect;
  readonly clock?: Clock;
  readonly fetch?: typeof globalThis.fetch;
  readonly log: Log;
}

/** Long enough to find a password and a second factor; a state that lies around must not be good for long. */
const LIFETIME_MS = 10 * 60_000;

/**
 * Opens a sign-in by authorization code (Microsoft identity platform, "OAuth 2.0 authorization code flow") with PKCE
 * (RFC 7636), a state and a nonce of 256 bits each. The person chooses the account: whoever happens to be signed in in
 * that browser may be another one. Throws a Problem where the authority cannot be used.
 */
export async function startAuthCode(options: AuthCodeOptions): Promise<AuthCodeSignIn> {
  const { registration, redirect, clock = systemClock, fetch, log } = options;
  const abort = new AbortController();
  const network = new EntraNetwork({ clock, fetch, signal: abort.signal });
  const application = await createApplication({ registration, networkClient: network });
  const [state, nonce, codeVerifier] = [secret(), secret(), secret()];
  const common = { scopes: [...options.scopes], redirectUri: redirect.uri, state, nonce };
  const problemOf = (error: unknown): Problem => {
    const reason = abort.signal.aborted ? (abort.signal.reason as unknown) : error;
    return isAnswerForged(reason) ? answerRefused(reason) : entraProblem(reason, network.failure);
  };

  const asking = application.getAuthCodeUrl({
    ...common,
    responseMode: redirect.responseMode,
    codeChallenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    codeChallengeMethod: "S256",
    prompt: "select_account",
  });
  const url = await asking.catch((error: unknown) => {
    throw problemOf(error);
  });

  let answer: (response: AuthorizationResponse) => void = () => {};
  const answered = new Promise<AuthorizationResponse>((resolve, reject) => {
    const expiry = clock.after(LIFETIME_MS, () => abort.abort(expired()));
    const end = (): void => expiry.cancel();
    abort.signal.addEventListener("abort", () => (end(), reject(abort.signal.reason as Problem)));
    answer = (response) => (end(), resolve(response));
  });
  const redeem = async (response: AuthorizationResponse): Promise<SignInResult> => {
    // Nothing else of it reaches MSAL, which would let the answer choose the host that gets code and verifier.
    const code = checkAnswer(response, state);
    const tokens = await application.acquireTokenByCode({ ...common, code, codeVerifier }, { code, state });
    abort.signal.throwIfAborted();
    const account = accountOf(tokens);
    log.info("A sign-in has been completed.");
    return { account, cache: application.getTokenCache().serialize(), redirectUri: redirect.uri };
  };
  const result = answered.then(redeem).catch((error: unknown) => {
    throw problemOf(error);
  });
  // Whoever drops a pending sign-in must not end the process with an unhandled rejection.
  result.catch(() => {});

  return {
    method: "auth-code",
    url,
    redirectUri: redirect.uri,
    paste: redirect.responseMode === "query",
    state,
    expiresAt: clock.now() + LIFETIME_MS,
    result,
    answer: (response) => answer(response),
    cancel: () => abort.abort(signInCancelled()),
  };
}

/** 256 bits, as RFC 7636 section 4.1 wants a verifier. */
function secret(): string {
  return randomBytes(32).toString("base64url");
}

function expired(): Problem {
  return new Problem({
    code: "sign-in-expired",
    title: "The sign-in was not completed in time",
    advice: "Start it again and complete it within ten minutes.",
  });
}
