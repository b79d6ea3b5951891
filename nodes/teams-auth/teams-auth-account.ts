import type { AccountPace } from "../../shared/microsoft/polling/account-pace";
import type { PendingSignIn, SignInResult } from "../../shared/microsoft/sign-in/sign-in";
import { AppAccount, signInNotNeeded } from "../../shared/microsoft/account/app-account";
import type { CredentialEnd } from "../../shared/microsoft/account/credential-expiry";
import { endpoints, type Registration } from "../../shared/microsoft/registration/registration";
import type { SignInSettings } from "../../shared/microsoft/registration/sign-in-settings";
import type { Account, TokenProvider } from "../../shared/microsoft/account/token-provider";
import type { Log } from "../../shared/support/log";
import { asProblem, type Problem } from "../../shared/support/problem";
import type { NodeRedNode } from "../common/node-red";
import type { DeployedAccount } from "../../shared/microsoft/sign-in/sessions/adopter";
import type { SignInSessions } from "../../shared/microsoft/sign-in/sessions/sign-in-sessions";

/** An account of either kind: a person's, or an application's. */
export interface AccountTokens extends TokenProvider {
  onChange(listener: () => void): () => void;
  endedBy(): Promise<Problem | undefined>;
  adopt(result: SignInResult, options?: { readonly replace?: boolean }): Promise<void>;
  signOut(): Promise<void>;
  /** Where the browser came back to at the sign-in; a person's only. */
  redirectUri?(): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface TeamsAuthOptions {
  readonly id: string;
  readonly settings: SignInSettings;
  readonly tokens: AccountTokens;
  /** When the secret or certificate of an application ends, where that is known. */
  readonly credentialEnd?: CredentialEnd | undefined;
  readonly sessions: SignInSessions;
  readonly pace: AccountPace;
  readonly log: Log;
  /** Brings back what an undone deletion had set aside. */
  readonly revive: () => Promise<unknown>;
}

/** What a deployed teams-auth node offers to the nodes that name it. */
export class TeamsAuth implements DeployedAccount {
  readonly settings: SignInSettings;
  readonly registration: Registration;
  readonly tokens: AccountTokens;
  /** Where the account is an application's: the same as `tokens`. */
  readonly application: AppAccount | undefined;
  readonly credentialEnd: CredentialEnd | undefined;
  /** https origin of Graph. */
  readonly graph: string;
  /** What all who poll this account share. */
  readonly pace: AccountPace;
  /** Resolves, always, when a sign-in made before the deploy is in place and who is signed in is known. */
  readonly ready: Promise<void>;
  readonly #id: string;
  readonly #sessions: SignInSessions;

  constructor({ id, settings, tokens, credentialEnd, sessions, pace, log, revive }: TeamsAuthOptions) {
    this.settings = settings;
    this.registration = settings.registration;
    this.tokens = tokens;
    this.application = tokens instanceof AppAccount ? tokens : undefined;
    this.credentialEnd = credentialEnd;
    this.pace = pace;
    this.graph = endpoints(settings.registration).graph;
    this.#id = id;
    this.#sessions = sessions;
    this.ready = this.#takeOver(revive, log).catch((error: unknown) => log.warn(asProblem(error).message));
  }

  account(): Promise<Account | undefined> {
    return this.tokens.account();
  }

  endedBy(): Promise<Problem | undefined> {
    return this.tokens.endedBy();
  }

  adopt(result: SignInResult, options?: { readonly replace?: boolean }): Promise<void> {
    return this.tokens.adopt(result, options);
  }

  /**
   * Opens a sign-in that needs no dialog, or gives the one that is open; it must end as the same account as before.
   * Throws Problem `sign-in-not-needed` for an application.
   */
  signIn(): Promise<PendingSignIn> {
    if (this.application) return Promise.reject(signInNotNeeded());
    return this.#sessions.start(this.#id, this.settings, { confirm: false });
  }

  async #takeOver(revive: TeamsAuthOptions["revive"], log: Log): Promise<void> {
    // What cannot be brought back must not cost what was signed in since.
    await revive().catch((error: unknown) => log.warn(asProblem(error).message));
    if (this.application) return this.#sessions.applicationDeployed(this.#id);
    try {
      await this.#sessions.deployed(this.#id, this);
    } finally {
      // What the file says is known from here on: found out later, it would pass for somebody who has just signed in.
      await this.tokens.account();
    }
  }
}

export interface TeamsAuthNode extends NodeRedNode {
  auth?: TeamsAuth;
  /** What the dialog may use; absent where a property is wrong. */
  settings?: SignInSettings;
  clientSecretExpires?: string;
  /** Set instead of `auth` where the configuration is wrong. */
  problem?: Problem;
}
