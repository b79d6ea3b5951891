import type { LightChange } from "./bodies";
import { clampToGamut, colourName, mirekToXy } from "./colour";
import type { Xy } from "./colour";
import type { LampModel } from "./models";
import { invalid, Refusal } from "./validation";

export interface Signal {
  readonly signal: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  readonly colors: readonly { readonly xy: Xy }[];
}

/** What a lamp does; parts its model lacks stay as they are. */
export interface LightState {
  readonly on: boolean;
  /** Percent. */
  readonly brightness: number;
  readonly xy: Xy;
  /** Set while the lamp shows a white, undefined while it shows a colour. */
  readonly mirek: number | undefined;
  readonly effect: string;
  /** A scene moves its colours, until something else is asked of it. */
  readonly dynamic: boolean;
  readonly signal: Signal | undefined;
}

const WARM_WHITE_MIREK = 366;

export function firstState(on: boolean): LightState {
  return {
    on,
    brightness: 100,
    xy: mirekToXy(WARM_WHITE_MIREK),
    mirek: WARM_WHITE_MIREK,
    effect: "no_effect",
    dynamic: false,
    signal: undefined,
  };
}

/** Whether two states look the same to somebody in the room; a signal passes. */
export function looksAlike(one: LightState, other: LightState): boolean {
  return (
    one.on === other.on &&
    one.brightness === other.brightness &&
    one.xy.x === other.xy.x &&
    one.xy.y === other.xy.y &&
    one.mirek === other.mirek &&
    one.effect === other.effect &&
    one.dynamic === other.dynamic
  );
}

/** The attributes of a change this model cannot do. */
export function unsupported(model: LampModel, change: LightChange): readonly (keyof LightChange)[] {
  const missing: (keyof LightChange)[] = ["gradient", "timed_effects"];
  if (model.lowest === undefined) missing.push("dimming", "dimming_delta");
  if (!model.gamut) missing.push("color");
  if (!model.mirek) missing.push("color_temperature", "color_temperature_delta");
  if (!model.effects) missing.push("effects", "effects_v2");
  return missing.filter((key) => change[key] !== undefined);
}

/** Refuses, with 400, an attribute or value that only other lamps know. */
export function assertSupported(model: LampModel, change: LightChange): void {
  const [first] = unsupported(model, change);
  if (first) throw new Refusal(400, `attribute, ${first}, is not supported by this device`);
  const effect = effectOf(change);
  if (effect !== undefined && !model.effects?.includes(effect)) throw invalid(effect, "effects.effect");
  const signal = change.signaling?.signal;
  if (signal !== undefined && !model.signals.includes(signal)) throw invalid(signal, "signaling.signal");
}

/** Commands a lamp that is off does not hear, in the order a bridge names them. */
const LOST_WHEN_OFF = {
  dimming: ".dimming.brightness",
  dimming_delta: ".dimming_delta",
  color: ".color.xy",
  color_temperature: ".color_temperature.mirek",
  color_temperature_delta: ".color_temperature_delta",
  effects: ".effects.effect",
  effects_v2: ".effects_v2.action",
} as const;

/** The commands that are lost on a lamp that is off and stays so. */
export function lostWhenOff(change: LightChange): readonly string[] {
  return Object.entries(LOST_WHEN_OFF)
    .filter(([key]) => Object.hasOwn(change, key))
    .map(([, command]) => command);
}

/** Every command of a change. */
export function commandsOf(change: LightChange): readonly string[] {
  const others = { on: ".on.on", alert: ".alert.action", signaling: ".signaling.signal" };
  const rest = Object.entries(others).filter(([key]) => Object.hasOwn(change, key));
  return [...rest.map(([, command]) => command), ...lostWhenOff(change)];
}

/** The state after a change the lamp supports; an off lamp that is not switched on hears nothing but `on` and `signaling`. */
export function changed(model: LampModel, state: LightState, change: LightChange, now: number): LightState {
  const hears = state.on || change.on?.on === true;
  const { signaling } = change;
  const signals = signaling && model.signals.includes(signaling.signal);
  return {
    ...(hears ? withLight(model, state, change) : state),
    on: change.on?.on ?? state.on,
    dynamic: state.dynamic && change.on?.on !== false && !COLOURING.some((key) => Object.hasOwn(change, key)),
    signal: signals ? signalOf(signaling, now) : state.signal,
  };
}

/** What ends a moving scene on a lamp. */
const COLOURING = ["color", "color_temperature", "color_temperature_delta", "effects", "effects_v2"] as const;

function withLight(model: LampModel, state: LightState, change: LightChange): LightState {
  const brightness = nextBrightness(model, state, change);
  const effect = effectOf(change);
  const xy = change.color?.xy;
  if (xy && model.gamut) {
    return {
      ...state,
      brightness,
      xy: clampToGamut(xy, model.gamut),
      mirek: undefined,
      effect: effect ?? "no_effect",
    };
  }
  const mirek = nextMirek(model, state, change);
  if (mirek === undefined) return { ...state, brightness, effect: effect ?? state.effect };
  return { ...state, brightness, xy: mirekToXy(mirek), mirek, effect: effect ?? "no_effect" };
}

/** Bridges report brightness in 253 steps, so 50 comes back as 50.2. */
const BRIGHTNESS_STEPS = 253;

function nextBrightness(
  model: LampModel,
  state: LightState,
  { dimming, dimming_delta }: LightChange,
): number {
  if (model.lowest === undefined) return state.brightness;
  const delta = dimming_delta?.brightness_delta ?? 0;
  const moved = dimming_delta?.action === "up" ? delta : dimming_delta?.action === "down" ? -delta : 0;
  if (!dimming && moved === 0) return state.brightness;
  const wanted = dimming?.brightness ?? Math.min(100, state.brightness + moved);
  const step = Math.round((wanted / 100) * BRIGHTNESS_STEPS);
  return Math.max(model.lowest, Math.round((step / BRIGHTNESS_STEPS) * 10_000) / 100);
}

/** The white to change to; undefined when the change is about something else. */
function nextMirek(model: LampModel, state: LightState, change: LightChange): number | undefined {
  if (!model.mirek) return undefined;
  const { action, mirek_delta = 0 } = change.color_temperature_delta ?? {};
  const moved =
    state.mirek !== undefined && action !== undefined && action !== "stop"
      ? state.mirek + (action === "up" ? mirek_delta : -mirek_delta)
      : undefined;
  const wanted = change.color_temperature?.mirek ?? moved;
  return wanted === undefined
    ? undefined
    : Math.min(model.mirek.maximum, Math.max(model.mirek.minimum, wanted));
}

function effectOf(change: LightChange): string | undefined {
  return change.effects_v2?.action.effect ?? change.effects?.effect;
}

function signalOf(
  { signal, duration = 0, colors = [] }: NonNullable<LightChange["signaling"]>,
  now: number,
): Signal | undefined {
  return signal === "no_signal" ? undefined : { signal, endsAt: now + duration, colors };
}

/** A change in a few words for the log: "red 100 %". */
export function inWords(change: LightChange): string {
  if (change.on?.on === false) return "off";
  const words = [
    change.color && colourName(change.color.xy),
    change.color_temperature && `white ${Math.round(1_000_000 / change.color_temperature.mirek)} K`,
    change.dimming && `${Math.round(change.dimming.brightness)} %`,
    effectOf(change),
    change.signaling?.signal,
    change.alert?.action,
  ].filter((word) => word !== undefined);
  if (words.length > 0) return words.join(" ");
  return change.on ? "on" : Object.keys(change).join(" ");
}
