import { isDeepStrictEqual } from "node:util";
import { AppAccount } from "../../shared/microsoft/account/app-account";
import {
  clientCredential,
  type ClientCredential,
  type GivenCredentials,
} from "../../shared/microsoft/account/client-credential";
import { type CredentialEnd, daysLeft, endOf } from "../../shared/microsoft/account/credential-expiry";
import type { Fetch } from "../../shared/microsoft/network/microsoft-fetch";
import { sameRegistration } from "../../shared/microsoft/registration/registration";
import type { SignInSettings } from "../../shared/microsoft/registration/sign-in-settings";
import type { Account, TokenProvider } from "../../shared/microsoft/account/token-provider";
import { systemClock } from "../../shared/support/clock";
import type { Body } from "../common/admin";
import { credentialsNeeded, dialogCredential, dialogValues } from "../common/dialog-values";
import type { NodeRed } from "../common/node-red";
import { secretExpires } from "./auth-properties";
import type { SignInState } from "../../shared/microsoft/sign-in/sessions/sign-in-state";
import type { TeamsAuth, TeamsAuthNode } from "./teams-auth-account";

/** What the dialog shows of a secret or certificate. */
export interface CredentialState {
  readonly kind: ClientCredential["kind"];
  /** ISO 8601 for a certificate, `YYYY-MM-DD` for a secret; absent where it is not known. */
  readonly expiresAt?: string;
  /** Whole days that are left; negative once it has ended. */
  readonly days?: number;
}

export interface VerifiedApplication {
  readonly method: "app";
  readonly state: "signed-in";
  readonly account: Account;
  readonly credential: CredentialState;
}

interface Trial {
  readonly id: string;
  readonly body: Body;
  readonly settings: SignInSettings;
  readonly fetch?: Fetch;
}

const ADVICE = "Enter the secret or the certificate again, or deploy the change first.";

/**
 * Gets a token as the open dialog's application, or as the deployed one where the body says nothing. Nothing is kept.
 * @throws Problem `bad-configuration`, `deploy-first`, `credentials-needed`, and why Microsoft refuses it.
 */
export async function verifyApplication(
  RED: NodeRed,
  { id, body, settings, fetch }: Trial,
): Promise<VerifiedApplication> {
  const node = deployedNode(RED, id);
  const credential = dialogClientCredential(RED, id, body, settings);
  const end = endOf(credential, dialogSecretExpires(RED, id, body));
  const shown = { credential, settings, deployed: node?.auth, name: body["name"], fetch };
  const account = await withAccount(RED, shown, async (application) => {
    await application.verify();
    return application.account();
  });
  return { method: "app", state: "signed-in", account, credential: credentialState(credential, end) };
}

/** `method` is `app` where it is an application's. */
type ShownState = SignInState & { readonly method?: string; readonly credential?: CredentialState };

/**
 * What is known of a deployed application, where nobody is about to sign in in its place; other accounts' state stays as
 * it is.
 */
export function withApplication(RED: NodeRed, id: string, state: SignInState): ShownState {
  const node = deployedNode(RED, id);
  if (node?.settings?.method !== "app" || state.state !== "signed-out") return state;
  const { auth, problem } = node;
  const method = "app";
  if (!auth?.application) return problem ? { method, state: "failed", error: problem.text } : state;
  const account = auth.application.identity;
  const credential = credentialState(auth.application.credential, auth.credentialEnd);
  const refusal = auth.application.problem();
  if (!refusal) return { method, state: "signed-in", account, credential };
  return { method, state: "failed", account, error: refusal.text, credential };
}

/**
 * Tokens of the open dialog's application, for the time of `use`; a forced one is asked for although an earlier refusal
 * is still believed. Nothing is kept.
 * @throws Problem as `verifyApplication` does, before `use` is called, where there is nothing to ask Microsoft with.
 */
export function useApplicationTokens<T>(
  RED: NodeRed,
  { id, body, settings }: { readonly id: string; readonly body: Body; readonly settings: SignInSettings },
  use: (tokens: TokenProvider) => Promise<T>,
): Promise<T> {
  const credential = dialogClientCredential(RED, id, body, settings);
  const deployed = deployedNode(RED, id)?.auth;
  return withAccount(RED, { credential, settings, deployed, name: body["name"] }, (account) =>
    use({
      account: () => account.account(),
      async getToken({ scopes, forceRefresh }) {
        if (forceRefresh) await account.verify();
        return account.getToken({ scopes });
      },
    }),
  );
}

interface ShownApplication {
  readonly credential: ClientCredential;
  readonly settings: SignInSettings;
  readonly deployed: TeamsAuth | undefined;
  readonly name: unknown;
  readonly fetch?: Fetch | undefined;
}

/** The deployed account itself where nothing differs, so that what was wrong with it is forgotten. */
async function withAccount<T>(
  RED: NodeRed,
  { credential, settings, deployed, name, fetch }: ShownApplication,
  use: (account: AppAccount) => Promise<T>,
): Promise<T> {
  const { registration } = settings;
  const own = deployed?.application;
  if (
    own &&
    sameRegistration(deployed.registration, registration) &&
    isDeepStrictEqual(own.credential, credential)
  )
    return use(own);
  const shown = typeof name === "string" ? name.trim() : "";
  const account = new AppAccount({
    registration,
    credential,
    name: shown,
    clock: systemClock,
    log: RED.log,
    fetch,
  });
  try {
    return await use(account);
  } finally {
    await account.close();
  }
}

/** What is stored is taken only for the registration it was stored for. */
function dialogClientCredential(
  RED: NodeRed,
  id: string,
  body: Body,
  settings: SignInSettings,
): ClientCredential {
  const { settings: deployed, credentials: stored } = deployedNode(RED, id) ?? {};
  const isSame =
    deployed !== undefined &&
    sameRegistration(deployed.registration, settings.registration) &&
    deployed.redirectUri === settings.redirectUri;
  const valueOf = (name: keyof GivenCredentials): string => {
    const found = dialogCredential(RED, id, body, name);
    if (found.kind === "given") return found.value;
    if (stored?.[name] && !isSame) throw credentialsNeeded(ADVICE);
    return stored?.[name] ?? "";
  };
  return clientCredential({ clientSecret: valueOf("clientSecret"), certificate: valueOf("certificate") });
}

function dialogSecretExpires(RED: NodeRed, id: string, body: Body): string {
  const deployed = deployedNode(RED, id)?.clientSecretExpires ?? "";
  if (body["clientSecretExpires"] === undefined) return deployed;
  const values = dialogValues(RED, id, body, {
    properties: ["clientSecretExpires"],
    deployed: { clientSecretExpires: deployed },
  });
  return secretExpires({ ...values, id, type: "teams-auth" });
}

function credentialState({ kind }: ClientCredential, end: CredentialEnd | undefined): CredentialState {
  if (!end) return { kind };
  return { kind, expiresAt: end.expiresAt, days: daysLeft(end, systemClock.now()) };
}

/** Also of a node whose secret or certificate cannot be used: it is in the dialog that this is put right. */
export function deployedSettings(RED: NodeRed, id: string): SignInSettings | undefined {
  return deployedNode(RED, id)?.settings;
}

function deployedNode(RED: NodeRed, id: string): TeamsAuthNode | undefined {
  const node = RED.nodes.getNode(id) as TeamsAuthNode | null;
  return node?.type === "teams-auth" ? node : undefined;
}
