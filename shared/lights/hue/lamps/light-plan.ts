import { isDeepStrictEqual } from "node:util";
import type { LampAsk } from "../../lamp";
import type { Xy } from "../colour/colour";
import type { Look, Scene } from "../home/home";
import type { LightBody } from "../home/light-body";
import type { LightState } from "../home/light-state";
import { effectBody, endSignal, type Signaller } from "./effect";
import { type Decision, type Held, type Remembered, resembles, type Shown } from "./ownership";
import { bodiesFor, bodiesForRestore, lookOf, type PlanOptions, type Wanted, wantedLook } from "./plan";

/** What is asked of a target, its scene found. */
export type Ask =
  | Exclude<LampAsk, { readonly kind: "scene" }>
  | { readonly kind: "scene"; readonly scene: Scene };

export interface LightView {
  readonly id: string;
  readonly state: LightState;
  readonly remembered?: Remembered | undefined;
}

/** One light's part of a plan. */
export interface LightPlan {
  readonly view: LightView;
  readonly decision: Decision;
  readonly steps: readonly LightBody[];
  readonly remember: Remembered | undefined;
  /** How it is to look; absent where it is not about a look. */
  readonly shown?: Shown;
  /** It is off and to be left so. */
  readonly leftOff?: true;
}

export interface LightAsk {
  readonly ask: Ask;
  readonly view: LightView;
  readonly decision: Decision;
  readonly isOurs: boolean;
  readonly options: PlanOptions;
}

/** What a decision means for one light. */
export function planLight(asked: LightAsk): LightPlan {
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
export function signalEnd({ remembered, state }: LightView): readonly LightBody[] {
  if (remembered === undefined || remembered === "taken" || remembered.set.effect === undefined) return [];
  const end = endSignal(state.signals);
  return end ? [end] : [];
}
