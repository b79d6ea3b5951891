import { PRESET_NAMES, type Rule, ruleFor } from "../../shared/presence/appearance";
import type { Status } from "../../shared/presence/presence";
import { isJsonObject } from "../../shared/support/json-object";
import type { Problem } from "../../shared/support/problem";
import type { NodeConfig, NodeRedNode } from "../common/node-red";
import { oneOf, readProperties } from "../common/properties";

/** What a light does for each status. */
export interface Theme {
  readonly ruleFor: (status: Status) => Rule;
}

export interface ThemeNode extends NodeRedNode {
  theme?: Theme;
  /** Set instead of `theme` where the configuration is wrong. */
  problem?: Problem;
}

const DEFAULT_PRESET = "traffic-light";

/** For lights that name no theme. */
export const DEFAULT_THEME: Theme = { ruleFor: (status) => ruleFor(DEFAULT_PRESET, status) };

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { rules: [], hours: undefined };

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function createTheme(config: NodeConfig): Theme {
  const { hours, ...others } = config;
  const { preset } = readProperties(
    areDisabled(hours) ? others : config,
    { preset: oneOf(PRESET_NAMES, DEFAULT_PRESET) },
    NOT_YET,
  );
  return { ruleFor: (status) => ruleFor(preset, status) };
}

function areDisabled(hours: unknown): boolean {
  return isJsonObject(hours) && (hours["enabled"] === false || hours["enabled"] === "false");
}
