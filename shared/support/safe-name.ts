import { createHash } from "node:crypto";

/** What Node-RED and Homebridge make up for ids; no separators, no leading dot, nothing a file system minds. */
const HARMLESS = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\.[A-Za-z0-9]+)?$/;

/** Longer than any file system's limit leaves room for, once endings are added. */
const LONGEST_NAME = 128;

/**
 * A file name (without ending) for an id that may come from anywhere: the id itself where it is harmless,
 * else `sha256-` and the hash in hex, which is longer than any harmless name without a dot and so clashes with none.
 */
export function safeFileName(id: string): string {
  if (id.length <= LONGEST_NAME && HARMLESS.test(id)) return id;
  return `sha256-${createHash("sha256").update(id, "utf8").digest("hex")}`;
}
