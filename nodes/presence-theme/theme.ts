import {
  ACTIONS,
  type Colour,
  EFFECTS,
  PRESET_NAMES,
  type Rule,
  ruleFor,
  type Sound,
  TONES,
} from "../../shared/presence/appearance";
import { OUTSIDE_ACTIONS } from "../../shared/presence/hours";
import { hoursReader } from "../../shared/presence/hours-reader";
import { STATUSES } from "../../shared/presence/presence";
import { ANY_STATUS, createTheme, type OwnRule, ruleOver, type Theme } from "../../shared/presence/theme";
import type { Problem } from "../../shared/support/problem";
import type { NodeConfig, NodeRedNode } from "../common/node-red";
import {
  anyOf,
  listOf,
  number,
  oneOf,
  optional,
  type Reader,
  readProperties,
  readProperty,
  record,
  text,
  textThat,
  whole,
} from "../../shared/support/properties";

export interface ThemeNode extends NodeRedNode {
  theme?: Theme;
  /** Set instead of `theme` where the configuration is wrong. */
  problem?: Problem;
}

const DEFAULT_PRESET = "traffic-light";

/** For lights that name no theme. */
export const DEFAULT_THEME: Theme = { ruleFor: (status) => ruleFor(DEFAULT_PRESET, status) };

const hexadecimal = textThat((value) => /^#[0-9a-f]{6}$/i.test(value), "a colour as #rrggbb, like #ff0000");
const colour: Reader<Colour> = (value) => `#${hexadecimal(value).slice(1).toLowerCase()}`;

const sound: Reader<Sound> = record<Sound>(
  {
    tone: anyOf<Sound["tone"]>(`one of ${TONES.join(", ")}, or a whole number from 1 to 16`, [
      oneOf(TONES),
      whole(1, 16, undefined),
    ]),
    volume: optional(number(0, 100, undefined, "percent")),
    repeat: optional(whole(1, 10, undefined)),
    until: optional(oneOf(["next"])),
  },
  { strict: true },
);

const PARTS = {
  action: oneOf(ACTIONS, "show"),
  color: optional(colour),
  brightness: optional(number(1, 100, undefined, "percent")),
  effect: optional(oneOf(EFFECTS)),
  scene: optional(text()),
  sound: optional(sound),
};

const ownRules = listOf<OwnRule>(
  record<OwnRule>({ status: oneOf([...STATUSES, ANY_STATUS]), ...PARTS }, { strict: true }),
);
const singleRule = record<OwnRule>({ status: oneOf([...STATUSES, ANY_STATUS], ANY_STATUS), ...PARTS });

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function readTheme(config: NodeConfig): Theme {
  return createTheme(
    readProperties(config, {
      preset: oneOf(PRESET_NAMES, DEFAULT_PRESET),
      rules: ownRules,
      hours: hoursReader(OUTSIDE_ACTIONS, "restore"),
    }),
  );
}

/**
 * A rule that stands alone, without a preset: one that shows needs its colour, has 100 percent where it names no
 * brightness, and no effect unless it names one. Its status does not matter, and may be absent.
 * @throws Problem `bad-configuration` that names the part of `rule` and what it may be.
 */
export function parseRule(value: unknown): Rule {
  return ruleOver(undefined, readProperty("rule", value, singleRule), "rule");
}

/**
 * The rules of a theme, as `rules` has them.
 * @throws Problem `bad-configuration` that names the part of `rules` and what it may be.
 */
export function rulesOf(value: unknown): readonly OwnRule[] {
  return readProperty("rules", value, ownRules);
}
