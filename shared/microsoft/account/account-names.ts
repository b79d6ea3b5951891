import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isFileError } from "../../support/atomic-file";

/** Why a file is no longer in its place: its node was deleted, or it could not be opened. */
export type AsideKind = "deleted" | "unreadable";

/** A file that was set aside, whole. */
export interface AsideFile {
  readonly path: string;
  readonly kind: AsideKind;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Whether it was the former copy and not the account file. */
  readonly former: boolean;
}

const ASIDE = /^(\.previous)?\.(deleted|unreadable)-(\d{1,15})$/;
const TEMPORARY = /^(\.previous|\.unreadable-\d+|\.lock(\.break)*)?$/;

/** The copy of what an account file held before it was last written. */
export function formerCopyOf(path: string): string {
  return `${path}.previous`;
}

export function asidePath(path: string, kind: AsideKind, at: number): string {
  return `${path}.${kind}-${at}`;
}

/** What was set aside of one account file, oldest first. */
export async function asideFilesOf(path: string): Promise<readonly AsideFile[]> {
  const name = basename(path);
  const found: AsideFile[] = [];
  for (const each of await namesIn(dirname(path))) {
    const [, former, kind, at] = (each.startsWith(name) && ASIDE.exec(each.slice(name.length))) || [];
    if (kind !== "deleted" && kind !== "unreadable") continue;
    found.push({ path: join(dirname(path), each), kind, at: Number(at), former: former !== undefined });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Whether there is anything of an account: where there is nothing, nothing has to be locked. */
export async function isAnythingOf(path: string): Promise<boolean> {
  const name = basename(path);
  const names = await namesIn(dirname(path));
  if (names.includes(name) || names.includes(basename(formerCopyOf(path)))) return true;
  return (await asideFilesOf(path)).length > 0;
}

/** Whether a file of this name is written on behalf of the account file, and by the owner of its lock only. */
export function isWrittenFor(path: string, name: string): boolean {
  return name.startsWith(basename(path)) && TEMPORARY.test(name.slice(basename(path).length));
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isFileError(error, "ENOENT")) return [];
    throw error;
  }
}
