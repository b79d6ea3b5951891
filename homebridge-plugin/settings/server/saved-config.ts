import { readFileIfThere } from "../../../shared/support/atomic-file";
import { isJsonObject, parseJsonObject } from "../../../shared/support/json-object";
import { type Config, readConfig } from "../../config/config";
import { PLATFORM_NAME, PLUGIN_NAME } from "../../settings";

/** How Homebridge lets a platform be called, the latter where two plugins have one of that name. */
const NAMES: ReadonlySet<unknown> = new Set([PLATFORM_NAME, `${PLUGIN_NAME}.${PLATFORM_NAME}`]);

/**
 * All blocks of this platform in Homebridge's config.json, those of child bridges too. Undefined where it cannot be read,
 * or is not what Homebridge writes.
 */
export async function savedConfigs(path: string): Promise<readonly Config[] | undefined> {
  const content = await readFileIfThere(path).catch(() => undefined);
  const saved = content && parseJsonObject(content.toString("utf8"));
  if (!saved) return undefined;
  const platforms = saved["platforms"] ?? [];
  if (!Array.isArray(platforms)) return undefined;
  return (platforms as readonly unknown[])
    .filter((block) => isJsonObject(block) && NAMES.has(block["platform"]))
    .map(readConfig);
}
