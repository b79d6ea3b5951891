import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AccountFiles, StoredSignIn } from "../../../shared/microsoft/account/account-file";
import { storing } from "../../../shared/microsoft/account/storage-problem";
import { type Registration, sameRegistration } from "../../../shared/microsoft/registration/registration";
import { isFileError, readFileIfThere, writeFileAtomically } from "../../../shared/support/atomic-file";
import { parseJsonObject } from "../../../shared/support/json-object";
import { type LockingProcess, thisProcess } from "../../../shared/support/lock-owner";
import type { Log } from "../../../shared/support/log";
import { asProblem } from "../../../shared/support/problem";
import { safeFileName } from "../../../shared/support/safe-name";
import type { Config } from "../../config/config";
import { savedConfigs } from "./saved-config";

export interface UnsavedOptions {
  /** Where the plugin keeps its files. */
  readonly folder: string;
  readonly files: AccountFiles;
  /** Of Homebridge's config.json. */
  readonly configPath: string;
  readonly log: Log;
  /** The process this runs in, unless a test plays another. */
  readonly here?: LockingProcess | undefined;
}

/** That a server has stored a sign-in for an account. */
interface Note {
  readonly account: string;
  /** Random, another one for each server. */
  readonly server: string;
  readonly pid: number;
  readonly place: string;
}

interface Former {
  readonly registration: Registration;
  readonly signIn: StoredSignIn;
}

/**
 * Sign-ins that settings pages have stored for accounts of which nobody knows yet whether they are saved: whoever is
 * signed in and then not wanted must not stay behind on the disk. One file for each, `<folder>/unsaved/<account>.json`.
 */
export class Unsaved {
  readonly #options: UnsavedOptions;
  readonly #folder: string;
  readonly #server = randomUUID();
  /** Who was signed in as config.json wants it, before somebody signed in for other settings; in memory only. */
  readonly #former = new Map<string, Former>();

  constructor(options: UnsavedOptions) {
    this.#options = options;
    this.#folder = join(options.folder, "unsaved");
  }

  /** To be called before a sign-in is stored. Throws Problem `storage-failed`: what nobody remembers is not stored. */
  async note(account: string): Promise<void> {
    const { pid, place } = await this.#here();
    const note: Note = { account, server: this.#server, pid, place };
    const path = this.#path(account);
    await this.#remember(account);
    await storing(path, () => writeFileAtomically(path, `${JSON.stringify(note)}\n`));
  }

  /** Removes what servers that are gone have stored for accounts that config.json does not name. Never rejects. */
  async sweep(signal: AbortSignal): Promise<void> {
    const here = await this.#here();
    await this.#settle((note) => note.server !== this.#server && isGone(note, here), signal);
  }

  /** The same for what this server has stored; `signal` ends the waiting for others, and the next server goes on. */
  async end(signal: AbortSignal): Promise<void> {
    await this.#settle(({ server }) => server === this.#server, signal);
  }

  async #settle(isOurs: (note: Note) => boolean, signal: AbortSignal): Promise<void> {
    try {
      const notes = (await this.#notes()).filter(isOurs);
      if (notes.length === 0) return;
      const configs = await savedConfigs(this.#options.configPath);
      if (!configs) return;
      await Promise.all(notes.map(({ account }) => this.#end(account, configs, signal)));
    } catch (error) {
      this.#options.log.warn(asProblem(error).message);
    }
  }

  async #end(account: string, configs: readonly Config[], signal: AbortSignal): Promise<void> {
    const { files, log } = this.#options;
    const isSaved = configs.some(({ namedAccounts }) => namedAccounts.some(({ id }) => id === account));
    try {
      const end = (): Promise<void> => (isSaved ? this.#giveBack(account, configs) : files.remove(account));
      await files.exclusively(account, end, signal);
      await rm(this.#path(account), { force: true });
    } catch (error) {
      log.warn(asProblem(error).message);
    }
  }

  /** Never rejects: what cannot be read now cannot be given back. */
  async #remember(account: string): Promise<void> {
    const { files, configPath } = this.#options;
    if (this.#former.has(account)) return;
    for (const registration of registrationsOf(account, (await savedConfigs(configPath)) ?? [])) {
      const stored = await files.read(account, registration).catch(() => undefined);
      if (stored?.state === "stored") this.#former.set(account, { registration, signIn: stored.signIn });
    }
  }

  /** Whoever has changed an account, signed in and then saved nothing has not meant to sign anybody out. */
  async #giveBack(account: string, configs: readonly Config[]): Promise<void> {
    const { files } = this.#options;
    const former = this.#former.get(account);
    const isWanted =
      former && registrationsOf(account, configs).some((each) => sameRegistration(each, former.registration));
    if (!isWanted) return;
    const { registration, signIn } = former;
    const { state } = await files.read(account, registration);
    if (state === "other-registration") await files.write(account, registration, signIn);
  }

  async #notes(): Promise<readonly Note[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isFileError(error, "ENOENT")) return [];
      throw error;
    });
    const contents = await Promise.all(names.map((name) => readFileIfThere(join(this.#folder, name))));
    return contents.flatMap((content) => parseNote(content?.toString("utf8") ?? "") ?? []);
  }

  #here(): Promise<LockingProcess> {
    const { here } = this.#options;
    return here ? Promise.resolve(here) : thisProcess();
  }

  #path(account: string): string {
    return join(this.#folder, `${safeFileName(account)}.json`);
  }
}

function registrationsOf(account: string, configs: readonly Config[]): readonly Registration[] {
  return configs.flatMap(({ accounts }) =>
    accounts.filter(({ id }) => id === account).map(({ signIn }) => signIn.registration),
  );
}

function parseNote(text: string): Note | undefined {
  const { account, server, pid, place } = parseJsonObject(text) ?? {};
  if (typeof account !== "string" || typeof server !== "string") return undefined;
  if (typeof pid !== "number" || typeof place !== "string") return undefined;
  return { account, server, pid, place };
}

/** Process ids begin anew with each start of a machine or container, and one's own number is nobody else's. */
function isGone({ pid, place }: Note, here: LockingProcess): boolean {
  return place !== here.place || pid === here.pid || !here.isAlive(pid);
}
