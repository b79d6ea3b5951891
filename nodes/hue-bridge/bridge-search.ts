import { type FoundBridge, HTTPS_PORT } from "../../shared/lights/hue/bridge/probe";
import type { Body } from "../common/admin";
import { badProperty, flag } from "../../shared/support/properties";

/** A bridge as the search tells of it; `api` where only the old interface will do. */
export interface ListedBridge {
  readonly host: string;
  readonly port: number;
  readonly bridgeId: string;
  readonly name: string;
  readonly model: string;
  readonly api?: "v1";
}

/**
 * Whether Signify is to be asked too.
 * @throws Problem `bad-configuration`.
 */
export function wantsCloud({ cloud }: Body): boolean {
  try {
    return flag(false)(cloud);
  } catch (error) {
    throw badProperty("cloud", "true or false", { cause: error });
  }
}

/** A bridge that has CLIP v2 is never offered without encryption, even where that is how it happened to answer. */
export function listedBridge({
  host,
  port,
  bridgeId,
  name,
  model,
  clip,
  transport,
}: FoundBridge): ListedBridge {
  const common = { host, bridgeId, name, model };
  if (transport === "https") return { ...common, port };
  return clip ? { ...common, port: HTTPS_PORT } : { ...common, port, api: "v1" };
}
