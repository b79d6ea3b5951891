import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isFileError, readFileIfThere, writeFileAtomically } from "../support/atomic-file";
import type { Clock } from "../support/clock";
import { FileLock, LockTrouble } from "../support/file-lock";
import type { Log } from "../support/log";
import { isJsonObject, parseJsonObject } from "../support/json-object";
import { Problem } from "../support/problem";
import { safeFileName } from "../support/safe-name";
import { checkRegistration, sameRegistration, type Registration } from "./registration";
import type { Account } from "./token-provider";
import { Vault, type VaultOptions } from "./vault";

/** How long an account survives the deletion of its node, so that an undo brings the sign-in back. */
const DELETED_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** A completed sign-in: who it is, and MSAL's serialized token cache (secret). */
export interface StoredSignIn {
  readonly account: Account;
  readonly cache: string;
  /** Where the browser came back to; only of a sign-in by authorization code. */
  readonly redirectUri?: string;
}

export type StoredAccount =
  | { readonly state: "none" }
  /** There is a file, but it is damaged or its key is not here. */
  | { readonly state: "unreadable" }
  /** Signed in for another registration than the one asked for. */
  | { readonly state: "other-registration" }
  | { readonly state: "stored"; readonly signIn: StoredSignIn };

export interface AccountFilesOptions extends VaultOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The sealed account files of one directory, `<directory>/<name>.json`. What cannot be opened is never overwritten
 * or removed, only set aside. All methods throw Problem `storage-failed` when the file system refuses; those that change
 * a file throw `storage-busy` when another process does not let them, which passes.
 */
export class AccountFiles {
  readonly #directory: string;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(options: AccountFilesOptions) {
    this.#directory = options.directory;
    this.#vault = new Vault(options);
    this.#clock = options.clock;
    this.#log = options.log;
  }

  async read(id: string, registration: Registration): Promise<StoredAccount> {
    const path = this.#path(id);
    return storing(path, async () => {
      const content = await readFileIfThere(path);
      if (content === undefined) return { state: "none" };
      const opened = await this.#open(id, content);
      if (!opened) return { state: "unreadable" };
      if (!sameRegistration(opened.registration, registration)) {
        return { state: "other-registration" };
      }
      return { state: "stored", signIn: opened.signIn };
    });
  }

  /**
   * Runs `work` while no other process, and nobody else in this one, changes the account's file; also for reading what
   * is then to be changed. Methods of this class called inside are part of it. Throws what `work` throws.
   */
  async exclusively<T>(id: string, work: () => Promise<T>): Promise<T> {
    const ended = await storing(this.#path(id), () =>
      this.#lock(id).exclusively(async () => {
        try {
          return { value: await work() };
        } catch (error) {
          // Not the file system's refusal of the lock, whatever it looks like.
          return { error };
        }
      }),
    );
    if ("error" in ended) throw ended.error;
    return ended.value;
  }

  async write(id: string, registration: Registration, signIn: StoredSignIn): Promise<void> {
    const path = this.#path(id);
    const lock = this.#lock(id);
    await this.#change(id, async () => {
      const sealed = await this.#vault.seal(id, JSON.stringify({ registration, ...signIn }));
      const old = await readFileIfThere(path);
      if (old !== undefined && !(await this.#open(id, old))) {
        const aside = `${path}.unreadable-${this.#clock.now()}`;
        await rename(path, aside);
        this.#log.warn(`A stored sign-in could not be opened; it is kept as ${basename(aside)}.`);
      }
      await writeFileAtomically(path, sealed, { confirm: () => lock.confirm() });
    });
  }

  /** For signing out: removes the file, and what an earlier deletion had set aside, unless it cannot be opened. */
  async remove(id: string): Promise<void> {
    const path = this.#path(id);
    await this.#change(id, async () => {
      // The file goes last: what is set aside would come back in its place.
      const aside = await this.#keptAside(path);
      for (const each of [...aside.map((kept) => kept.path), path]) {
        const content = await readFileIfThere(each);
        if (content && (await this.#open(id, content))) await rm(each, { force: true });
      }
    });
  }

  /** For a deleted node: the file is kept aside for 30 days. */
  async markDeleted(id: string): Promise<void> {
    const path = this.#path(id);
    await this.#change(id, async () => {
      try {
        await rename(path, `${path}.deleted-${this.#clock.now()}`);
      } catch (error) {
        if (!isFileError(error, "ENOENT")) throw error;
      }
      await this.#keptAside(path);
    });
  }

  /** Brings back what `markDeleted` kept, unless there is a file already. Says whether it did. */
  async revive(id: string): Promise<boolean> {
    const path = this.#path(id);
    return this.#change(id, async () => {
      const newest = (await this.#keptAside(path)).at(-1);
      if (!newest || (await readFileIfThere(path)) !== undefined) return false;
      await rename(newest.path, path);
      return true;
    });
  }

  /** What was deleted and is still worth keeping, oldest first; removes what is not. */
  async #keptAside(path: string): Promise<Kept[]> {
    const directory = dirname(path);
    const prefix = `${basename(path)}.deleted-`;
    const kept: Kept[] = [];
    for (const name of await namesIn(directory)) {
      const deletedAt = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
      if (!Number.isSafeInteger(deletedAt)) continue;
      const file = { path: join(directory, name), deletedAt };
      if (this.#clock.now() - deletedAt <= DELETED_KEPT_MS) kept.push(file);
      else await rm(file.path, { force: true });
    }
    return kept.sort((a, b) => a.deletedAt - b.deletedAt);
  }

  async #open(id: string, content: Buffer): Promise<Opened | undefined> {
    const text = await this.#vault.open(id, content.toString("utf8"));
    return text === undefined ? undefined : parseOpened(text);
  }

  #change<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.exclusively(id, () => storing(this.#path(id), work));
  }

  #lock(id: string): FileLock {
    return new FileLock({ path: `${this.#path(id)}.lock`, clock: this.#clock });
  }

  #path(id: string): string {
    return join(this.#directory, `${safeFileName(id)}.json`);
  }
}

