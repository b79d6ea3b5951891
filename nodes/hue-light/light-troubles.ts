import type { ShortTroubles } from "../common/lamp-status";

const OF_THE_BRIDGE = [
  "bridge-unreachable",
  "bridge-overloaded",
  "bridge-bad-answer",
  "bridge-key-refused",
  "bridge-certificate",
  "light-not-found",
  "target-not-found",
  "target-empty",
  "scene-not-found",
] as const;

/** A lamp switched off at the wall is everyday life, not something broken. */
const OF_EVERYDAY_LIFE = "light-unreachable";

export const LIGHT_TROUBLES: ShortTroubles = {
  ...Object.fromEntries(
    OF_THE_BRIDGE.map((code) => [code, { key: `hue-light.trouble.${code}`, fill: "red" }] as const),
  ),
  [OF_EVERYDAY_LIFE]: { key: `hue-light.trouble.${OF_EVERYDAY_LIFE}`, fill: "yellow" },
};
