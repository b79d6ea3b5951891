import { join } from "node:path";
import { readFileIfThere, writeFileAtomically } from "../../shared/support/atomic-file";
import { parseJsonObject } from "../../shared/support/json-object";
import { Problem } from "../../shared/support/problem";
import { ACCOUNT_ID, pairingCode, refreshedConfig, sandboxConfig } from "./config";
import type { HomebridgeFacts } from "./config";

/**
 * Makes Homebridge's storage directory ready for a start: the config.json, or what the user has made of it, with this
 * run's addresses. Pairings and accessories stay. Homebridge must not be running.
 * @returns the bridge's pairing code
 * @throws Problem `unreadable-config` naming the file
 */
export async function prepareStorage(storage: string, facts: HomebridgeFacts): Promise<string> {
  const file = join(storage, "config.json");
  const saved = await readFileIfThere(file);
  const parsed = saved && parseJsonObject(saved.toString("utf8"));
  if (saved && !parsed)
    throw new Problem({
      code: "unreadable-config",
      title: `Homebridge's ${file} cannot be read`,
      advice: "Repair the file, or start with --fresh to begin anew.",
    });
  const config = parsed ? refreshedConfig(parsed, facts) : sandboxConfig(facts);
  await writeFileAtomically(file, `${JSON.stringify(config, null, 4)}\n`);
  return pairingCode(config);
}

/** Whether the account the platform begins with has been signed in before: CONTRACT.md, "Homebridge". */
export async function hasAccountFile(storage: string): Promise<boolean> {
  return (await readFileIfThere(join(storage, "teams-presence", `${ACCOUNT_ID}.json`))) !== undefined;
}
