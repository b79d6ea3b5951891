import { randomBytes } from "node:crypto";
import { link, mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import {
  cannotLink,
  isFileError,
  OWNER_ONLY_DIRECTORY,
  OWNER_ONLY_FILE,
  readFileIfThere,
  temporaryPath,
} from "./atomic-file";
import type { Clock, Timer } from "./clock";
import { isCertainlyDead, lockText, parseLock, type LockingProcess, type LockOwner } from "./lock-owner";
import { pause } from "./pause";

/** How often an owner shows that it lives. */
const BEAT_MS = 2000;
/** How long a watcher sees no beat before it takes the owner for dead: several beats, as a busy machine is late. */
const STALE_MS = 10_000;
/** How long a living owner is waited for. */
const LONGEST_WAIT_MS = 30_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * `busy`: a living owner did not end in time, or as long as it was waited for. `lost`: others took this one for dead; it
 * must not write any more.
 */
export class LockTrouble extends Error {
  override readonly name = "LockTrouble";
  constructor(readonly reason: "busy" | "lost") {
    super(reason === "busy" ? "The lock is held by another process" : "The lock was lost");
  }
}

/** A lock file this process owns. Beats go through the open file, and so never into the lock of one who came after. */
export class HeldLock {
  readonly path: string;
  readonly here: LockingProcess;
  readonly #owner: LockOwner;
  readonly #file: FileHandle;
  readonly #clock: Clock;
  #beat = 0;
  #beating: Promise<void> = Promise.resolve();
  #timer: Timer;
  #released = false;

  constructor(path: string, here: LockingProcess, owner: LockOwner, file: FileHandle, clock: Clock) {
    this.path = path;
    this.here = here;
    this.#owner = owner;
    this.#file = file;
    this.#clock = clock;
    this.#timer = this.#schedule();
  }

  get released(): boolean {
    return this.#released;
  }

  /** The beat first: whoever was about to break the lock looks again before it does. */
  async confirm(): Promise<void> {
    if (this.#released) throw new LockTrouble("lost");
    await this.#showLife();
    if (!(await this.#isOurs())) throw new LockTrouble("lost");
  }

  /** Never throws: what stays of a released lock is known for dead. */
  async release(): Promise<void> {
    this.#released = true;
    this.#timer.cancel();
    await this.#beating.catch(() => {});
    await this.#file.close().catch(() => {});
    try {
      if (await this.#isOurs()) await rm(this.path, { force: true });
    } catch {
      // Whoever wants it next finds an owner that does not hold it.
    }
    this.here.held.delete(this.#owner.id);
  }

  async #isOurs(): Promise<boolean> {
    const text = await readText(this.path);
    return text !== undefined && parseLock(text)?.id === this.#owner.id;
  }

  #schedule(): Timer {
    return this.#clock.after(BEAT_MS, () => {
      // A beat that fails is late; `confirm` and the watchers find out what that means.
      this.#showLife().catch(() => {});
      this.#timer = this.#schedule();
    });
  }

  #showLife(): Promise<void> {
    this.#beating = this.#writeBeat(this.#beating);
    return this.#beating;
  }

  async #writeBeat(last: Promise<void>): Promise<void> {
    await last.catch(() => {});
    this.#beat += 1;
    await this.#file.write(lockText(this.#owner, this.#beat), 0);
    // Over a network share others see it only then.
    await this.#file.datasync();
  }
}

/**
 * Waits for a lock and takes it, breaking it where its owner is dead. Throws LockTrouble `busy` where a living owner does
 * not end in time or `signal` is aborted, and the file system's error where the file cannot be made.
 */
export async function takeLock(
  path: string,
  clock: Clock,
  here: LockingProcess,
  signal?: AbortSignal,
): Promise<HeldLock> {
  let seen: string | undefined;
  // Sums of what was waited, not differences of times: clocks are set while one waits.
  let unchangedMs = 0;
  let waitedMs = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const text = await readText(path);
    if (text === undefined) {
      const held = await createLock(path, clock, here);
      if (held) return held;
    } else {
      if (text !== seen) unchangedMs = 0;
      const owner = parseLock(text);
      if (unchangedMs >= STALE_MS || (owner && isCertainlyDead(owner, here))) {
        await breakLock(path, { judged: text, clock, here, signal });
        const held = await createLock(path, clock, here);
        if (held) return held;
      }
    }
    if (waitedMs >= LONGEST_WAIT_MS || signal?.aborted) throw new LockTrouble("busy");
    seen = text;
    await pause(clock, pauseMs, signal);
    unchangedMs += pauseMs;
    waitedMs += pauseMs;
  }
}

interface Breaking {
  readonly judged: string;
  readonly clock: Clock;
  readonly here: LockingProcess;
  readonly signal: AbortSignal | undefined;
}

/**
 * Removes a lock whose text was judged. Only one process breaks at a time, held apart by a lock of its own kind; it looks
 * again first, so that two who have judged the same lock do not remove its successor's.
 */
async function breakLock(path: string, { judged, clock, here, signal }: Breaking): Promise<void> {
  const breaking = await takeLock(`${path}.break`, clock, here, signal);
  try {
    if ((await readText(path)) === judged) await rm(path, { force: true });
  } finally {
    await breaking.release();
  }
}

/** Undefined where another was first. The file appears with its whole text, where the file system knows links. */
async function createLock(path: string, clock: Clock, here: LockingProcess): Promise<HeldLock | undefined> {
  await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  const owner = { id: randomBytes(12).toString("hex"), pid: here.pid, place: here.place };
  here.held.add(owner.id);
  const file = await placeLock(path, lockText(owner, 0)).catch((error: unknown) => {
    here.held.delete(owner.id);
    throw error;
  });
  if (file) return new HeldLock(path, here, owner, file, clock);
  here.held.delete(owner.id);
  return undefined;
}

async function placeLock(path: string, text: string): Promise<FileHandle | undefined> {
  const temporary = temporaryPath(path);
  const file = await openNew(temporary, text);
  try {
    await link(temporary, path);
    return file;
  } catch (error) {
    await file.close();
    // An owner may sweep what it takes for leftovers.
    if (isFileError(error, "EEXIST") || isFileError(error, "ENOENT")) return undefined;
    if (!cannotLink(error)) throw error;
    return await openNew(path, text).catch((refused: unknown) => {
      if (isFileError(refused, "EEXIST")) return undefined;
      throw refused;
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

async function openNew(path: string, text: string): Promise<FileHandle> {
  const file = await open(path, "wx", OWNER_ONLY_FILE);
  try {
    await file.write(text, 0);
    return file;
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  return (await readFileIfThere(path))?.toString("utf8");
}
