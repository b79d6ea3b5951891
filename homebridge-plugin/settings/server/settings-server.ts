import { join } from "node:path";
import { AccountFiles } from "../../../shared/microsoft/account/account-file";
import { addressToRegister, redirectFor } from "../../../shared/microsoft/sign-in/sessions/redirect-address";
import type { Clock } from "../../../shared/support/clock";
import { inTime } from "../../../shared/support/in-time";
import type { JsonObject } from "../../../shared/support/json-object";
import type { Log } from "../../../shared/support/log";
import { STORAGE_FOLDER } from "../../settings";
import { TrialClient } from "../../trials/trial-client";
import type { Handler } from "./answer";
import { Checks } from "./checks";
import { OpenAccounts } from "./open-accounts";
import { Preview } from "./preview/preview";
import { accountOf, authorityOf, blockOf, languageOf, numberOf } from "./request";
import { SignIns } from "./sign-ins";
import { PageTrials } from "./trials";
import { Unsaved } from "./unsaved";

export interface SettingsServerOptions {
  /** Homebridge's storage directory. */
  readonly storage: string;
  /** Of Homebridge's config.json. */
  readonly configPath: string;
  /** Tells the page of an event; must not throw. */
  readonly tell: (event: string, data: object) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** Microsoft's own connections where absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Homebridge's UI ends a server by force after five seconds, and opens the page in the time that a start takes. */
const UNSAVED_MS = 2000;

/** The server half of the settings page: lives for as long as the page is open. */
export class SettingsServer {
  readonly #clock: Clock;
  readonly #accounts: OpenAccounts;
  readonly #signIns: SignIns;
  readonly #checks: Checks;
  readonly #preview: Preview;
  readonly #trials: PageTrials;
  readonly #unsaved: Unsaved;

  constructor({ storage, configPath, tell, ...common }: SettingsServerOptions) {
    const { clock, log } = common;
    const folder = join(storage, STORAGE_FOLDER);
    const files = new AccountFiles({ directory: folder, secret: undefined, clock, log });
    const signInChanged = (account: string): void => tell("sign-in", { account });
    const accounts = new OpenAccounts({ ...common, files, onChange: signInChanged });
    const unsaved = new Unsaved({ folder, files, configPath, log });
    this.#clock = clock;
    this.#accounts = accounts;
    this.#unsaved = unsaved;
    this.#preview = new Preview({
      ...common,
      files,
      paceOf: (account) => accounts.paceOf(account),
      tell: (event) => tell("presence", event),
    });
    this.#signIns = new SignIns({
      ...common,
      accounts,
      beforeStoring: (account) => unsaved.note(account),
      onChange: signInChanged,
    });
    this.#trials = new PageTrials({
      client: new TrialClient({ folder, clock }),
      onEnd: (id) => tell("trial", { id, ended: true }),
      clock,
    });
    this.#checks = new Checks({ ...common, accounts });
  }

  /** To be called before anything is asked. Never rejects. */
  async start(): Promise<void> {
    await this.#inTime((signal) => this.#unsaved.sweep(signal));
  }

  /** Ends all that is under way, and removes what nobody has saved. Never rejects. */
  async close(): Promise<void> {
    await this.#inTime(async (signal) => {
      this.#signIns.close();
      // What the broker is to know it hears of the connection's end.
      void this.#preview.close();
      await this.#accounts.close();
      await this.#unsaved.end(signal);
    });
  }

  /** What the page may ask, by path. */
  get handlers(): Readonly<Record<string, Handler>> {
    const signIns = this.#signIns;
    return {
      "/sign-in": (fields) => signIns.state(accountOf(fields)),
      "/sign-in/begin": (fields) => signIns.begin(accountOf(fields)),
      "/sign-in/redirect": (fields) => signIns.paste(accountOf(fields), fields["url"]),
      "/sign-in/keep": (fields) => signIns.keep(accountOf(fields), fields["replace"] === true),
      "/sign-in/discard": (fields) => signIns.discard(accountOf(fields), fields["onlyFailed"] === true),
      "/sign-in/sign-out": (fields) => signIns.signOut(accountOf(fields)),
      "/sign-in/redirect-address": redirectAddress,
      "/check": (fields) => this.#checks.check(accountOf(fields), languageOf(fields)),
      "/preview": (fields) => {
        this.#preview.show(blockOf(fields), numberOf(fields, "asked"));
        return {};
      },
      "/trial": (fields) => this.#trials.begin(fields),
      "/trial/end": (fields) => this.#trials.end(fields),
    };
  }

  /** What is not done by then is left to the next server. */
  async #inTime(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const tooLate = new AbortController();
    const late = new Error("The time is over.");
    await inTime(this.#clock, UNSAVED_MS, work(tooLate.signal), () => late).catch(() => tooLate.abort());
  }
}

/** What has to be registered for sign-ins with the browser; nobody receives the answer there. */
function redirectAddress(fields: JsonObject): { readonly address: string; readonly paste: true } {
  const redirect = redirectFor({ redirectUri: "", authority: authorityOf(fields) });
  return { address: addressToRegister(redirect), paste: true };
}
