import type { AccountFiles } from "../../../shared/microsoft/account/account-file";
import { MicrosoftAccount } from "../../../shared/microsoft/account/microsoft-account";
import { AccountPace } from "../../../shared/microsoft/polling/account-pace";
import { type Registration, sameRegistration } from "../../../shared/microsoft/registration/registration";
import type { Clock } from "../../../shared/support/clock";
import type { Log } from "../../../shared/support/log";

export interface OpenAccountsOptions {
  readonly files: AccountFiles;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface OpenAccount {
  readonly registration: Registration;
  readonly tokens: MicrosoftAccount;
}

/** The accounts that the page has asked about, each under the registration that it has there now. */
export class OpenAccounts {
  readonly #options: OpenAccountsOptions;
  readonly #open = new Map<string, OpenAccount>();
  readonly #paces = new Map<string, AccountPace>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: OpenAccountsOptions) {
    this.#options = options;
  }

  get(id: string): OpenAccount | undefined {
    return this.#open.get(id);
  }

  /** One that was open under another registration is closed. */
  open(id: string, registration: Registration): OpenAccount {
    const before = this.#open.get(id);
    if (before && sameRegistration(before.registration, registration)) return before;
    if (before) this.#close(before);
    const { fetch, ...others } = this.#options;
    const tokens = new MicrosoftAccount({ id, registration, ...others, ...(fetch && { fetch }) });
    const opened = { registration, tokens };
    this.#open.set(id, opened);
    return opened;
  }

  /** Shared by all that ask Graph with this account; a pause that Microsoft has asked for outlives what it was asked of. */
  paceOf(id: string): AccountPace {
    const pace = this.#paces.get(id) ?? new AccountPace();
    this.#paces.set(id, pace);
    return pace;
  }

  /** Resolves when what waited to be stored is. */
  async close(): Promise<void> {
    for (const each of this.#open.values()) this.#close(each);
    this.#open.clear();
    await Promise.all(this.#closing);
  }

  #close({ tokens }: OpenAccount): void {
    const closing = tokens.close().catch(() => undefined);
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }
}
