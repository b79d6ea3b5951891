import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createFileAtomically, readFileIfThere } from "../../shared/support/atomic-file";
import type { Log } from "../../shared/support/log";

const FILE = "mqtt/client";
const NAME = /^teams-presence-[0-9a-f]{12}$/;

/**
 * What this Homebridge is called on brokers, made up once and kept in `folder`: a broker throws out whoever has the name
 * of another, and retained messages are told apart by it. Where nothing can be kept, it is another one after every start.
 */
export async function ownName(folder: string, log: Log): Promise<string> {
  const fresh = `teams-presence-${randomBytes(6).toString("hex")}`;
  const path = join(folder, FILE);
  try {
    if (await createFileAtomically(path, fresh)) return fresh;
    const kept = (await readFileIfThere(path))?.toString("utf8").trim() ?? "";
    if (NAME.test(kept)) return kept;
    log.warn(`${path} does not hold a name for MQTT. Remove the file, and a new one is made.`);
  } catch (error) {
    log.warn(`${path} cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
  }
  return fresh;
}
