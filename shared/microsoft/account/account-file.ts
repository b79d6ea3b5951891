import { rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  createFileAtomically,
  isFileError,
  readFileIfThere,
  sweepTemporaries,
  writeFileAtomically,
} from "../../support/atomic-file";
import type { Clock } from "../../support/clock";
import { FileLock } from "../../support/file-lock";
import type { Log } from "../../support/log";
import type { Problem } from "../../support/problem";
import { safeFileName } from "../../support/safe-name";
import {
  accountText,
  isSameSignIn,
  parseAccountText,
  type AccountContent,
  type StoredSignIn,
} from "./account-content";
import {
  asideFilesOf,
  asidePath,
  formerCopyOf,
  isAnythingOf,
  isWrittenFor,
  type AsideFile,
} from "./account-names";
import { sameRegistration, type Registration } from "../registration/registration";
import { storageFailed, storing } from "./storage-problem";
import { Vault, type UnreadableReason, type VaultOptions } from "./vault";

export type { StoredSignIn } from "./account-content";

/** How long an account survives the deletion of its node, so that an undo brings the sign-in back. */
const DELETED_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** A dying disk can damage a file with every write. No key opens a damaged one; what another key may open is all kept. */
const DAMAGED_KEPT = 3;

export type StoredAccount =
  | { readonly state: "none" }
  /** There is a file, but neither it nor its former copy can be opened. */
  | {
      readonly state: "unreadable";
      readonly reason: UnreadableReason;
      /** Set where it is the disk that gives nothing, as a worn-out one does for good and an unplugged one for a while. */
      readonly diskTrouble?: Problem;
    }
  /** Signed in for another registration than the one asked for. */
  | { readonly state: "other-registration" }
  | { readonly state: "stored"; readonly signIn: StoredSignIn };

export interface AccountFilesOptions extends VaultOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The sealed account files of one directory, `<directory>/<name>.json`, each with a copy of what it held before it was
 * last written, which stands in where the file itself cannot be opened. What cannot be opened is never overwritten or
 * removed, only set aside. All methods throw Problem `storage-failed` when the file system refuses; those that change a
 * file throw `storage-busy` when another process does not let them, which passes.
 */
export class AccountFiles {
  readonly #directory: string;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Whose former copy stands in, as far as it was said. */
  readonly #told = new Set<string>();

