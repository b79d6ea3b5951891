import { isDeepStrictEqual } from "node:util";
import { toXy, type Xy } from "../colour/colour";
import type { Group, Look, Scene } from "../home/home";
import type { LightBody } from "../home/light-body";
import type { LightState } from "../home/light-state";
import { effectBody, endSignal, type Signaller } from "./effect";
import {
  type Action,
  type Circumstances,
  decide,
  type Decision,
  type Held,
  type Remembered,
  resembles,
  type Shown,
  standingOf,
} from "./ownership";
import {
  bodiesFor,
  bodiesForRestore,
  bodyFor,
  lookOf,
  OFF,
  type PlanOptions,
  type Wanted,
  wantedLook,
} from "./plan";

/** What a status, a message or the clock asks of a target. */
export type Ask =
  | Wanted
  | { readonly kind: "scene"; readonly scene: Scene }
  | { readonly kind: "restore" }
  | { readonly kind: "outside"; readonly action: "off" | "restore" | "leave" };

export interface LightView {
  readonly id: string;
  readonly state: LightState;
  readonly remembered?: Remembered | undefined;
}

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

export type Step =
  | { readonly to: "light"; readonly id: string; readonly body: LightBody }
  /** `id` of the group's service. */
  | { readonly to: "group"; readonly id: string; readonly body: LightBody }
  /** Milliseconds. */
  | { readonly to: "scene"; readonly id: string; readonly duration: number };

export interface TargetPlan {
  readonly steps: readonly Step[];
  /** What to remember of these lights, undefined for nothing: until the steps are taken with `sure` false. */
  readonly remember: ReadonlyMap<string, Remembered | undefined>;
  /** Why nothing is to be written. */
  readonly skipped?: "unchanged" | "yielded" | "off";
}

/** One light's part of a plan. */
interface LightPlan {
  readonly view: LightView;
  readonly decision: Decision;
  readonly steps: readonly LightBody[];
  readonly remember: Remembered | undefined;
  /** How it is to look; absent where it is not about a look. */
  readonly shown?: Shown;
  /** It is off and to be left so. */
  readonly leftOff?: true;
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

interface LightAsk {
  readonly ask: Ask;
  readonly view: LightView;
  readonly decision: Decision;
  readonly isOurs: boolean;
  readonly options: PlanOptions;
}

function planLight(asked: LightAsk): LightPlan {
  const { view, decision, options } = asked;
  const { state, remembered } = view;
  switch (decision) {
    case "begin":
    case "continue":
      return planShown(asked);
    case "forget":
      // One that was only switched off would come on in our colour: whoever switches it on gets it back next time.
      return { view, decision, steps: [], remember: isOnlyOff(remembered, state) ? remembered : undefined };
    case "yield":
    case "nothing":
      return { view, decision, steps: [], remember: remembered };
    case "give-back": {
      if (remembered === undefined || remembered === "taken")
        return { view, decision, steps: [], remember: undefined };
      const bodies = bodiesForRestore(remembered.earlier, state, options);
      if (!bodies) return { view, decision, steps: [], remember: remembered, leftOff: true };
      return { view, decision, steps: [...signalEnd(view), ...bodies], remember: undefined };
    }
  }
}

function planShown({ ask, view, decision, isOurs, options }: LightAsk): LightPlan {
  const { id, state, remembered } = view;
  const held = remembered === "taken" ? undefined : remembered;
  const look = ask.kind === "scene" ? sceneLook(ask.scene, id) : wantedLook(asWanted(ask), state, options);
  if (!look) return { view, decision, steps: [], remember: remembered, leftOff: true };
  const shown: Shown = {
    ...look,
    ...effectOf(ask, look),
    ...(ask.kind === "scene" && { scene: ask.scene.id }),
  };
  const earlier = decision === "continue" && held ? held.earlier : earlierOf(held, state);
  const remember: Remembered = { earlier, set: shown, sure: true };
  const isDone =
    isOurs && held?.sure === true && state.doubtful !== true && isDeepStrictEqual(held.set, shown);
  if (isDone) return { view, decision, steps: [], remember: held, shown };
  const transition = ask.kind === "show" ? (ask.transition ?? options.transition) : options.transition;
  const bodies = bodiesFor(look, state, transition);
  const effect = shown.effect && effectBody(shown.effect, signallerOf(look.xy, state));
  return {
    view,
    decision,
    steps: [...signalEnd(view), ...bodies, ...(effect ? [effect] : [])],
    remember,
    shown,
  };
}

/** What there is to give back. A lamp that was only switched off would come on in our colour, which nobody chose. */
function earlierOf(held: Held | undefined, state: LightState): Look {
  return held && isOnlyOff(held, state) ? { ...held.earlier, on: false } : lookOf(state);
}

/** Whether somebody has switched it off and changed nothing else. */
function isOnlyOff(remembered: Remembered | undefined, state: LightState): boolean {
  if (remembered === undefined || remembered === "taken" || state.on) return false;
  return remembered.set.on && resembles(remembered.set, { ...state, on: true });
}

/** The end of the working hours can only ask for off here. */
function asWanted(ask: Exclude<Ask, { kind: "scene" }>): Wanted {
  return ask.kind === "show" || ask.kind === "on" ? ask : { kind: "off" };
}

/** What a scene does not say of a light, and an old bridge never tells, is taken for lit. */
function sceneLook({ looks }: Scene, id: string): Look {
  return looks.get(id) ?? { on: true };
}

function effectOf(ask: Ask, look: Look): Pick<Shown, "effect"> {
  if (ask.kind !== "show" || !look.on || ask.effect === undefined || ask.effect === "none") return {};
  return { effect: ask.effect };
}

function signallerOf(xy: Xy | undefined, { signals, gamut, capabilities }: LightState): Signaller {
  return {
    ...(xy && { xy }),
    ...(gamut && { gamut }),
    ...(signals && { signals }),
    dimming: capabilities.dimming,
  };
}

/** A light that moves by itself would go on doing so. */
function signalEnd({ remembered, state }: LightView): readonly LightBody[] {
  if (remembered === undefined || remembered === "taken" || remembered.set.effect === undefined) return [];
  const end = endSignal(state.signals);
  return end ? [end] : [];
}

function stepsOf(
  ask: Ask,
  plans: readonly LightPlan[],
  view: TargetView,
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
  { group, asked }: TargetView,
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
function whyNoScene(
  plans: readonly LightPlan[],
  { asked }: TargetView,
  { onlyIfOn }: PlanOptions,
): "yielded" | "off" | undefined {
  const members = plans.filter(({ view: { id } }) => asked.has(id));
  if (members.some(({ decision }) => decision === "yield")) return "yielded";
  return onlyIfOn && members.every(({ view: { state } }) => !state.on) ? "off" : undefined;
}

function sceneSteps(
  scene: Scene,
  plans: readonly LightPlan[],
  view: TargetView,
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

function whyNothing(plans: readonly LightPlan[]): "unchanged" | "yielded" | "off" {
  if (plans.some(({ decision }) => decision === "yield")) return "yielded";
  return plans.some(({ leftOff }) => leftOff) && plans.every(({ leftOff, shown }) => leftOff || !shown)
    ? "off"
    : "unchanged";
}
