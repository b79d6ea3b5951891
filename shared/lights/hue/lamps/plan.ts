import { clampToGamut, sameColour, toXy, type Xy } from "../colour/colour";
import { nearestMirek } from "../colour/white";
import type { LampAsk } from "../../lamp";
import type { Look } from "../home/home";
import type { LightBody } from "../home/light-body";
import type { LightState } from "../home/light-state";

export type Wanted = Extract<LampAsk, { readonly kind: "show" | "off" | "on" }>;

export interface PlanOptions {
  /** Percent: a cap, not a scale. What is wanted darker stays as wanted. It does not bind what is given back. */
  readonly maxBrightness: number;
  /** Milliseconds. */
  readonly transition: number;
  /** A lamp that is off is left off. */
  readonly onlyIfOn: boolean;
}

/** The writes that change a light, one after the other; none where it looks so already. */
export type Bodies = readonly LightBody[];

/** Lamps keep brightness in 254 steps and report it rounded; one percent is not seen. */
const SAME_BRIGHTNESS = 1;

/** The bridge's own limit (openhue/openhue-api, Dynamics). */
const MAX_TRANSITION_MS = 6_000_000;
const TRANSITION_STEP_MS = 100;

/**
 * Without a duration: many lamps turned off with a transition come back at 1 %, a bridge bug of long standing
 * that home-assistant/core works round in its hue integration.
 */
export const OFF: LightBody = { on: { on: false } };

/**
 * How this light would look as wanted, as far as it can: a colour becomes the nearest it can make, a lamp with only a
 * white scale shows the nearest white, one with neither only its brightness, a plug is only switched.
 * Undefined: it is off and to be left off.
 */
export function wantedLook(wanted: Wanted, state: LightState, options: PlanOptions): Look | undefined {
  if (wanted.kind === "off") return { on: false };
  const { color, brightness } = wanted.kind === "show" ? wanted : {};
  const xy = color === undefined ? undefined : toXy(color);
  if (color !== undefined && !xy) return { on: false };
  if (!state.on && options.onlyIfOn) return undefined;
  // A brightness that nobody named is only touched when it is too much.
  const asked = brightness ?? state.brightness;
  const named = brightness !== undefined || (asked ?? 0) > options.maxBrightness;
  const dims = state.capabilities.dimming && named && asked !== undefined;
  return {
    on: true,
    ...(dims && { brightness: Math.min(asked, options.maxBrightness) }),
    ...(xy && colourOf(xy, state)),
  };
}

function colourOf(xy: Xy, { capabilities, gamut, mirekRange }: LightState): Pick<Look, "xy" | "mirek"> {
  if (capabilities.colour) return { xy: gamut ? clampToGamut(xy, gamut) : xy };
  return capabilities.temperature && mirekRange ? { mirek: nearestMirek(xy, mirekRange) } : {};
}

/** The one PUT that brings a light to a look; none where it shows it. `transition` in milliseconds. */
export function bodiesFor(look: Look, state: LightState, transition: number): Bodies {
  if (!look.on) return state.on || state.doubtful ? [OFF] : [];
  return state.on && shows(look, state) ? [] : [bodyFor(look, state, transition)];
}

/**
 * The writes that give a light its earlier look; none where it has it. One that was off gets its colour back before it
 * goes off: a lamp that is off takes none, and would come on in ours. Undefined: it is off and to be left off.
 */
export function bodiesForRestore(earlier: Look, state: LightState, options: PlanOptions): Bodies | undefined {
  if (earlier.on) {
    if (!state.on && options.onlyIfOn) return undefined;
    return bodiesFor(earlier, state, options.transition);
  }
  if (!state.on) return state.doubtful ? [OFF] : [];
  if (shows(earlier, state)) return [OFF];
  const { on: _, ...look } = bodyFor(earlier, state, 0);
  return [look, OFF];
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
export function bodyFor(
  look: Look,
  { capabilities }: Pick<LightState, "capabilities">,
  transition: number,
): LightBody {
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

/** What of a light's state there is to give back. */
export function lookOf({ on, brightness, xy, mirek }: LightState): Look {
  return {
    on,
    ...(brightness !== undefined && { brightness }),
    ...(mirek !== undefined ? { mirek } : xy && { xy }),
  };
}
