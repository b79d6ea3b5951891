import type { Family } from "../family";
import { hexOf } from "../hex";
import { dimmed } from "../light-state";
import { serial } from "../report";

/** One bit for each of the seven LEDs. */
const ALL_LEDS = 127;

/**
 * Luxafor's Busy Tag. It has room for one pattern, which is the user's own, so it carries out no effect by itself. Its
 * brightness is that of the display beside the LEDs.
 *
 * Source: the maker's C# client (busy-tag/busytag-lib, BusyTagDevice.cs) and "Busy Tag USB CDC Command Reference Guide".
 */
export const BUSY_TAG: Family<"busy-tag"> = {
  name: "busy-tag",
  transport: "serial",
  ids: [{ vendorId: 0x303a, productId: 0x81df, name: "Luxafor Busy Tag", evidence: "vendor" }],
  effects: [],
  modelOf: () => "busy-tag",
  encode: (state) => [serial(`AT+SC=${ALL_LEDS},${hexOf(dimmed(state))}\r\n`)],
};
