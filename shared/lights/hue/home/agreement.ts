import { sameColour } from "../colour/colour";
import type { LightState } from "./light-state";

/** Percent and mirek: bridges report both in steps, and not always in the same. */
const SAME_BRIGHTNESS = 1;
const SAME_MIREK = 2;

/** Whether a bridge says of every light the same as is already known of it, apart from rounding. */
export function agree(
  known: ReadonlyMap<string, LightState>,
  told: ReadonlyMap<string, LightState>,
): boolean {
  if (known.size !== told.size) return false;
  return [...known].every(([id, state]) => {
    const other = told.get(id);
    return other !== undefined && sameState(state, other);
  });
}

/** A white is compared as such only where both tell it: beside a colour, bridges keep it or leave it out. */
function sameState(a: LightState, b: LightState): boolean {
  if (a.on !== b.on) return false;
  if (!near(a.brightness, b.brightness, SAME_BRIGHTNESS)) return false;
  if (a.xy && b.xy) return sameColour(a.xy, b.xy);
  return near(a.mirek, b.mirek, SAME_MIREK);
}

function near(a: number | undefined, b: number | undefined, distance: number): boolean {
  return a === undefined || b === undefined || Math.abs(a - b) <= distance;
}
