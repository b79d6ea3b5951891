import { clampToGamut, sameColour, toXy } from "../colour/colour";
import type { LightState } from "../home/light-state";
import type { Look } from "../home/home";
import type { LightBody } from "../home/light-body";

/** Lit in a colour. What is not named stays as it is. */
export interface Show {
  readonly kind: "show";
  /** `#rrggbb`; black means off. */
  readonly color?: string;
  /** Percent, 1 to 100. */
  readonly brightness?: number;
  /** Milliseconds; else the lamp's own option. */
  readonly transition?: number;
  /** Shown as steady colour for now. */
  readonly effect?: "none" | "breathe" | "blink";
}

export type Wanted =
  | Show
  | { readonly kind: "off" }
  /** On as it was before. */
  | { readonly kind: "on" }
  | { readonly kind: "restore"; readonly earlier: Look };

export interface PlanOptions {
  /** Percent: a cap, not a scale. What is wanted darker stays as wanted. It does not bind `restore`. */
  readonly maxBrightness: number;
  /** Milliseconds. */
  readonly transition: number;
  /** A lamp that is off is left off. */
  readonly onlyIfOn: boolean;
}

export type Plan =
  | {
      readonly body: LightBody;
      /** A second write, once the first is done. */
      readonly after?: LightBody;
    }
  | { readonly skipped: "unchanged" | "off" };

/** Lamps keep brightness in 254 steps and report it rounded; one percent is not seen. */
const SAME_BRIGHTNESS = 1;

/** The bridge's own limit (openhue/openhue-api, Dynamics). */
const MAX_TRANSITION_MS = 6_000_000;
const TRANSITION_STEP_MS = 100;

const UNCHANGED: Plan = { skipped: "unchanged" };
const LEFT_OFF: Plan = { skipped: "off" };

/**
 * Without a duration: many lamps turned off with a transition come back at 1 %, a bridge bug of long standing
 * that home-assistant/core works round in its hue integration.
 */
const OFF: LightBody = { on: { on: false } };

/**
 * The one PUT that brings a light from `state` to what is wanted, or why none is needed. A light that has no colour
 * gets brightness only, one without dimming is only switched.
 */
export function planWrite(wanted: Wanted, state: LightState, options: PlanOptions): Plan {
  if (wanted.kind === "show") return planShow(wanted, state, options);
  if (wanted.kind === "restore") return planRestore(wanted.earlier, state, options);
  return wanted.kind === "on" ? planLook({ on: true }, state, options) : planOff(state);
}

function planOff(state: LightState): Plan {
  return state.on || state.doubtful ? { body: OFF } : UNCHANGED;
}

function planShow(wanted: Show, state: LightState, options: PlanOptions): Plan {
  const { color, brightness, transition = options.transition } = wanted;
  const xy = color === undefined ? undefined : toXy(color);
  if (color !== undefined && !xy) return planOff(state);
  const look = {
    on: true,
    ...(brightness !== undefined && { brightness }),
    ...(xy && { xy: state.gamut ? clampToGamut(xy, state.gamut) : xy }),
  };
  return planLook(look, state, { ...options, transition });
}

/** Lit, not brighter than allowed. A brightness that is not named is only touched when it is too much. */
function planLook(look: Look, state: LightState, options: PlanOptions): Plan {
  if (!state.on && options.onlyIfOn) return LEFT_OFF;
  const asked = look.brightness ?? state.brightness;
  const named = look.brightness !== undefined || (asked ?? 0) > options.maxBrightness;
  const capped = named && asked !== undefined ? { brightness: Math.min(asked, options.maxBrightness) } : {};
  return planLit({ ...look, ...capped }, state, options.transition);
}

function planRestore(earlier: Look, state: LightState, options: PlanOptions): Plan {
  if (earlier.on) {
    if (!state.on && options.onlyIfOn) return LEFT_OFF;
    return planLit(earlier, state, options.transition);
  }
  if (!state.on) return planOff(state);
  if (shows(earlier, state)) return { body: OFF };
  // A lamp that is off takes no colour, so it gets its earlier one back first, or it would come on in ours.
  const { on: _, ...look } = bodyFor(earlier, state, 0);
  return { body: look, after: OFF };
}

function planLit(look: Look, state: LightState, transition: number): Plan {
  return state.on && shows(look, state) ? UNCHANGED : { body: bodyFor(look, state, transition) };
}

/** Whether brightness and colour are as named, as far as the light can, without doubt. */
function shows({ brightness, xy, mirek }: Look, state: LightState): boolean {
  if (state.doubtful) return false;
  const { colour, dimming, temperature } = state.capabilities;
  if (dimming && brightness !== undefined) {
    if (state.brightness === undefined) return false;
    if (Math.abs(state.brightness - brightness) >= SAME_BRIGHTNESS) return false;
  }
  if (temperature && mirek !== undefined)
    return state.mirek !== undefined && Math.abs(state.mirek - mirek) <= 1;
  if (colour && xy) return state.xy !== undefined && sameColour(state.xy, xy);
  return true;
}

/** On, brightness and colour in one body: one after the other would be seen, and colour alone does not light a lamp. */
function bodyFor(look: Look, { capabilities }: LightState, transition: number): LightBody {
  const { on, brightness, xy, mirek } = look;
  const white = capabilities.temperature && mirek !== undefined;
  const duration = Math.min(
    MAX_TRANSITION_MS,
    Math.max(0, Math.round(transition / TRANSITION_STEP_MS) * TRANSITION_STEP_MS),
  );
  return {
    on: { on },
    ...(capabilities.dimming && brightness !== undefined && { dimming: { brightness } }),
    ...(white && { color_temperature: { mirek } }),
    ...(!white && capabilities.colour && xy && { color: { xy } }),
    ...(capabilities.dimming && { dynamics: { duration } }),
  };
}
