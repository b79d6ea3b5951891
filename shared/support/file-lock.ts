import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "./clock";
import { LockTrouble, takeLock, type HeldLock } from "./held-lock";
import { thisProcess, type LockingProcess } from "./lock-owner";

export { LockTrouble } from "./held-lock";

export interface FileLockOptions {
  readonly path: string;
  readonly clock: Clock;
  /** The process this runs in, unless a test plays another. */
  readonly here?: LockingProcess | undefined;
}

/** The locks that the calls around this one hold. */
const around = new AsyncLocalStorage<readonly HeldLock[]>();

/**
 * A lock file: one process, and one caller in it, at a time. Clocks of machines are never compared: a watcher breaks a
 * lock after it has itself seen no beat for ten seconds, or at once where the owner is dead for certain.
 */
export class FileLock {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #here: LockingProcess | undefined;

  constructor({ path, clock, here }: FileLockOptions) {
    this.#path = path;
    this.#clock = clock;
    this.#here = here;
  }

  /**
   * Runs `work` while nobody else holds the lock; inside such work for the same lock, at once. Throws LockTrouble `busy`
   * after 30 seconds of waiting for another process, or when `signal` ends the waiting; the file system's error where
   * the file cannot be made, and what `work` throws.
   */
  async exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const here = this.#here ?? (await thisProcess());
    if (this.#held(here)) return work();
    const turn = (here.turns.get(this.#path) ?? Promise.resolve()).then(() => this.#run(here, work, signal));
    const last = turn.catch(() => {});
    here.turns.set(this.#path, last);
    try {
      return await turn;
    } finally {
      if (here.turns.get(this.#path) === last) here.turns.delete(this.#path);
    }
  }

  /**
   * To be called inside `exclusively`, right before what must not be done twice: an owner that was held up for long may
   * have been taken for dead. Throws LockTrouble `lost` then.
   */
  async confirm(): Promise<void> {
    const held = this.#held(this.#here ?? (await thisProcess()));
    if (!held) throw new LockTrouble("lost");
    await held.confirm();
  }

  #held(here: LockingProcess): HeldLock | undefined {
    // Work that was begun inside and outlives it is outside.
    return around
      .getStore()
      ?.find((held) => held.path === this.#path && held.here === here && !held.released);
  }

  async #run<T>(here: LockingProcess, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const held = await takeLock(this.#path, this.#clock, here, signal);
    // Whoever was called inside some work may go on calling from there long after it.
    const outer = (around.getStore() ?? []).filter(({ released }) => !released);
    try {
      return await around.run([...outer, held], work);
    } finally {
      await held.release();
    }
  }
}
