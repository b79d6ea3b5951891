import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isFileError, readFileIfThere, writeFileAtomically } from "./atomic-file";
import type { Log } from "./log";
import { safeFileName } from "./safe-name";

/** What a node remembers over restarts: one JSON value. */
export interface Memory {
  /** Undefined where nothing usable is remembered; never throws. */
  load(): Promise<unknown>;
  /** Never throws: forgetting is better than stopping a lamp. */
  save(value: unknown): Promise<void>;
}

/** Memory in `<folder>/<id>.json`. One write at a time; while one runs, only the newest value waits. */
export class MemoryFile implements Memory {
  readonly #path: string;
  readonly #log: Log;
  #waiting: string | undefined;
  #writing: Promise<void> | undefined;

  constructor(folder: string, id: string, log: Log) {
    this.#path = join(folder, `${safeFileName(id)}.json`);
    this.#log = log;
  }

  async load(): Promise<unknown> {
    try {
      const content = await readFileIfThere(this.#path);
      return content === undefined ? undefined : (JSON.parse(content.toString("utf8")) as unknown);
    } catch (error) {
      return this.#unreadable(error);
    }
  }

  /** The same at once, for who has to know before anything else happens. */
  loadNow(): unknown {
    try {
      return JSON.parse(readFileSync(this.#path, "utf8")) as unknown;
    } catch (error) {
      return isFileError(error, "ENOENT") ? undefined : this.#unreadable(error);
    }
  }

  save(value: unknown): Promise<void> {
    this.#waiting = JSON.stringify(value);
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async remove(): Promise<void> {
    await this.#writing;
    await rm(this.#path, { force: true }).catch((error: unknown) => this.#log.warn(reason(error)));
  }

  #unreadable(error: unknown): undefined {
    this.#log.warn(`What was remembered in ${this.#path} cannot be read and is left alone: ${reason(error)}`);
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting !== undefined) {
      const text = this.#waiting;
      this.#waiting = undefined;
      try {
        await writeFileAtomically(this.#path, `${text}\n`);
      } catch (error) {
        this.#log.warn(`Cannot remember in ${this.#path}: ${reason(error)}`);
      }
    }
  }
}

/** Memory for as long as the process runs, where there is no directory to keep files in. */
export class ProcessMemory implements Memory {
  #value: unknown;

  load(): Promise<unknown> {
    return Promise.resolve(this.#value);
  }

  save(value: unknown): Promise<void> {
    this.#value = structuredClone(value);
    return Promise.resolve();
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
