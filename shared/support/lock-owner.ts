import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { isFileError } from "./atomic-file";
import { parseJsonObject } from "./json-object";

/** A process as far as locks care. */
export interface LockingProcess {
  readonly pid: number;
  /** Where process ids mean the same as here; never compared with anything but equality. */
  readonly place: string;
  /** Whether a process of this place lives. */
  isAlive(pid: number): boolean;
  /** The ids of the locks this process holds. */
  readonly held: Set<string>;
  /** Who waits here for which lock: the last one's turn, by the lock's path. */
  readonly turns: Map<string, Promise<unknown>>;
}

export interface LockOwner {
  /** Random, new for every time a lock is taken. */
  readonly id: string;
  readonly pid: number;
  readonly place: string;
}

/** Enough for a lock that is held for centuries, so that a later beat never changes the length. */
const BEAT_DIGITS = 10;

/** What a lock file holds; always of the same length for one owner, so that a beat can be written over the last. */
export function lockText({ id, pid, place }: LockOwner, beat: number): string {
  return `${JSON.stringify({ id, pid, place, beat: String(beat).padStart(BEAT_DIGITS, "0") })}\n`;
}

/** Undefined for what is no lock's text, or half of one. */
export function parseLock(text: string): LockOwner | undefined {
  const { id, pid, place } = parseJsonObject(text) ?? {};
  if (typeof id !== "string" || typeof place !== "string") return undefined;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  return { id, pid, place };
}

/**
 * Whether an owner is dead for certain, so that nobody has to watch its lock for a while: it ran in this place and its
 * process is gone, or this process has its number, as after the restart of a container.
 */
export function isCertainlyDead(owner: LockOwner, here: LockingProcess): boolean {
  if (owner.place !== here.place) return false;
  return owner.pid === here.pid ? !here.held.has(owner.id) : !here.isAlive(owner.pid);
}

let current: Promise<LockingProcess> | undefined;

/** The process this runs in. */
export function thisProcess(): Promise<LockingProcess> {
  current ??= thisPlace().then((place) => ({
    pid: process.pid,
    place,
    isAlive,
    held: new Set(),
    turns: new Map(),
  }));
  return current;
}

/**
 * Machines on one network share may have one name, and containers of one machine may too, so the name alone says little:
 * Linux also tells since which start it runs (proc_sys_kernel(5), random/boot_id) and in which name space its process
 * ids count (namespaces(7)).
 */
async function thisPlace(): Promise<string> {
  const known = [
    hostname(),
    await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    await readlink("/proc/self/ns/pid").catch(() => ""),
  ];
  return createHash("sha256").update(JSON.stringify(known)).digest("hex").slice(0, 16);
}

/** Signal 0 only asks (kill(2)); somebody else's process may not be asked, but is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isFileError(error, "ESRCH");
  }
}
