import type { PlanOptions } from "../../shared/lights/hue/lamps/plan";
import type { NodeConfig } from "../common/node-red";
import { person } from "../common/person-property";
import {
  badProperty,
  flag,
  number,
  oneOf,
  readProperties,
  text,
  textThat,
  whole,
} from "../../shared/support/properties";

const TARGET_TYPES = ["light", "room", "zone", "home"] as const;

export interface LightProperties extends PlanOptions {
  /** Id of the presence-hue-bridge node. */
  readonly bridge: string;
  readonly targetType: (typeof TARGET_TYPES)[number];
  /** Resource id of the light, room, zone or home; with an old bridge its number. May be empty for the home. */
  readonly target: string;
  /** Id of the presence-theme node; empty = the usual colours. */
  readonly theme: string;
  /** Slug; empty = anyone. */
  readonly person: string;
  /** Whether a node that is deleted or disabled gives the lamp its earlier state. */
  readonly giveBack: boolean;
  /** Whether a lamp that somebody changes by hand is theirs until the next status that the theme shows. */
  readonly yieldToManual: boolean;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What bridges with the old API call a light or a group. */
const NUMBER = /^\d{1,4}$/;

const LONGEST_TRANSITION_MS = 60_000;

const TARGET_EXPECTED =
  "the id of a lamp, room or zone, like 5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01, or with an old bridge its number; choose it in the dialog";

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function lightProperties(config: NodeConfig): LightProperties {
  const properties = readProperties<LightProperties>(config, {
    bridge: text(),
    targetType: oneOf(TARGET_TYPES, "light"),
    target: textThat((value) => value === "" || UUID.test(value) || NUMBER.test(value), TARGET_EXPECTED),
    theme: text(),
    person,
    transition: whole(0, LONGEST_TRANSITION_MS, 400, "milliseconds"),
    maxBrightness: number(1, 100, 100, "percent"),
    onlyIfOn: flag(false),
    giveBack: flag(true),
    yieldToManual: flag(true),
  });
  // A bridge has one home: there is nothing to choose.
  if (properties.target === "" && properties.targetType !== "home")
    throw badProperty("target", TARGET_EXPECTED);
  // As bridges write their ids.
  return { ...properties, target: properties.target.toLowerCase() };
}
