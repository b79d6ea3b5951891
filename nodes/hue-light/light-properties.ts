import type { PlanOptions } from "../../shared/lights/hue/target/plan";
import { Problem } from "../../shared/support/problem";
import type { NodeConfig } from "../common/node-red";
import { flag, number, oneOf, readProperties, text, textThat, whole } from "../common/properties";

export interface LightProperties extends PlanOptions {
  /** Id of the presence-hue-bridge node. */
  readonly bridge: string;
  /** Resource id of the light. */
  readonly target: string;
  /** Id of the presence-theme node; empty = the usual colours. */
  readonly theme: string;
  /** Slug; empty = anyone. */
  readonly person: string;
  /** Whether a node that is deleted or disabled gives the lamp its earlier state. */
  readonly giveBack: boolean;
}

const TARGET_TYPES = ["light", "room", "zone", "home"] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SLUG = /^[a-z0-9-]*$/;

const LONGEST_TRANSITION_MS = 60_000;

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { yieldToManual: false };

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function lightProperties(config: NodeConfig): LightProperties {
  const { targetType, ...properties } = readProperties(
    config,
    {
      bridge: text(),
      targetType: oneOf(TARGET_TYPES, "light"),
      target: textThat(
        (value) => UUID.test(value),
        "the id of a lamp, like 5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01; choose the lamp in the dialog",
      ),
      theme: text(),
      person: textThat(
        (value) => SLUG.test(value),
        "a short name of small letters a to z, digits and -, like alice, or empty for anyone",
      ),
      transition: whole(0, LONGEST_TRANSITION_MS, 400, "milliseconds"),
      maxBrightness: number(1, 100, 100, "percent"),
      onlyIfOn: flag(false),
      giveBack: flag(true),
    },
    NOT_YET,
  );
  if (targetType !== "light") throw notYet(targetType);
  return properties;
}

function notYet(targetType: string): Problem {
  return new Problem({
    code: "bad-configuration",
    title: `"targetType" ${targetType} is not available in this version`,
    advice: "Choose a single lamp, or update the package if a newer version has it.",
  });
}
