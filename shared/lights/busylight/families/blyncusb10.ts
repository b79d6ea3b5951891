import type { Family, KnownId } from "../family";
import { nearestOfSeven, type OneOfSeven } from "../palette";
import { output } from "../report";

const HEAD = [0x55, 0x53, 0x42, 0x43, 0x00, 0x40, 0x02];

/** Blue, green and red are 0 in bits 2, 1 and 0 for on; bit 3 is always set. */
const MASKS: Readonly<Record<OneOfSeven, number>> = {
  white: 0x8,
  cyan: 0x9,
  magenta: 0xa,
  blue: 0xb,
  yellow: 0xc,
  green: 0xd,
  red: 0xe,
  black: 0xf,
};

/** The lower half of the last byte. */
const FOOT = 0x0f;

/**
 * Embrava's first light, then called Blync: seven colours at one brightness.
 *
 * Source: ticapix/blynux, whose USB capture (docs/usb_dump.pcapng) shows output reports of 8 bytes on interface 1, as
 * justmoon/node-blync writes them. busylight-core 2.4.0 sends the same bytes as a feature report.
 */
export const BLYNCUSB10: Family<"blyncusb10"> = {
  name: "blyncusb10",
  transport: "hid",
  ids: [0x0001, 0x0002].map(known),
  effects: [],
  modelOf: () => "blyncusb10",
  encode: ({ color }) => [output([0x00, ...HEAD, (MASKS[nearestOfSeven(color)] << 4) | FOOT])],
};

/**
 * Tenx' ids. Barcode readers have them too, but no second interface; so have i-Buddy figures, whose heads understand the
 * same.
 */
function known(productId: number): KnownId {
  return { vendorId: 0x1130, productId, name: "Embrava BLYNCUSB10", evidence: "single", interface: 1 };
}
