import type { Group } from "../home/home";
import { type Ask, type LightPlan, type LightView, planLight } from "./light-plan";
import { type Action, type Circumstances, decide, type Remembered, standingOf } from "./ownership";
import type { PlanOptions } from "./plan";
import { sceneSteps, type Step, stepsOf, whyNoScene } from "./target-steps";

/** All that a plan is made of. */
export interface TargetView {
  /** Those of the target, those of the scene, and those that are still remembered. */
  readonly lights: readonly LightView[];
  /** Ids of those that are asked for; what is remembered of others is given back. */
  readonly asked: ReadonlySet<string>;
  /** The target itself where it is a room, a zone or the home. */
  readonly group?: Group | undefined;
  readonly isActive: (scene: string) => boolean;
}

export interface TargetPlan {
  readonly steps: readonly Step[];
  /** What to remember of these lights, undefined for nothing: until the steps are taken with `sure` false. */
  readonly remember: ReadonlyMap<string, Remembered | undefined>;
  /** Why nothing is to be written. */
  readonly skipped?: "unchanged" | "yielded" | "off";
}

/** What to write, and what to remember, so that a target does as it is asked. */
export function planTarget(
  ask: Ask,
  view: TargetView,
  circumstances: Circumstances,
  options: PlanOptions,
): TargetPlan {
  const plans = view.lights.map((light) => {
    const asked = view.asked.has(light.id);
    const action = asked || light.remembered === undefined ? actionOf(ask) : "restore";
    const standing = standingOf(light.remembered, light.state, view.isActive);
    const decision =
      asked || light.remembered !== undefined ? decide(standing, action, circumstances) : "nothing";
    return planLight({ ask, view: light, decision, isOurs: standing === "ours", options });
  });
  const refused = ask.kind === "scene" ? whyNoScene(plans, view, options) : undefined;
  const steps =
    ask.kind === "scene"
      ? sceneSteps(ask.scene, plans, view, refused !== undefined, options)
      : stepsOf(ask, plans, view, options);
  const remember = new Map(
    plans.map(({ view: { id, remembered }, remember }) => [
      id,
      refused !== undefined && view.asked.has(id) ? remembered : remember,
    ]),
  );
  if (steps.length > 0) return { steps, remember };
  return { steps, remember, skipped: refused ?? whyNothing(plans) };
}

function actionOf(ask: Ask): Action {
  switch (ask.kind) {
    case "on":
    case "show":
      return "show";
    case "outside":
      return `outside-${ask.action}`;
    case "off":
    case "scene":
    case "restore":
      return ask.kind;
  }
}

function whyNothing(plans: readonly LightPlan[]): "unchanged" | "yielded" | "off" {
  if (plans.some(({ decision }) => decision === "yield")) return "yielded";
  return plans.some(({ leftOff }) => leftOff) && plans.every(({ leftOff, shown }) => leftOff || !shown)
    ? "off"
    : "unchanged";
}
