import { type Gamut, GAMUTS, type Xy } from "../colour/colour";
import { at, isObject, numberAt, textAt } from "../wire/json";

/** A plug has none of these, a white lamp only `dimming`. */
export interface Capabilities {
  readonly colour: boolean;
  readonly dimming: boolean;
  readonly temperature: boolean;
}

/** What a light shows, and what it could. */
export interface LightState {
  readonly on: boolean;
  /** Percent, 0 to 100; for a lamp that is off, what it comes back with. */
  readonly brightness?: number;
  readonly xy?: Xy;
  /** Colour temperature; only while the lamp shows a white of its white scale. */
  readonly mirek?: number;
  readonly gamut?: Gamut;
  /** What its white scale spans, in mirek. */
  readonly mirekRange?: { readonly minimum: number; readonly maximum: number };
  /** Names of the signals it can give by itself, like `on_off_color`. */
  readonly signals?: readonly string[];
  /** False while the bridge cannot reach it by radio, as without power. */
  readonly reachable?: boolean;
  readonly capabilities: Capabilities;
  /** It did not hear the last write, so the bridge may be telling what was wished and not what is shown. */
  readonly doubtful?: boolean;
}

/** A light resource of CLIP v2 has the key of each thing it can do (openhue/openhue-api, LightGet). */
export function capabilitiesOf(light: unknown): Capabilities {
  return {
    colour: isObject(at(light, "color")),
    dimming: isObject(at(light, "dimming")),
    temperature: isObject(at(light, "color_temperature")),
  };
}

/**
 * A light resource as a state; undefined when it does not even say whether it is on. Whether it is reachable stands
 * elsewhere: in the radio of its device.
 */
export function parseLightState(light: unknown): LightState | undefined {
  const on = at(light, "on", "on");
  if (typeof on !== "boolean") return undefined;
  const brightness = numberAt(light, "dimming", "brightness");
  const xy = parseXy(at(light, "color", "xy"));
  const mirek = shownMirek(light);
  const gamut = parseGamut(at(light, "color"));
  const mirekRange = parseMirekRange(light);
  const signals = parseSignals(light);
  return {
    on,
    ...(brightness !== undefined && { brightness }),
    ...(xy && { xy }),
    ...(mirek !== undefined && { mirek }),
    ...(gamut && { gamut }),
    ...(mirekRange && { mirekRange }),
    ...(signals && { signals }),
    capabilities: capabilitiesOf(light),
  };
}

export function parseXy(value: unknown): Xy | undefined {
  const x = numberAt(value, "x");
  const y = numberAt(value, "y");
  return x === undefined || y === undefined ? undefined : { x, y };
}

/** Names of the signals that a light or a group says it can give; undefined when it says nothing of signals. */
export function parseSignals(resource: unknown): readonly string[] | undefined {
  const values = at(resource, "signaling", "signal_values");
  if (!Array.isArray(values)) return undefined;
  return values.filter((value): value is string => typeof value === "string");
}

function parseMirekRange(light: unknown): LightState["mirekRange"] {
  const minimum = numberAt(light, "color_temperature", "mirek_schema", "mirek_minimum");
  const maximum = numberAt(light, "color_temperature", "mirek_schema", "mirek_maximum");
  return minimum === undefined || maximum === undefined ? undefined : { minimum, maximum };
}

function shownMirek(light: unknown): number | undefined {
  if (at(light, "color_temperature", "mirek_valid") === false) return undefined;
  return numberAt(light, "color_temperature", "mirek");
}

/** The lamp's own corners, else those of its type; undefined for type "other" or none, which takes any colour. */
function parseGamut(color: unknown): Gamut | undefined {
  const red = parseXy(at(color, "gamut", "red"));
  const green = parseXy(at(color, "gamut", "green"));
  const blue = parseXy(at(color, "gamut", "blue"));
  if (red && green && blue) return { red, green, blue };
  const type = textAt(color, "gamut_type");
  return type === "A" || type === "B" || type === "C" ? GAMUTS[type] : undefined;
}
