import type { Log } from "../../support/log";
import { Problem } from "../../support/problem";
import type { AccountFiles, StoredAccount, StoredSignIn } from "./account-file";
import type { Registration } from "../registration/registration";
import type { Account } from "./token-provider";

export interface AccountStoreOptions {
  /** Names the file. */
  readonly id: string;
  readonly registration: Registration;
  readonly files: AccountFiles;
  readonly log: Log;
}

/**
 * One account's file, shared with other processes, as this process knows it. What cannot be stored is kept in memory
 * and counts until the file changes. Methods throw Problems as AccountFiles says.
 */
export class AccountStore {
  readonly #options: AccountStoreOptions;
  /** MSAL's cache in the file, and as this process has left it there: another one is another process's work. */
  #inFile: string | undefined;
  #left: string | undefined;
  /** What could not be stored, and what is in the file instead. */
  #unsaved: { readonly instead: string; readonly cache: string } | undefined;
  /** Whom the file named when it could be read last. */
  #named: Account | undefined;

  constructor(options: AccountStoreOptions) {
    this.#options = options;
  }

  /**
   * Does not wait for the lock: the file is replaced as a whole. A disk that has stopped giving what it gave before may
   * go on again, and signs nobody out: that is Problem `storage-failed`.
   */
  async read(): Promise<StoredAccount> {
    const { id, registration, files } = this.#options;
    const stored = await files.read(id, registration);
    if (stored.state === "unreadable" && stored.diskTrouble && this.#named) throw stored.diskTrouble;
    this.#named = stored.state === "stored" ? stored.signIn.account : undefined;
    if (stored.state !== "stored") return stored;
    const { cache } = stored.signIn;
    this.#inFile = cache;
    if (this.#unsaved?.instead !== cache) return stored;
    return { state: "stored", signIn: { ...stored.signIn, cache: this.#unsaved.cache } };
  }

  /** Whom the file names, or named before the disk stopped giving it. */
  async account(): Promise<Account | undefined> {
    try {
      await this.read();
    } catch (error) {
      if (!this.#named) throw error;
    }
    return this.#named;
  }

  /** Runs `work` while nobody else changes the file. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#options.files.exclusively(this.#options.id, work);
  }

  /**
   * The same for work that can do without: on a disk that takes no lock nobody else can change the file either. `signal`
   * ends the waiting for others, as `storage-busy`.
   */
  async exclusivelyIfPossible<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { id, files } = this.#options;
    let begun = false;
    const begin = (): Promise<T> => {
      begun = true;
      return work();
    };
    try {
      return await files.exclusively(id, begin, signal);
    } catch (error) {
      if (begun || !(error instanceof Problem) || error.code !== "storage-failed") throw error;
      return work();
    }
  }

  /** Whether another process has stored this since this one has last seen the file; asked once, it is seen. */
  isOthersWork({ cache }: StoredSignIn): boolean {
    const isOthers = this.#left !== undefined && this.#left !== cache;
    this.#left = cache;
    return isOthers;
  }

  async replace(signIn: StoredSignIn): Promise<void> {
    const { id, registration, files } = this.#options;
    await files.write(id, registration, signIn);
    this.#forget(signIn.account);
  }

  async remove(): Promise<void> {
    await this.#options.files.remove(this.#options.id);
    this.#forget(undefined);
  }

  /** Stores what a refresh has made of a sign-in. Never throws: what was got with it is good all the same. */
  async keep(signIn: StoredSignIn): Promise<void> {
    const { id, registration, files, log } = this.#options;
    const instead = this.#inFile;
    this.#left = signIn.cache;
    if (instead === undefined || instead === signIn.cache) return;
    try {
      await files.write(id, registration, signIn);
      this.#unsaved = undefined;
    } catch (error) {
      if (!this.#unsaved)
        log.warn(error instanceof Problem ? error.message : "A renewed sign-in was not stored.");
      this.#unsaved = { instead, cache: signIn.cache };
    }
  }

  #forget(named: Account | undefined): void {
    this.#named = named;
    this.#inFile = undefined;
    this.#left = undefined;
    this.#unsaved = undefined;
  }
}
