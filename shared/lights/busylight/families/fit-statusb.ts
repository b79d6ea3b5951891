import type { Family } from "../family";
import { hexOf } from "../hex";
import { BLACK, dimmed, isDark, type LightState, type Rgb } from "../light-state";
import { type Report, serial } from "../report";

const BLINK_MS = 500;
const BREATH_MS = 1500;

/** How dim a breath becomes, in percent of the colour. */
const BREATH_LOW = 33;

/** The shortest the device knows. */
const NO_FADE_MS = 1;

/** It answers each line, and nobody says that it takes the next one before; pystatusb 1.2.0 (PyPI) reads the answer. */
const REST_MS = 100;

interface Step {
  readonly color: Rgb;
  /** At most 9999. */
  readonly ms: number;
}

/**
 * CompuLab's fit-statUSB. Its lines are made of numbers alone: one that begins with `P` is a firmware update.
 *
 * Source: CompuLab's fit-PC wiki, page "Fit-statUSB". A sequence runs until the next command for a colour. How long one
 * colour takes to become another (`F`) holds until it is set again: each sequence sets it, and what follows breathing
 * comes as slowly.
 */
export const FIT_STATUSB: Family<"fit-statusb"> = {
  name: "fit-statusb",
  transport: "serial",
  ids: [{ vendorId: 0x2047, productId: 0x03df, name: "CompuLab fit-statUSB", evidence: "vendor" }],
  effects: ["breathe", "blink"],
  restMs: () => REST_MS,
  modelOf: () => "fit-statusb",
  encode,
};

function encode(state: LightState): readonly Report[] {
  const color = dimmed(state);
  const effect = isDark(state) ? "none" : state.effect;
  if (effect === "blink")
    return sequence(NO_FADE_MS, { color, ms: BLINK_MS }, { color: BLACK, ms: BLINK_MS });
  if (effect === "breathe") {
    const low = dimmed({ color, brightness: BREATH_LOW });
    return sequence(BREATH_MS, { color, ms: BREATH_MS }, { color: low, ms: BREATH_MS });
  }
  return [serial(`#${hexOf(color)}\n`)];
}

function sequence(fadeMs: number, ...steps: readonly Step[]): readonly Report[] {
  const cycle = steps.map(({ color, ms }) => `#${hexOf(color)}-${fourDigits(ms)}`).join("");
  return [serial(`F${fourDigits(fadeMs)}\n`), serial(`B${cycle}\n`)];
}

function fourDigits(ms: number): string {
  return String(ms).padStart(4, "0");
}
