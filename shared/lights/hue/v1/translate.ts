import { clampToGamut, type Gamut, GAMUTS, type Xy } from "../colour/colour";
import type { LightBody } from "../home/light-body";
import type { LightState } from "../home/light-state";
import { at, isObject, listAt, numberAt, textAt } from "../wire/json";
import { gamutOfModel } from "./models";
import type { OldState } from "./vendor/node-hue-api";

/** Hue API v1, "Set light state": a level goes from 1 to 254, a white from 153 to 500 mirek. */
const LEVELS_PER_PERCENT = 2.54;
const LEVEL = { minimum: 1, maximum: 254 };
const MIREK = { minimum: 153, maximum: 500 };
const MS_PER_STEP = 100;
const LONGEST_TRANSITION = 65_535;

/** All that an old lamp can do by itself: it swells for some 15 seconds, in its own colour, until told `none`. */
export const OLD_SIGNALS: readonly string[] = ["no_signal", "on_off"];

/**
 * What the old API is told. `gamut` is what the lamp can show; without it the bridge is left to find the nearest colour.
 * The old bridge takes no look for a lamp that is or goes off, so of `on: false` only the transition goes along.
 */
export function oldState(body: LightBody, gamut?: Gamut): OldState {
  const { on, dynamics } = body;
  const alert = alertOf(body);
  return {
    ...(on && { on: on.on }),
    ...(on?.on !== false && lookOf(body, gamut)),
    ...(dynamics && { transitiontime: steps(dynamics.duration) }),
    ...(alert && { alert }),
  };
}

/** What the old API is told to recall a scene, as a state of the group of all lights; `duration` in milliseconds. */
export function oldSceneState(scene: string, duration: number): OldState {
  return { scene, transitiontime: steps(duration) };
}

/** A colour goes before a white: the bridge does the same. */
function lookOf({ dimming, color, color_temperature: white }: LightBody, gamut?: Gamut): OldState {
  const xy = color && (gamut ? clampToGamut(color.xy, gamut) : color.xy);
  return {
    ...(dimming && { bri: within(LEVEL, Math.round(dimming.brightness * LEVELS_PER_PERCENT)) }),
    ...(xy && { xy: [xy.x, xy.y] as const }),
    ...(white && !xy && { ct: within(MIREK, Math.round(white.mirek)) }),
  };
}

function alertOf({ signaling, alert }: LightBody): "none" | "lselect" | undefined {
  if (signaling) return signaling.signal === "no_signal" ? "none" : "lselect";
  return alert && "lselect";
}

const steps = (ms: number): number =>
  within({ minimum: 0, maximum: LONGEST_TRANSITION }, Math.round(ms / MS_PER_STEP));

function within({ minimum, maximum }: typeof LEVEL, value: number): number {
  return Math.min(maximum, Math.max(minimum, value));
}

/** A light of the old API as a state; undefined when it does not even say whether it is on. */
export function parseOldLight(light: unknown): LightState | undefined {
  const on = at(light, "state", "on");
  if (typeof on !== "boolean") return undefined;
  const level = numberAt(light, "state", "bri");
  const xy = parsePair(at(light, "state", "xy"));
  const ct = numberAt(light, "state", "ct");
  const showsWhite = ct !== undefined && (!xy || textAt(light, "state", "colormode") === "ct");
  const gamut = xy && parseGamut(light);
  const mirekRange = parseMirekRange(light);
  const reachable = at(light, "state", "reachable");
  return {
    on,
    ...(level !== undefined && { brightness: Number((level / LEVELS_PER_PERCENT).toFixed(2)) }),
    ...(xy && { xy }),
    ...(showsWhite && { mirek: ct }),
    ...(gamut && { gamut }),
    ...(mirekRange && { mirekRange }),
    ...(at(light, "state", "alert") !== undefined && { signals: OLD_SIGNALS }),
    ...(typeof reachable === "boolean" && { reachable }),
    capabilities: { colour: xy !== undefined, dimming: level !== undefined, temperature: ct !== undefined },
  };
}

function parsePair(value: unknown): Xy | undefined {
  if (!Array.isArray(value)) return undefined;
  const [x, y] = value as readonly unknown[];
  return typeof x === "number" && typeof y === "number" ? { x, y } : undefined;
}

/** What the lamp says, then what its type says, then what is known of its model. */
function parseGamut(light: unknown): Gamut | undefined {
  const [red, green, blue] = listAt(light, "capabilities", "control", "colorgamut").map(parsePair);
  // A lamp of another maker may have corners that are all nought.
  if (red && green && blue && red.x > 0 && green.y > 0) return { red, green, blue };
  const type = textAt(light, "capabilities", "control", "colorgamuttype");
  if (type === "A" || type === "B" || type === "C") return GAMUTS[type];
  return gamutOfModel(textAt(light, "modelid") ?? "");
}

/** Not more than the old API takes, whatever the lamp says: some say 65535. */
function parseMirekRange(light: unknown): LightState["mirekRange"] {
  const range = at(light, "capabilities", "control", "ct");
  const minimum = numberAt(range, "min");
  const maximum = numberAt(range, "max");
  if (!isObject(range) || minimum === undefined || maximum === undefined) return undefined;
  return { minimum: within(MIREK, minimum), maximum: within(MIREK, maximum) };
}