  constructor(options: AccountFilesOptions) {
    this.#directory = options.directory;
    this.#vault = new Vault(options);
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Where an account's sign-in is read from: whoever else changes it replaces or removes these. */
  filesOf(id: string): readonly string[] {
    const path = this.#path(id);
    return [path, formerCopyOf(path)];
  }

  async read(id: string, registration: Registration): Promise<StoredAccount> {
    const path = this.#path(id);
    return storing(path, async () => {
      const found = await this.#find(id, path);
      if (found.state === "none") return { state: "none" };
      if (found.state === "unreadable") {
        const { reason, diskError } = found;
        const diskTrouble = diskError && storageFailed(found.path, diskError);
        return { state: "unreadable", reason, ...(diskTrouble && { diskTrouble }) };
      }
      if (!sameRegistration(found.content.registration, registration)) {
        return { state: "other-registration" };
      }
      return { state: "stored", signIn: found.content.signIn };
    });
  }

  /**
   * Runs `work` while no other process, and nobody else in this one, changes the account's file; also for reading what
   * is then to be changed. Methods of this class called inside are part of it. `signal` ends the waiting for others, as
   * `storage-busy`. Throws what `work` throws.
   */
  async exclusively<T>(id: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const ended = await storing(this.#path(id), () =>
      this.#lock(id).exclusively(async () => {
        try {
          return { value: await work() };
        } catch (error) {
          // Not the file system's refusal of the lock, whatever it looks like.
          return { error };
        }
      }, signal),
    );
    if ("error" in ended) throw ended.error;
    return ended.value;
  }

  async write(id: string, registration: Registration, signIn: StoredSignIn): Promise<void> {
    const path = this.#path(id);
    await this.#change(id, async () => {
      await sweepTemporaries(this.#directory, (name) => isWrittenFor(path, name));
      const content = { registration, signIn };
      const sealed = await this.#vault.seal(id, accountText(content));
      const old = await this.#load(id, path);
      const former = await this.#load(id, formerCopyOf(path));
      for (const each of [former, old]) if (each.state === "unreadable") await this.#setAside(id, path, each);
      // Nobody's former account comes back in the place of another's; and whoever sets a secret leaves no copy without.
      const replaced = old.state === "opened" && isSameSignIn(old.content, content) ? old.content : undefined;
      const copy = replaced ? await this.#vault.seal(id, accountText(replaced)) : sealed;
      const confirm = (): Promise<void> => this.#lock(id).confirm();
      const files = [
        [formerCopyOf(path), copy],
        [path, sealed],
      ] as const;
      // A copy ahead of the very first file would pass for what is left of one that was lost.
      const isFirst = old.state === "none" && former.state === "none";
      for (const [file, text] of isFirst ? files.toReversed() : files)
        await writeFileAtomically(file, text, { confirm });
      this.#told.delete(id);
    });
  }

  /** For signing out: removes the file, its copy, and all that was set aside, but for what cannot be opened. */
  async remove(id: string): Promise<void> {
    const path = this.#path(id);
    if (!(await storing(path, () => isAnythingOf(path)))) return;
    await this.#change(id, async () => {
      const former = await this.#load(id, formerCopyOf(path));
      const main = await this.#load(id, path);
      // It must not stand in for what is signed out now.
      if (main.state === "opened" && former.state === "unreadable") {
        await this.#setAside(id, path, former);
        await rm(formerCopyOf(path), { force: true });
      }
      // The file goes last: what is beside it would come back in its place.
      const aside = (await asideFilesOf(path)).map((each) => each.path);
      for (const each of [...aside, formerCopyOf(path), path]) {
        if ((await this.#load(id, each)).state === "opened") await rm(each, { force: true });
      }
    });
  }

  /** For a deleted node: the file and its copy are kept aside for 30 days. */
  async markDeleted(id: string): Promise<void> {
    const path = this.#path(id);
    if (!(await storing(path, () => isAnythingOf(path)))) return;
    await this.#change(id, async () => {
      const now = this.#clock.now();
      await renameIfThere(formerCopyOf(path), asidePath(formerCopyOf(path), "deleted", now));
      await renameIfThere(path, asidePath(path, "deleted", now));
      await this.#deleted(path);
    });
  }

  /** Brings back what `markDeleted` kept, unless there is a file already. Says whether it did. */
  async revive(id: string): Promise<boolean> {
    const path = this.#path(id);
    // Nobody waits for the lock at every start, where there is nothing to bring back.
    const isSetAside = (await storing(path, () => asideFilesOf(path))).some(({ kind }) => kind === "deleted");
    if (!isSetAside) return false;
    return this.#change(id, async () => {
      const deleted = await this.#deleted(path);
      const newest = deleted.at(-1)?.at;
      for (const each of [path, formerCopyOf(path)])
        if (newest === undefined || (await this.#load(id, each)).state !== "none") return false;
      for (const each of deleted.filter(({ at }) => at === newest))
        await rename(each.path, each.former ? formerCopyOf(path) : path);
      return true;
    });
  }

  /** The account file; where it cannot be opened, its former copy. */
  async #find(id: string, path: string): Promise<Loaded> {
    const main = await this.#load(id, path);
    if (main.state === "opened") return main;
    const former = await this.#load(id, formerCopyOf(path));
    if (former.state === "opened" && !this.#told.has(id)) {
      this.#told.add(id);
      const what = main.state === "none" ? "is gone" : "cannot be opened";
      this.#log.warn(`A stored sign-in ${what}; the copy from before it was last renewed is used.`);
    }
    if (former.state === "opened" || main.state === "none") return former;
    // What is damaged cannot be helped; a key can be restored.
    return main.reason === "damaged" && former.state === "unreadable" ? former : main;
  }

  async #load(id: string, path: string): Promise<Loaded> {
    const bytes = await readUnlessBroken(path);
    if (bytes === undefined) return { state: "none" };
    if (bytes instanceof Error) return { state: "unreadable", reason: "damaged", path, diskError: bytes };
    const opening = await this.#vault.open(id, bytes.toString("utf8"));
    if ("reason" in opening) return { state: "unreadable", reason: opening.reason, path, bytes };
    const content = parseAccountText(opening.text);
    if (!content) return { state: "unreadable", reason: "newer-version", path, bytes };
    return { state: "opened", content };
  }

  /** Keeps what cannot be opened under another name, once; a file that can be read stays until another takes its place. */
  async #setAside(id: string, path: string, from: Unreadable): Promise<void> {
    const { bytes } = from;
    let at = this.#clock.now();
    for (const each of await unreadableFilesOf(path)) {
      const kept = await this.#load(id, each.path);
      if (kept.state === "unreadable" && bytes && kept.bytes?.equals(bytes)) return;
      at = Math.max(at, each.at + 1);
    }
    const aside = asidePath(path, "unreadable", at);
    if (bytes) await createFileAtomically(aside, bytes);
    else await rename(from.path, aside);
    this.#log.warn(`A stored sign-in could not be opened; it is kept as ${basename(aside)}.`);
    await this.#sweepDamaged(id, path);
  }

  async #sweepDamaged(id: string, path: string): Promise<void> {
    const damaged: AsideFile[] = [];
    for (const each of await unreadableFilesOf(path)) {
      const loaded = await this.#load(id, each.path);
      if (loaded.state === "unreadable" && loaded.reason === "damaged") damaged.push(each);
    }
    for (const each of damaged.slice(0, -DAMAGED_KEPT)) await rm(each.path, { force: true });
  }

  /** What was deleted and is still worth keeping, oldest first; removes what is not. */
  async #deleted(path: string): Promise<readonly AsideFile[]> {
    const kept: AsideFile[] = [];
    for (const each of await asideFilesOf(path)) {
      if (each.kind !== "deleted") continue;
      if (this.#clock.now() - each.at <= DELETED_KEPT_MS) kept.push(each);
      else await rm(each.path, { force: true });
    }
    return kept;
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

interface Unreadable {
  readonly state: "unreadable";
  readonly reason: UnreadableReason;
  readonly path: string;
  /** Either what there is, or why the disk itself does not give it. */
  readonly bytes?: Buffer;
  readonly diskError?: Error;
}

type Loaded =
  | { readonly state: "none" }
  | Unreadable
  | { readonly state: "opened"; readonly content: AccountContent };

/** What a worn-out card or disk answers is damage like any other; other refusals are thrown, for they can be put right. */
async function readUnlessBroken(path: string): Promise<Buffer | Error | undefined> {
  try {
    return await readFileIfThere(path);
  } catch (error) {
    if (error instanceof Error && isFileError(error, "EIO")) return error;
    throw error;
  }
}

async function unreadableFilesOf(path: string): Promise<readonly AsideFile[]> {
  return (await asideFilesOf(path)).filter(({ kind }) => kind === "unreadable");
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isFileError(error, "ENOENT")) throw error;
  }
}
