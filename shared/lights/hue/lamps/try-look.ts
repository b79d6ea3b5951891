import type { Clock } from "../../../support/clock";
import { pause } from "../../../support/pause";
import { asProblem } from "../../../support/problem";
import type { LampAsk } from "../../lamp";
import type { Kind } from "../bridge/pace";
import type { Home } from "../home/home";
import type { HueApi } from "../home/hue-api";
import type { LightBody } from "../home/light-body";
import type { LightState } from "../home/light-state";
import { endSignal } from "./effect";
import { type Held, standingOf } from "./ownership";
import { bodiesForRestore, type PlanOptions } from "./plan";
import { passes } from "./retry-wait";
import { planTarget, type TargetPlan } from "./target-plan";
import type { Step } from "./target-steps";
import { resolveAsk, type TargetName, viewOf } from "./target-view";

const SHOWN_MS = 2_000;

const BACK_ATTEMPTS = 3;
const BACK_AGAIN_MS = 1_000;

export interface TryOptions {
  readonly api: HueApi;
  readonly target: TargetName;
  /** What is to be seen; giving back is not. */
  readonly ask: LampAsk;
  /** Percent. */
  readonly maxBrightness: number;
  readonly clock: Clock;
  /** Resolves when the next write may go out. */
  readonly turn: (kind: Kind) => Promise<void>;
}

/**
 * Shows something for two seconds and gives back what was there; a target that shows just this already goes dark
 * instead. What somebody else sets meanwhile stays. Nothing is remembered.
 * Throws what HueApi throws, and the Problems `light-not-found`, `target-not-found`, `target-empty`, `scene-not-found`.
 */
export async function tryLook({ api, target, ask, maxBrightness, clock, turn }: TryOptions): Promise<void> {
  const options: PlanOptions = { maxBrightness, transition: 0, onlyIfOn: false };
  const before = await planFor(api, target, ask, options);
  // What is there already would not be seen.
  const { plan, states } =
    before.plan.steps.length > 0 ? before : await planFor(api, target, { kind: "off" }, options);
  const giveBack = async (): Promise<void> => {
    const after = await api.readLights([...states.keys()]);
    await writeAll(api, backSteps(plan, after, options), turn);
  };
  try {
    await writeAll(api, plan.steps, turn);
    await pause(clock, SHOWN_MS);
  } catch (error) {
    // What was shown already shall not stay; the trouble is told all the same.
    await persistently(giveBack, clock).catch(() => undefined);
    throw error;
  }
  await persistently(giveBack, clock);
}

/** Nothing else remembers what was there, so a bridge that is busy for a moment is asked again. */
async function persistently(giveBack: () => Promise<void>, clock: Clock): Promise<void> {
  for (let left = BACK_ATTEMPTS - 1; left > 0; left--) {
    try {
      return await giveBack();
    } catch (error) {
      if (!passes(asProblem(error))) throw error;
      await pause(clock, BACK_AGAIN_MS);
    }
  }
  return giveBack();
}

async function planFor(
  api: HueApi,
  target: TargetName,
  ask: LampAsk,
  options: PlanOptions,
): Promise<{ readonly plan: TargetPlan; readonly states: ReadonlyMap<string, LightState> }> {
  let read: Promise<Home> | undefined;
  const homes = { live: undefined, home: () => (read ??= api.readHome()) };
  const resolved = await resolveAsk(homes, target, ask);
  const states = await api.readLights(resolved.lights);
  const memory = { lights: new Map() };
  const view = viewOf(resolved, states, memory, new Set(), undefined);
  return { plan: planTarget(resolved.ask, view, { repeated: false, yields: false }, options), states };
}

async function writeAll(
  api: HueApi,
  steps: readonly Step[],
  turn: (kind: Kind) => Promise<void>,
): Promise<void> {
  for (const step of steps) {
    await turn(step.to === "light" ? "light" : "group");
    if (step.to === "scene") await api.recallScene(step.id, step.duration);
    else if (step.to === "group") await api.writeGroup(step.id, step.body);
    else await api.writeLight(step.id, step.body);
  }
}

/** One by one, since each lamp may have looked otherwise. */
function backSteps(
  { remember }: TargetPlan,
  states: ReadonlyMap<string, LightState>,
  options: PlanOptions,
): readonly Step[] {
  return [...remember].flatMap(([id, held]) => {
    const state = states.get(id);
    if (!state || held === undefined || held === "taken" || standingOf(held, state) !== "ours") return [];
    return backBodies(held, state, options).map((body): Step => ({ to: "light", id, body }));
  });
}

function backBodies({ earlier, set }: Held, state: LightState, options: PlanOptions): readonly LightBody[] {
  const end = set.effect === undefined ? undefined : endSignal(state.signals);
  return [...(end ? [end] : []), ...(bodiesForRestore(earlier, state, options) ?? [])];
}
