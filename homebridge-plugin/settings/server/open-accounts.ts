import type { AccountFiles } from "../../../shared/microsoft/account/account-file";
import { MicrosoftAccount } from "../../../shared/microsoft/account/microsoft-account";
import { AccountPace } from "../../../shared/microsoft/polling/account-pace";
import { type Registration, sameRegistration } from "../../../shared/microsoft/registration/registration";
import type { Clock } from "../../../shared/support/clock";
import type { Log } from "../../../shared/support/log";
import { FileWatch } from "../../file-watch";

export interface OpenAccountsOptions {
  readonly files: AccountFiles;
  /** Called when somebody has been signed in or out, in another process too; must not throw. */
  readonly onChange: (account: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Whoever signs in with the plugin's code in the log looks at the page meanwhile. */
const LOOK_EVERY_MS = 2000;

export interface OpenAccount {
  readonly registration: Registration;
  readonly tokens: MicrosoftAccount;
}

/** The accounts that the page has asked about, each under the registration that it has there now. */
export class OpenAccounts {
  readonly #options: OpenAccountsOptions;
  readonly #open = new Map<string, OpenAccount & { readonly watch: FileWatch }>();
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
    const { files, clock, log, fetch, onChange } = this.#options;
    const tokens = new MicrosoftAccount({ id, registration, files, clock, log, ...(fetch && { fetch }) });
    tokens.onChange(() => onChange(id));
    // What has changed the account itself tells, once it has looked; its trouble comes with the next real use.
    const look = (): unknown => tokens.account().catch(() => undefined);
    const watch = new FileWatch({ paths: files.filesOf(id), everyMs: LOOK_EVERY_MS, clock, onChange: look });
    watch.start();
    const opened = { registration, tokens, watch };
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

  #close({ tokens, watch }: OpenAccount & { readonly watch: FileWatch }): void {
    watch.close();
    const closing = tokens.close().catch(() => undefined);
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }
}
