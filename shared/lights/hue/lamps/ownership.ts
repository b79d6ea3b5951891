import { nearlySameColour } from "../colour/colour";
import type { Look } from "../home/home";
import type { LightState } from "../home/light-state";

/** What we last asked a light to show. */
export interface Shown extends Look {
  /** The lamp moves by itself in this colour, for a while. */
  readonly effect?: "breathe" | "blink";
  /** Id of the scene that made it look so. */
  readonly scene?: string;
}

/** A light that is ours, from our first write on. */
export interface Held {
  /** How it looked before: what is given back. */
  readonly earlier: Look;
  readonly set: Shown;
  /**
   * False from just before a write until the bridge has taken it. A light that looks otherwise meanwhile, or after a
   * crash in between, has not been changed by anybody.
   */
  readonly sure: boolean;
}

/** `taken`: another node of ours has written to it since, and keeps its earlier look. */
export type Remembered = Held | "taken";

/** Whose a light is: nobody's of us, ours and as we set it, or somebody has changed it since. */
export type Standing = "untouched" | "ours" | "changed";

/** What a status, a command or the end of the working hours asks of a light. */
export type Action =
  | "show"
  | "off"
  | "scene"
  | "restore"
  | "outside-off"
  | "outside-restore"
  | "outside-leave";

export type Decision =
  /** Remember what is there, then write. */
  | "begin"
  /** Write what differs; what is remembered stays. */
  | "continue"
  | "give-back"
  /** It is somebody else's now: nothing is written, and what was remembered is of no use any more. */
  | "forget"
  /** It stays as somebody wants it. */
  | "yield"
  | "nothing";

export interface Circumstances {
  /** The same status has been carried out before; what somebody sends directly never counts as that. */
  readonly repeated: boolean;
  /** Whether a change by hand or app is respected (`yieldToManual`). */
  readonly yields: boolean;
}

/** Lamps keep brightness in 254 steps and report a lowest level of their own: a hand moves further than that. */
const HAND_BRIGHTNESS = 3;
const HAND_MIREK = 8;

/**
 * @param state how it is now
 * @param isActive whether a scene is what its lights show, where that is known
 */
export function standingOf(
  remembered: Remembered | undefined,
  state: LightState,
  isActive: (scene: string) => boolean = () => false,
): Standing {
  if (remembered === undefined) return "untouched";
  if (remembered === "taken") return "changed";
  const { set, sure } = remembered;
  // Of a lamp without power the bridge tells what it last knew.
  if (!sure || state.reachable === false) return "ours";
  // A scene may move by itself.
  if (set.scene !== undefined && isActive(set.scene)) return "ours";
  return resembles(set, state) ? "ours" : "changed";
}

/** Whether a light still looks as it was asked to, give or take what lamps round. */
export function resembles({ on, brightness, xy, mirek }: Look, state: LightState): boolean {
  if (on !== state.on) return false;
  if (!on) return true;
  if (brightness !== undefined && state.brightness !== undefined) {
    if (Math.abs(state.brightness - brightness) > HAND_BRIGHTNESS) return false;
  }
  if (mirek !== undefined) return state.mirek !== undefined && Math.abs(state.mirek - mirek) <= HAND_MIREK;
  return xy === undefined || (state.xy !== undefined && nearlySameColour(state.xy, xy));
}

/** The table in docs/hue.md, "Whose lamp is it". */
export function decide(standing: Standing, action: Action, { repeated, yields }: Circumstances): Decision {
  if (standing === "untouched") return isStatus(action) ? "begin" : "nothing";
  if (standing === "ours" || !yields) return decideOurs(action);
  if (!isStatus(action)) return "forget";
  return repeated ? "yield" : "begin";
}

function decideOurs(action: Action): Decision {
  switch (action) {
    case "show":
    case "off":
    case "scene":
    case "outside-off":
      return "continue";
    case "restore":
    case "outside-restore":
      return "give-back";
    case "outside-leave":
      return "nothing";
  }
}

/** What makes a light ours. The end of the working hours only ends what a status has begun. */
function isStatus(action: Action): boolean {
  return action === "show" || action === "off" || action === "scene";
}
