import { dirname } from "node:path";
import { LockTrouble } from "../../support/file-lock";
import { Problem } from "../../support/problem";

/**
 * Runs work on an account file. Throws Problem `storage-failed` for what the file system refuses, `storage-busy` for what
 * another process does not let happen and that passes, and anything else as it is.
 */
export async function storing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LockTrouble) throw busy(path, error);
    if (!(error instanceof Error) || !("code" in error) || error instanceof Problem) throw error;
    throw storageFailed(path, error);
  }
}

/** `cause`: the file system's error. */
export function storageFailed(path: string, cause: Error & { readonly code?: unknown }): Problem {
  return new Problem(
    {
      code: "storage-failed",
      title: `A stored sign-in cannot be read or written (${String(cause.code)})`,
      advice: `Check that ${path} and its directory belong to the user this runs as, and that the disk is not full.`,
    },
    { cause },
  );
}

function busy(path: string, cause: LockTrouble): Problem {
  return new Problem(
    {
      code: "storage-busy",
      title: "Another program is using the stored sign-in",
      advice: `It is tried again by itself. If this comes again and again, two Node-REDs or Homebridges share ${dirname(path)}; give each its own directory.`,
    },
    { cause },
  );
}
