import { bool, integer, invalid, list, number, object, oneOf } from "./validation";
import type { Parse } from "./validation";

/**
 * The bodies a bridge takes, strictly: nothing unknown, nothing out of range.
 * Source: openhue/openhue-api (LightPut, GroupedLightPut, DevicePut); effects_v2 and `signaling.colors` as aiohue sends them.
 */
const xy = object({ x: number(0, 1), y: number(0, 1) }, {});
const color = object({ xy }, {});
const colorTemperature = object({ mirek: integer(153, 500) }, {});
const duration = integer(0, 6_000_000);

const dimmingDelta = withAmount(
  object({ action: oneOf("up", "down", "stop") }, { brightness_delta: number(0, 100) }),
  "brightness_delta",
);
const mirekDelta = withAmount(
  object({ action: oneOf("up", "down", "stop") }, { mirek_delta: integer(0, 347) }),
  "mirek_delta",
);

/** Going up or down needs to know how far. */
function withAmount<T extends { readonly action: string }>(parse: Parse<T>, amount: string): Parse<T> {
  return (value, path) => {
    const delta = parse(value, path);
    if (delta.action !== "stop" && !Object.hasOwn(delta, amount))
      throw invalid(undefined, `${path}.${amount}`);
    return delta;
  };
}

const COLOURS_OF_SIGNAL = { no_signal: 0, on_off: 0, on_off_color: 1, alternating: 2 } as const;

const signalingShape = object(
  { signal: oneOf("no_signal", "on_off", "on_off_color", "alternating") },
  { duration: integer(1000, 65_534_000), colors: list(color, 1, 2) },
);
const signaling: typeof signalingShape = (value, path) => {
  const parsed = signalingShape(value, path);
  if ((parsed.colors?.length ?? 0) !== COLOURS_OF_SIGNAL[parsed.signal]) {
    throw invalid(parsed.colors, `${path}.colors`);
  }
  if (parsed.signal !== "no_signal" && parsed.duration === undefined)
    throw invalid(undefined, `${path}.duration`);
  return parsed;
};

const effect = oneOf(
  "no_effect",
  "candle",
  "fire",
  "prism",
  "sparkle",
  "opal",
  "glisten",
  "underwater",
  "cosmos",
  "sunbeam",
  "enchant",
);
const effectParameters = object({}, { color, color_temperature: colorTemperature, speed: number(0, 1) });

const shared = {
  on: object({ on: bool }, {}),
  dimming: object({ brightness: number(0, 100) }, {}),
  dimming_delta: dimmingDelta,
  color,
  color_temperature: colorTemperature,
  color_temperature_delta: mirekDelta,
  alert: object({ action: oneOf("breathe") }, {}),
  signaling,
} as const;

export const parseGroupedLight = object({}, { ...shared, dynamics: object({}, { duration }) });
export const parseLight = object(
  {},
  {
    ...shared,
    dynamics: object({}, { duration, speed: number(0, 1) }),
    effects: object({ effect }, {}),
    effects_v2: object({ action: object({ effect }, { parameters: effectParameters }) }, {}),
    // Known to a bridge, though none of the pretend lamps can do it: the refusal should say so.
    gradient: object({}, { points: list(object({ color }, {}), 2, 5), mode: gradientMode() }),
    timed_effects: object(
      { effect: oneOf("sunrise", "sunset", "no_effect") },
      { duration: integer(0, 21_600_000) },
    ),
  },
);
export const parseDevice = object({ identify: object({ action: oneOf("identify") }, {}) }, {});
/** Scenes are only recalled here, never edited. Source: openhue/openhue-api, ScenePut. */
export const parseScene = object(
  {
    recall: object(
      { action: oneOf("active", "static", "dynamic_palette") },
      { duration, dimming: object({ brightness: number(0, 100) }, {}) },
    ),
  },
  {},
);

function gradientMode(): Parse<string> {
  return oneOf(
    "interpolated_palette",
    "interpolated_palette_mirrored",
    "random_pixelated",
    "segmented_palette",
  );
}

/** What a client asks of a lamp; a group takes a part of it. */
export type LightChange = ReturnType<typeof parseLight>;
export type DeviceChange = ReturnType<typeof parseDevice>;
export type SceneChange = ReturnType<typeof parseScene>;
