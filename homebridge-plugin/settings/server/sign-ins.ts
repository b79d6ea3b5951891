import { startAuthCode } from "../../../shared/microsoft/sign-in/auth-code";
import { startDeviceCode } from "../../../shared/microsoft/sign-in/device-code";
import type { DeployedAccount } from "../../../shared/microsoft/sign-in/sessions/adopter";
import { redirectFor } from "../../../shared/microsoft/sign-in/sessions/redirect-address";
import { SignInSessions } from "../../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import {
  type OpenSignIn,
  openSignIn,
  type SignInState,
} from "../../../shared/microsoft/sign-in/sessions/sign-in-state";
import type { PendingSignIn } from "../../../shared/microsoft/sign-in/sign-in";
import { endpoints } from "../../../shared/microsoft/registration/registration";
import type { SignInSettings } from "../../../shared/microsoft/registration/sign-in-settings";
import type { Clock } from "../../../shared/support/clock";
import type { Log } from "../../../shared/support/log";
import { asProblem, type Problem } from "../../../shared/support/problem";
import type { AccountSettings } from "../../config/account-settings";
import { signInScopes } from "../../sources/account-sign-in";
import type { OpenAccount, OpenAccounts } from "./open-accounts";

export interface SignInsOptions {
  readonly accounts: OpenAccounts;
  /** Called before a sign-in is stored; what it rejects with refuses the sign-in. */
  readonly beforeStoring: (account: string) => Promise<void>;
  /** Called whenever `state` may answer something else; must not throw. */
  readonly onChange: (account: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** What the page is told to begin with; the address of the sign-in page goes to whoever has asked for it only. */
export type Begun = OpenSignIn & { readonly url?: string };

/** The sign-ins of the page. One that takes nobody's place is stored as soon as it is completed. */
export class SignIns {
  readonly #options: SignInsOptions;
  readonly #sessions: SignInSessions;
  readonly #begun = new Set<string>();
  /** Completed sign-ins that are being stored. */
  readonly #storing = new Map<string, Promise<void>>();
  /** Why a completed sign-in was not stored. */
  readonly #refused = new Map<string, Problem>();

  constructor(options: SignInsOptions) {
    this.#options = options;
    const { accounts, clock, onChange } = options;
    const inUse = (id: string): DeployedAccount | undefined => {
      const account = accounts.get(id);
      return account && this.#asDeployed(id, account);
    };
    this.#sessions = new SignInSessions({
      begin: (_id, settings) => this.#start(settings),
      deployed: inUse,
      // Asked only where no account is open, and each that the page asks about is.
      withFile: (id, registration, use) => use(this.#asDeployed(id, accounts.open(id, registration))),
      onChange,
      clock,
    });
  }

  async state(account: AccountSettings): Promise<SignInState> {
    this.#open(account);
    const { id } = account;
    await this.#storing.get(id);
    const refused = this.#refused.get(id);
    if (refused) return { state: "failed", error: refused.text };
    const state = await this.#sessions.state(id);
    if (!takesNobodysPlace(state)) return state;
    await this.#store(id);
    return this.state(account);
  }

  /** Opens a sign-in, or gives the one that is open. Throws Problem where Microsoft refuses to begin. */
  async begin(account: AccountSettings): Promise<Begun> {
    this.#open(account);
    const { id, signIn } = account;
    this.#refused.delete(id);
    this.#begun.add(id);
    const pending = await this.#sessions.start(id, signIn, { confirm: true });
    pending.result.then(
      () => this.#storeUnlessOther(id),
      () => undefined,
    );
    const open = openSignIn(pending);
    return pending.method === "auth-code" ? { ...open, url: pending.url } : open;
  }

  /** The address that a browser ended at. Throws Problem where it is not the one of the open sign-in. */
  async paste(account: AccountSettings, url: unknown): Promise<SignInState> {
    this.#open(account);
    await this.#sessions.paste(account.id, url);
    return this.state(account);
  }

  /** What waits is stored. Throws Problem, such as `wrong-account` unless it may replace whoever is signed in. */
  async keep(account: AccountSettings, replace: boolean): Promise<SignInState> {
    this.#open(account);
    await this.#storing.get(account.id);
    await this.#sessions.keep(account.id, { replace });
    return this.state(account);
  }

  /** What is under way, waits or has failed is forgotten. */
  discard(account: AccountSettings, onlyFailed: boolean): Promise<SignInState> {
    this.#open(account);
    const { id } = account;
    this.#refused.delete(id);
    if (onlyFailed) this.#sessions.dismiss(id);
    else this.#sessions.discard(id);
    return this.state(account);
  }

  async signOut(account: AccountSettings): Promise<SignInState> {
    const { tokens } = this.#open(account);
    const { id } = account;
    this.#sessions.forget(id);
    await this.#storing.get(id);
    this.#refused.delete(id);
    await tokens.signOut();
    return this.state(account);
  }

  /** Calls off what is under way. */
  close(): void {
    for (const id of this.#begun) this.#sessions.discard(id);
  }

  /** What was begun under another registration is of no use any more: whoever completes it is signed in nowhere. */
  #open({ id, signIn }: AccountSettings): OpenAccount {
    const { accounts } = this.#options;
    const before = accounts.get(id);
    const opened = accounts.open(id, signIn.registration);
    if (before && before !== opened) {
      this.#refused.delete(id);
      this.#sessions.discard(id);
    }
    return opened;
  }

  #asDeployed(id: string, { registration, tokens }: OpenAccount): DeployedAccount {
    const { beforeStoring } = this.#options;
    return {
      registration,
      account: () => tokens.account(),
      endedBy: () => tokens.endedBy(),
      async adopt(result, options) {
        await beforeStoring(id);
        await tokens.adopt(result, options);
      },
    };
  }

  /** Never rejects. */
  async #storeUnlessOther(id: string): Promise<void> {
    const state = await this.#sessions.state(id).catch(() => undefined);
    if (state && takesNobodysPlace(state)) await this.#store(id);
  }

  /** Never rejects. */
  #store(id: string): Promise<void> {
    const running = this.#storing.get(id);
    if (running) return running;
    const refused = (error: unknown): void => {
      this.#refused.set(id, asProblem(error));
      this.#options.onChange(id);
    };
    const mine = this.#sessions
      .keep(id, { replace: false })
      .catch(refused)
      .finally(() => this.#storing.delete(id));
    this.#storing.set(id, mine);
    return mine;
  }

  #start(settings: SignInSettings): Promise<PendingSignIn> {
    const { clock, log, fetch } = this.#options;
    const { registration, redirectUri, method } = settings;
    const scopes = signInScopes(settings);
    const common = { registration, scopes, clock, log, ...(fetch && { fetch }) };
    if (method !== "auth-code") return startDeviceCode(common);
    const { authority } = endpoints(registration);
    return startAuthCode({ ...common, redirect: redirectFor({ redirectUri, authority }) });
  }
}

function takesNobodysPlace(state: SignInState): boolean {
  return state.state === "signed-in" && state.kept === false && !state.replaces;
}
