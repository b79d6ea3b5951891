import {
  isSameSignedIn,
  type MicrosoftAccount,
  type SignedIn,
} from "../../shared/microsoft/account/microsoft-account";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { asProblem } from "../../shared/support/problem";
import { FileWatch } from "../file-watch";
import { nameOf } from "./words";

/** A person waits who has just signed in on the settings page. */
const LOOK_EVERY_MS = 2000;

export interface SignInWatchOptions {
  /** What the log calls the account. */
  readonly name: string;
  /** All who read with the sign-in; they tell whoever listens to them when it is another one. */
  readonly accounts: readonly Pick<MicrosoftAccount, "signedIn">[];
  /** The files of the sign-in. */
  readonly paths: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Notices that somebody has signed in or out, in this process or in another, and says in the log who is in now. */
export class SignInWatch {
  readonly #options: SignInWatchOptions;
  readonly #files: FileWatch;
  /** Undefined until it was looked at. */
  #known: SignedIn | "nobody" | undefined;

  constructor(options: SignInWatchOptions) {
    const { paths, clock } = options;
    this.#options = options;
    this.#files = new FileWatch({ paths, everyMs: LOOK_EVERY_MS, clock, onChange: () => void this.#look() });
  }

  start(): void {
    this.#files.start();
  }

  close(): void {
    this.#files.close();
  }

  /** Somebody has signed in by means of this process. Never rejects. */
  async signedIn(): Promise<void> {
    this.#known ??= "nobody";
    await this.#look();
  }

  /** What this process has done to the files itself, as with every token that is renewed, comes to nothing here. */
  async #look(): Promise<void> {
    const { accounts, log } = this.#options;
    try {
      const [now] = await Promise.all(accounts.map((account) => account.signedIn()));
      this.#greet(now);
    } catch (error) {
      // Whoever reads with the sign-in has the same trouble, and tells it.
      log.debug(asProblem(error).message);
    }
  }

  /** Once, and not who was in before the start. */
  #greet(now: SignedIn | undefined): void {
    const before = this.#known;
    this.#known = now ?? "nobody";
    if (!now || before === undefined) return;
    if (before !== "nobody" && isSameSignedIn(before, now)) return;
    const { name, log } = this.#options;
    log.info(`${name}: ${nameOf(now.account, "somebody")} is signed in.`);
  }
}
