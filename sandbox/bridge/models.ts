import { GAMUT_A, GAMUT_B, GAMUT_C } from "./colour";
import type { Gamut } from "./colour";

/** What a kind of lamp can do; an absent part is missing from its resource too, which is how a client tells. */
export interface LampModel {
  readonly modelId: string;
  readonly productName: string;
  readonly archetype: string;
  /** Lowest brightness in percent. */
  readonly lowest?: number;
  readonly gamut?: Gamut;
  readonly mirek?: { readonly minimum: number; readonly maximum: number };
  readonly effects?: readonly string[];
  readonly signals: readonly string[];
}

const PLAIN_SIGNALS = ["no_signal", "on_off"];
const COLOUR_SIGNALS = [...PLAIN_SIGNALS, "on_off_color", "alternating"];

export const LAMP_MODELS = {
  "colour-c": {
    modelId: "LCA001",
    productName: "Hue color lamp",
    archetype: "sultan_bulb",
    lowest: 0.2,
    gamut: GAMUT_C,
    mirek: { minimum: 153, maximum: 500 },
    effects: ["no_effect", "candle", "fire", "prism", "sparkle", "opal", "glisten"],
    signals: COLOUR_SIGNALS,
  },
  "colour-b": {
    modelId: "LCT001",
    productName: "Hue color lamp",
    archetype: "sultan_bulb",
    lowest: 2,
    gamut: GAMUT_B,
    mirek: { minimum: 153, maximum: 500 },
    signals: COLOUR_SIGNALS,
  },
  /** Colours, and no whites of its own. */
  "colour-a": {
    modelId: "LST001",
    productName: "Hue lightstrip",
    archetype: "hue_lightstrip",
    lowest: 2,
    gamut: GAMUT_A,
    signals: COLOUR_SIGNALS,
  },
  white: {
    modelId: "LWB010",
    productName: "Hue white lamp",
    archetype: "classic_bulb",
    lowest: 2,
    signals: PLAIN_SIGNALS,
  },
  ambiance: {
    modelId: "LTW010",
    productName: "Hue ambiance lamp",
    archetype: "ceiling_round",
    lowest: 0.2,
    mirek: { minimum: 153, maximum: 454 },
    effects: ["no_effect", "candle"],
    signals: PLAIN_SIGNALS,
  },
  plug: {
    modelId: "LOM001",
    productName: "Hue smart plug",
    archetype: "plug",
    signals: PLAIN_SIGNALS,
  },
} as const satisfies Readonly<Record<string, LampModel>>;

/** A lamp to put into the pretend home. */
export interface LampSetup {
  /** Resource id of the light, a UUID; the ids of its device and connectivity follow from it. */
  readonly id: string;
  readonly name: string;
  readonly model: keyof typeof LAMP_MODELS;
  readonly on: boolean;
}

/** The drawn room; the ids never change, so that a flow made yesterday finds its lamp today. */
export const DEFAULT_LAMPS: readonly LampSetup[] = [
  { id: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01", name: "Desk lamp", model: "colour-c", on: true },
  { id: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a02", name: "Shelf", model: "colour-b", on: false },
  { id: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a03", name: "Ceiling", model: "ambiance", on: true },
  { id: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a04", name: "Fairy lights", model: "plug", on: false },
  { id: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a05", name: "Floor lamp", model: "white", on: false },
  { id: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a06", name: "Light strip", model: "colour-a", on: false },
];
