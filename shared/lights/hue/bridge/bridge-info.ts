import { parseJson, textAt } from "../wire/json";

/** What a bridge says about itself to anyone, without a key. */
export interface BridgeInfo {
  /** 16 hex digits, lower case. */
  readonly bridgeId: string;
  readonly name: string;
  /** BSB001 (round), BSB002 (square), BSB003 (Bridge Pro); empty where it does not say. */
  readonly model: string;
  /** Digits, like `1967054020`; empty where it does not say. */
  readonly swversion: string;
  /** Whether it has CLIP v2. */
  readonly clip: boolean;
}

/** Every bridge answers this without a key (Hue API v1, "Configuration"). */
export const INFO_PATH = "/api/config";

export const ROUND_MODEL = "BSB001";
const PRO_MODEL = "BSB003";

/** Of November 2021: the first software with CLIP v2 (home-assistant-libs/aiohue). */
const FIRST_WITH_CLIP = 1_948_086_000;

const BRIDGE_ID = /^[0-9a-f]{16}$/;

/** The answer to `GET /api/config`; undefined where it names no well-formed bridge id, as some emulators do not. */
export function parseInfo(text: string): BridgeInfo | undefined {
  const config = parseJson(text);
  const bridgeId = textAt(config, "bridgeid")?.toLowerCase() ?? "";
  if (!BRIDGE_ID.test(bridgeId)) return undefined;
  const model = textAt(config, "modelid") ?? "";
  const swversion = textAt(config, "swversion") ?? "";
  return {
    bridgeId,
    name: textAt(config, "name")?.trim() || bridgeId,
    model,
    swversion,
    clip: model === PRO_MODEL || Number(swversion) >= FIRST_WITH_CLIP,
  };
}
