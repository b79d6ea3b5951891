import type { Family } from "./family";
import { doesItself } from "./families";
import { DARK, isDark, type LightState } from "./light-state";

/**
 * How long each half of an effect lasts that the light cannot carry out by itself, in milliseconds. Half a second is one
 * flash a second, far below the three a second that may harm people (WCAG 2, 2.3.1), and slow enough for a busy machine.
 */
const HALF_MS = { blink: 500, breathe: 1_500 } as const;

/** How bright the darker half of breathing is, percent of the brighter one: clearly darker, still the same colour. */
const DARKER = 30;

/** How often a state changes by our hand; undefined for what the light does by itself, and for what does not change. */
export function halfMs(
  state: LightState,
  light: { readonly family: Family; readonly model: string },
): number | undefined {
  const { effect } = state;
  if (effect === "none" || isDark(state) || doesItself(light, effect)) return undefined;
  return HALF_MS[effect];
}

/** What is shown in one half of such an effect. */
export function halfOf(state: LightState, isFirst: boolean): LightState {
  const steady: LightState = { ...state, effect: "none" };
  if (isFirst) return steady;
  if (state.effect === "blink") return DARK;
  return { ...steady, brightness: Math.max(1, Math.round((state.brightness * DARKER) / 100)) };
}
