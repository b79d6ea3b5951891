import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export const OWNER_ONLY_FILE = 0o600;
export const OWNER_ONLY_DIRECTORY = 0o700;

/** What `temporaryPath` makes of a name. */
const TEMPORARY = /^\.(.+)\.[0-9a-f]{12}\.tmp$/;

interface WriteOptions {
  /** Permission bits of the file; 0600 unless given. */
  readonly mode?: number;
  /** Called once the content is on the disk, before it takes its place; what it throws leaves the old file as it is. */
  readonly confirm?: () => Promise<void>;
}

/**
 * Replaces a file so that a reader, or a machine that loses power, finds either the old content or the new one.
 * Missing directories are made, open to the owner only. Throws the file system's error; the old file is then untouched.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Buffer,
  options: WriteOptions = {},
): Promise<void> {
  await withTemporaryFile(path, data, options, async (temporary) => {
    await options.confirm?.();
    await rename(temporary, path);
  });
}

/**
 * Creates a file with its whole content at once, never replacing one that is there.
 * Gives false where somebody else was first: whoever reads the file afterwards reads the same content.
 */
export async function createFileAtomically(
  path: string,
  data: string | Buffer,
  options: WriteOptions = {},
): Promise<boolean> {
  try {
    await withTemporaryFile(path, data, options, async (temporary) => {
      try {
        await link(temporary, path);
      } catch (error) {
        if (!cannotLink(error)) throw error;
        await writeNewFile(path, data, options);
      }
    });
    return true;
  } catch (error) {
    if (isFileError(error, "EEXIST")) return false;
    throw error;
  }
}

/** The content of a file; undefined where there is none. Any other trouble is thrown. */
export async function readFileIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isFileError(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Whether an error is the file system's own with this code, such as `ENOENT`. */
export function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/**
 * Removes what killed writers have left of files whose names `isOurs` accepts. Whoever still writes one of them fails, so
 * it is for files that have one writer at a time.
 */
export async function sweepTemporaries(directory: string, isOurs: (name: string) => boolean): Promise<void> {
  for (const each of await readdir(directory)) {
    const name = TEMPORARY.exec(each)?.[1];
    if (name !== undefined && isOurs(name)) await rm(join(directory, each), { force: true });
  }
}

/** A new name beside a file, for what is to take its place. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

/** FAT and some network shares know no hard links. */
export function cannotLink(error: unknown): boolean {
  return ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].some((code) => isFileError(error, code));
}

async function withTemporaryFile(
  path: string,
  data: string | Buffer,
  options: WriteOptions,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  const temporary = temporaryPath(path);
  try {
    await writeNewFile(temporary, data, options);
    await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(directory);
}

async function writeNewFile(
  path: string,
  data: string | Buffer,
  { mode = OWNER_ONLY_FILE }: WriteOptions,
): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Best effort: Windows and some network shares do not let a directory be opened or synced. */
async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The file itself is synced; only its name may be lost with the power.
  }
}
