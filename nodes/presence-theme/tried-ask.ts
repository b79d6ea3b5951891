import type { LampAsk } from "../../shared/lights/lamp";
import { parseColour } from "../../shared/presence/colour";
import { Problem } from "../../shared/support/problem";
import type { Body } from "../common/admin";
import { ruleAsk } from "../common/lamp-controller";
import { parseRule } from "./theme";

/** What nobody overlooks. */
const RED_LIGHT: LampAsk = { kind: "show", color: "#ff0000", brightness: 100 };

/**
 * What an open dialog wants to see: the body's `rule` of a theme, or its `color`, else red.
 * @throws Problem `bad-input`, and `bad-configuration` for the rule.
 */
export function triedAsk({ color, rule }: Body): LampAsk {
  if (rule !== undefined) return visible(ruleAsk(parseRule(rule)));
  if (color === undefined) return RED_LIGHT;
  const found = typeof color === "string" ? parseColour(color) : undefined;
  if (found) return { kind: "show", color: found, brightness: 100 };
  throw new Problem({
    code: "bad-input",
    title: '"color" is not right',
    advice: 'color must be "#rrggbb", "r,g,b" with 0 to 255 each, a CSS colour name or "amber".',
  });
}

function visible(ask: LampAsk | undefined): LampAsk {
  if (ask && ask.kind !== "restore") return ask;
  throw new Problem({
    code: "bad-input",
    title: "There is nothing to see",
    advice: "Try a rule that shows a colour or a scene, or that switches the lamp off.",
  });
}
