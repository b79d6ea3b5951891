import type { Family } from "../family";
import { nearestOfSeven, type OneOfSeven } from "../palette";
import type { Report } from "../report";

/** With the report id. */
const LENGTH = 65;

/** Comes before each colour, and is what makes it dark. */
const RESET = 0x73;

const CODES: Readonly<Record<OneOfSeven, number>> = {
  red: 0x60,
  green: 0xd8,
  blue: 0x35,
  yellow: 0x40,
  magenta: 0x20,
  white: 0x07,
  cyan: 0x17,
  black: RESET,
};

/**
 * Embrava's second light: the seven colours of the first at one brightness, another chip.
 *
 * Source: busylight-core 2.4.0 (JnyJny/busylight) alone, by the maker's library for Windows.
 */
export const BLYNCUSB20: Family<"blyncusb20"> = {
  name: "blyncusb20",
  transport: "hid",
  ids: [
    {
      vendorId: 0x1130,
      productId: 0x1e00,
      name: "Embrava BLYNCUSB20",
      evidence: "single",
      // Tenx' vendor id; without permission there are no strings at all. One says TENX and Blync (justmoon/node-blync).
      strings: /^\s*$|blync/i,
      interface: 1,
    },
  ],
  effects: [],
  modelOf: () => "blyncusb20",
  encode: ({ color }) => [command(RESET), command(CODES[nearestOfSeven(color)])],
};

function command(code: number): Report {
  const bytes = new Uint8Array(LENGTH);
  bytes[1] = code;
  return { transport: "output", bytes };
}