interface Kept {
  readonly path: string;
  readonly deletedAt: number;
}

interface Opened {
  readonly registration: Registration;
  readonly signIn: StoredSignIn;
}

/** The seal vouches for the content being ours; what another version wrote counts as unreadable. */
function parseOpened(text: string): Opened | undefined {
  const { registration, account, cache, redirectUri } = parseJsonObject(text) ?? {};
  if (!isJsonObject(registration) || !isJsonObject(account)) return undefined;
  const { id, tenantId, username, name } = account;
  if (typeof id !== "string" || typeof tenantId !== "string") return undefined;
  if (typeof username !== "string" || typeof name !== "string") return undefined;
  if (typeof cache !== "string" || !parseJsonObject(cache)) return undefined;
  try {
    return {
      registration: checkRegistration(registration),
      signIn: {
        account: { id, tenantId, username, name },
        cache,
        ...(typeof redirectUri === "string" && { redirectUri }),
      },
    };
  } catch {
    return undefined;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isFileError(error, "ENOENT")) return [];
    throw error;
  }
}

async function storing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LockTrouble) throw busy(path, error);
    if (!(error instanceof Error) || !("code" in error) || error instanceof Problem) throw error;
    throw new Problem(
      {
        code: "storage-failed",
        title: `A stored sign-in cannot be read or written (${String(error.code)})`,
        advice: `Check that ${path} and its directory belong to the user this runs as, and that the disk is not full.`,
      },
      { cause: error },
    );
  }
}

function busy(path: string, error: LockTrouble): Problem {
  return new Problem(
    {
      code: "storage-busy",
      title: "Another program is using the stored sign-in",
      advice: `It is tried again by itself. If this comes again and again, two Node-REDs or Homebridges share ${dirname(path)}; give each its own directory.`,
    },
    { cause: error },
  );
}
