import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { isFileError } from "../../shared/support/atomic-file";

/** Many times what a request or an answer takes. */
const LARGEST_BYTES = 4096;

/** Opening a pipe that nobody writes to would wait for ever, and a link leads anywhere; Windows has neither flag. */
const FLAGS =
  constants.O_RDONLY |
  ((constants.O_NONBLOCK as number | undefined) ?? 0) |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0);

/**
 * The text of a small file; undefined where there is none. Throws the file system's error, or one that says what is there
 * instead of a small file.
 */
export async function readSmallFile(path: string): Promise<string | undefined> {
  const file = await openIfThere(path);
  if (!file) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > LARGEST_BYTES) throw new Error("This is no small file.");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LARGEST_BYTES), 0, LARGEST_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, FLAGS);
  } catch (error) {
    if (isFileError(error, "ENOENT")) return undefined;
    throw error;
  }
}
