import { toXy } from "../colour/colour";
import type { Group, Look, Scene } from "../home/home";
import type { LightBody } from "../home/light-body";
import { effectBody, endSignal } from "./effect";
import { type Ask, type LightPlan, signalEnd } from "./light-plan";
import type { Shown } from "./ownership";
import { bodyFor, OFF, type PlanOptions } from "./plan";

export type Step =
  | { readonly to: "light"; readonly id: string; readonly body: LightBody }
  /** `id` of the group's service. */
  | { readonly to: "group"; readonly id: string; readonly body: LightBody }
  /** Milliseconds. */
  | { readonly to: "scene"; readonly id: string; readonly duration: number };

/** Whom the steps are for. */
interface Addressee {
  /** Ids of the lights that are asked for. */
  readonly asked: ReadonlySet<string>;
  readonly group?: Group | undefined;
}

/** The writes that carry out what is planned for each light. */
export function stepsOf(
  ask: Ask,
  plans: readonly LightPlan[],
  view: Addressee,
  options: PlanOptions,
): readonly Step[] {
  const together = groupSteps(ask, plans, view, options);
  const isLeft = ({ steps, shown }: LightPlan): boolean => steps.length > 0 && (!together || !shown);
  // What a group's colour cannot say to a lamp: its white.
  const isWhite = ({ steps, shown }: LightPlan): boolean =>
    Boolean(together) && steps.length > 0 && shown?.mirek !== undefined;
  const single = plans.filter((plan) => isLeft(plan) || isWhite(plan));
  return [
    ...(together ?? []),
    ...single.flatMap(({ view: { id }, steps }) => steps.map((body): Step => ({ to: "light", id, body }))),
  ];
}

/**
 * One write for all of them, so that they change together and a bridge has less to do. Undefined where it would touch
 * a lamp that is to be left as it is, where the lamps are to look differently, or where there is only one to write to.
 */
function groupSteps(
  ask: Ask,
  plans: readonly LightPlan[],
  { group, asked }: Addressee,
  options: PlanOptions,
): readonly Step[] | undefined {
  if (group?.service === undefined || ask.kind === "restore" || ask.kind === "scene") return undefined;
  const members = plans.filter(({ view }) => asked.has(view.id));
  const writing = members.filter(({ steps }) => steps.length > 0);
  const first = writing[0]?.shown;
  // Somebody of them did not hear the group: each by itself says whether it was that one.
  if (writing.every(({ view: { state } }) => state.doubtful)) return undefined;
  const brightness = dimmest(members);
  if (writing.length < 2 || !first || !members.every((member) => isAlike(member, first, brightness)))
    return undefined;
  const signals = group.signals;
  const ending = writing.some(({ view }) => signalEnd(view).length > 0) ? endSignal(signals) : undefined;
  const xy = ask.kind === "show" && ask.color !== undefined ? toXy(ask.color) : undefined;
  const transition = ask.kind === "show" ? (ask.transition ?? options.transition) : options.transition;
  const all = { colour: true, dimming: true, temperature: false };
  const steady = first.on
    ? bodyFor({ on: true, ...brightness, ...(xy && { xy }) }, { capabilities: all }, transition)
    : OFF;
  const effect =
    first.effect &&
    effectBody(first.effect, { ...(xy && { xy }), ...(signals && { signals }), dimming: true });
  return [ending, steady, effect]
    .filter((body) => body !== undefined)
    .map((body): Step => ({ to: "group", id: group.service ?? "", body }));
}

/** Colours apart, which each lamp makes of the group's as it can. A plug has no brightness. */
function isAlike(
  { shown, view: { state } }: LightPlan,
  { on, effect }: Shown,
  { brightness }: Pick<Look, "brightness">,
): boolean {
  if (shown?.on !== on || shown.effect !== effect) return false;
  return !on || !state.capabilities.dimming || shown.brightness === brightness;
}

function dimmest(members: readonly LightPlan[]): Pick<Look, "brightness"> {
  const brightness = members.find(({ shown }) => shown?.brightness !== undefined)?.shown?.brightness;
  return brightness === undefined ? {} : { brightness };
}

/** A scene is recalled as a whole or not at all: not where somebody has changed a lamp of it, or where all of them are to be left off. */
export function whyNoScene(
  plans: readonly LightPlan[],
  { asked }: Addressee,
  { onlyIfOn }: PlanOptions,
): "yielded" | "off" | undefined {
  const members = plans.filter(({ view: { id } }) => asked.has(id));
  if (members.some(({ decision }) => decision === "yield")) return "yielded";
  return onlyIfOn && members.every(({ view: { state } }) => !state.on) ? "off" : undefined;
}

/** The recall of a scene, and before it what is given back. */
export function sceneSteps(
  scene: Scene,
  plans: readonly LightPlan[],
  view: Addressee,
  isRefused: boolean,
  { transition }: PlanOptions,
): readonly Step[] {
  const others = plans.filter(({ view: { id } }) => !view.asked.has(id));
  const back = others.flatMap(({ view: { id }, steps }) =>
    steps.map((body): Step => ({ to: "light", id, body })),
  );
  const asked = plans.filter(({ view: { id } }) => view.asked.has(id));
  // An old bridge does not say how a scene looks: there only what we have done ourselves counts.
  const isSame = ({ view: { id, remembered }, remember, steps }: LightPlan): boolean =>
    steps.length === 0 && (scene.looks.has(id) || (remembered !== undefined && remembered === remember));
  const isShown = scene.active || asked.every(isSame);
  if (isShown || isRefused) return back;
  const ends = asked.flatMap(({ view: light }) =>
    signalEnd(light).map((body): Step => ({ to: "light", id: light.id, body })),
  );
  return [...back, ...ends, { to: "scene", id: scene.id, duration: transition }];
}
