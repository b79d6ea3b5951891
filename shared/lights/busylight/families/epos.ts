import type { Family } from "../family";
import { dimmed, isDark } from "../light-state";
import { output } from "../report";

const REPORT_ID = 0x01;
const SET_COLOUR = [0x12, 0x02];

/**
 * EPOS (once Sennheiser) UI 20 BL, which has two LEDs.
 *
 * Sources: EthyMoney/Sennheiser-EPOS-USB-BusyLight-Control and, after it, the commit a304c875 that brought the light to
 * JnyJny/busylight. Both set the last byte for a lit one; busylight-core 2.4.0 no longer does.
 */
export const EPOS: Family<"epos"> = {
  name: "epos",
  transport: "hid",
  ids: [{ vendorId: 0x1395, productId: 0x0074, name: "EPOS Busylight", evidence: "single" }],
  effects: [],
  modelOf: () => "epos",
  encode(state) {
    const { red, green, blue } = dimmed(state);
    const led = [red, green, blue];
    return [output([REPORT_ID, ...SET_COLOUR, ...led, ...led, isDark(state) ? 0 : 1])];
  },
};
