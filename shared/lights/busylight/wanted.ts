import type { Sound } from "../../presence/appearance";
import type { Family } from "./family";
import { canPlay } from "./families";
import type { LightState, Ringing } from "./light-state";

/** A sound of any light: its tone by number, or by a name that every light with sound has a tone for. */
export interface WantedRinging extends Omit<Ringing, "tone"> {
  readonly tone: Sound["tone"];
}

/** What is wanted of lights whatever they are: a colour as on a screen. */
export interface Wanted extends Omit<LightState, "ringing"> {
  readonly ringing?: WantedRinging;
}

/**
 * What that is on one light. A sound that it cannot make is none.
 * @param plain whether the colour is sent as it is, not as it looks right on the model
 */
export function stateFor(
  { ringing, ...wanted }: Wanted,
  { family, model }: { readonly family: Family; readonly model: string },
  plain: boolean,
): LightState {
  const color = plain ? wanted.color : (family.calibrate?.(wanted.color, model) ?? wanted.color);
  const tone = typeof ringing?.tone === "string" ? family.toneNames?.(model)[ringing.tone] : ringing?.tone;
  const heard = ringing && tone !== undefined ? { ...ringing, tone } : undefined;
  return {
    ...wanted,
    color,
    ...(heard && canPlay({ family, model }, heard) && { ringing: heard }),
  };
}
