import type { Family } from "../family";
import { dimmed } from "../light-state";

const SET = 0x41;

/**
 * The MuteSync button. What it says when it is pressed is not known, so its button is not listened to.
 *
 * Source: busylight-core 2.4.0 (JnyJny/busylight) alone.
 */
export const MUTESYNC: Family<"mutesync"> = {
  name: "mutesync",
  transport: "serial",
  ids: [
    {
      vendorId: 0x10c4,
      productId: 0xea60,
      name: "MuteSync Button",
      evidence: "single",
      // The id of every CP2102, whatever it is built into: what says nothing may be anything.
      strings: /mutesync/i,
    },
  ],
  effects: [],
  baudRate: 9600,
  modelOf: () => "mutesync",
  encode(state) {
    const { red, green, blue } = dimmed(state);
    const led = [red, green, blue];
    return [{ transport: "serial", bytes: Uint8Array.from([SET, ...led, ...led, ...led, ...led]) }];
  },
};
