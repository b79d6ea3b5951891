import { stat } from "node:fs/promises";
import type { Clock, Timer } from "../shared/support/clock";
import { isFileError } from "../shared/support/atomic-file";

export interface FileWatchOptions {
  /** Of files that other processes replace or remove. */
  readonly paths: readonly string[];
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  readonly clock: Clock;
  /** Called after the first look, and when any of the files is another one, has come or is gone. Never throws. */
  readonly onChange: () => void;
}

/**
 * Looks at files again and again. Being told of changes is no help where Homebridge often runs: on network file systems and
 * in containers it is unreliable (Node.js, File system, "fs.watch: Availability").
 */
export class FileWatch {
  readonly #options: FileWatchOptions;
  #seen: string | undefined;
  #isClosed = false;
  #timer: Timer | undefined;

  constructor(options: FileWatchOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#look();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    const { paths, everyMs, clock, onChange } = this.#options;
    const seen = (await Promise.all(paths.map(marksOf))).join();
    if (this.#isClosed) return;
    const isOther = seen !== this.#seen;
    this.#seen = seen;
    this.#timer = clock.after(everyMs, () => void this.#look());
    if (isOther) onChange();
  }
}

/** What tells one file from another that has taken its place, in words. */
async function marksOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    return isFileError(error, "ENOENT") ? "none" : "trouble";
  }
}
