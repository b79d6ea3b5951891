import { Problem } from "../support/problem";
import {
  type Action,
  type Colour,
  type Effect,
  type PresetName,
  PRESETS,
  type Rule,
  type Sound,
} from "./appearance";
import type { Hours } from "./hours";
import { type Status, STATUSES } from "./presence";

/** What lights do for each status, and when. */
export interface Theme {
  readonly ruleFor: (status: Status) => Rule;
  /** Absent: always. */
  readonly hours?: Hours;
}

/** Every status that has no rule of its own. */
export const ANY_STATUS = "*" as const;

/** A rule of the user's own; what is absent comes from the preset. Parts that its action has no use for are ignored. */
export interface OwnRule {
  readonly status: Status | typeof ANY_STATUS;
  readonly action: Action;
  readonly color?: Colour;
  /** Percent, 1 to 100. */
  readonly brightness?: number;
  readonly effect?: Effect;
  /** Name or id. */
  readonly scene?: string;
  readonly sound?: Sound;
}

export interface ThemeOptions {
  readonly preset: PresetName;
  /** Of two for one status the later counts. */
  readonly rules?: readonly OwnRule[];
  /** Absent: always. */
  readonly hours?: Hours | undefined;
}

/**
 * The preset with the user's rules over it. A rule replaces that of its status; `*` replaces those of all others. A
 * `*` that shows but names no colour changes only what the preset shows, say all brightnesses: it lights up nothing
 * that the preset leaves alone.
 * @throws Problem `bad-configuration`, which names the part of `rules` that is wrong and what it may be.
 */
export function createTheme({ preset, rules = [], hours }: ThemeOptions): Theme {
  const own = new Map(rules.map((rule, index) => [rule.status, { rule, name: `rules[${index}]` }]));
  const any = own.get(ANY_STATUS);
  const ruleOf = (status: Status): Rule => {
    const presets = PRESETS[preset][status];
    const found = own.get(status);
    if (found) return ruleOver(presets, found.rule, found.name);
    return any && !(needsColour(any.rule) && presets.action !== "show")
      ? ruleOver(presets, any.rule, any.name)
      : presets;
  };
  const resolved = new Map(STATUSES.map((status) => [status, ruleOf(status)]));
  return {
    ruleFor: (status) => resolved.get(status) ?? PRESETS[preset][status],
    ...(hours === undefined ? {} : { hours }),
  };
}

/**
 * An own rule made complete by the one it replaces, where there is one that shows; else 100 percent and no effect.
 * `name` is what messages call the rule.
 * @throws Problem `bad-configuration` where a colour is missing, or a scene.
 */
export function ruleOver(replaced: Rule | undefined, own: OwnRule, name: string): Rule {
  const { action, brightness, effect, sound } = own;
  if (action === "scene") {
    const scene = own.scene?.trim() ?? "";
    if (scene === "") throw missing(`${name}.scene`, "the name or the id of a scene");
    return { action, scene };
  }
  if (action !== "show") return { action };
  const shown = replaced?.action === "show" ? replaced : undefined;
  const color = own.color ?? shown?.color;
  if (color === undefined)
    throw missing(`${name}.color`, "a colour as #rrggbb, since the preset shows none for this status");
  return {
    action,
    color,
    brightness: brightness ?? shown?.brightness ?? 100,
    effect: effect ?? shown?.effect ?? "none",
    ...(sound === undefined ? {} : { sound }),
  };
}

function needsColour({ action, color }: OwnRule): boolean {
  return action === "show" && color === undefined;
}

function missing(property: string, expected: string): Problem {
  return new Problem({
    code: "bad-configuration",
    title: `"${property}" is not right`,
    advice: `${property} must be ${expected}.`,
  });
}
