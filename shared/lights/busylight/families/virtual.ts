import type { Family } from "../family";
import { hexOf } from "../hex";
import { dimmed, isDark } from "../light-state";
import { serial } from "../report";

/** As many as a rule can ask for by number. */
const TONES = 16;

/**
 * A light without hardware, for the sandbox and for trying things out. No device has its name: drivers list it.
 *
 * It is sent one line of JSON: `color` as `#rrggbb`, dimmed, `effect`, and `ringing` (`tone`, `volume`, `endless`) while
 * it rings.
 */
export const VIRTUAL: Family<"virtual"> = {
  name: "virtual",
  transport: "serial",
  // No device has this id.
  ids: [{ vendorId: 0, productId: 0, name: "Virtual light", evidence: "vendor" }],
  effects: ["breathe", "blink"],
  modelOf: () => "virtual",
  tones: () => TONES,
  toneNames: () => ({ ring: 1, chime: 2, alert: 3, buzz: 4 }),
  encode(state) {
    const { tone, volume, endless } = state.ringing ?? { tone: 0, volume: 0, endless: false };
    const rings = tone >= 1 && tone <= TONES && volume > 0;
    const line = {
      color: `#${hexOf(dimmed(state)).toLowerCase()}`,
      effect: isDark(state) ? "none" : state.effect,
      ...(rings && { ringing: { tone, volume, endless } }),
    };
    return [serial(`${JSON.stringify(line)}\n`)];
  },
};
