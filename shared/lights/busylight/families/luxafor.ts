import type { DeviceInfo, Family } from "../family";
import { dimmed, isDark } from "../light-state";
import { output, type Report } from "../report";

type Model = "flag" | "orb" | "mute" | "bluetooth";

/** Command bytes; the pattern and productivity commands are not used. */
const SET = 0x01;
const STROBE = 0x03;

const ALL_LEDS = 0xff;

/** Half a second on, half a second off, as far as the device's own clock goes; 0 repeats it until the next command. */
const STROBE_SPEED = 50;
const ENDLESS = 0;

const MODELS: Readonly<Record<string, Model>> = {
  FLAG: "flag",
  ORB: "orb",
  MUTE: "mute",
  BT: "bluetooth",
  BLUETOOTH: "bluetooth",
};

const PRESSED = 0x00;
const RELEASED = 0x01;
const BUTTON = 0x83;

/**
 * Luxafor's HID lights. One id for all; the last word of the product string is the model, and one that says nothing is
 * taken for a Flag.
 *
 * Reports: luxafor-api 4.0.0 (npm) and busylight-core 2.4.0 (JnyJny/busylight) agree on them.
 */
export const LUXAFOR: Family<Model> = {
  name: "luxafor",
  transport: "hid",
  ids: [
    {
      vendorId: 0x04d8,
      productId: 0xf372,
      name: "Luxafor",
      evidence: "agreed",
      // Microchip's vendor id; without permission there are no strings at all.
      strings: /^\s*$|luxafor/i,
    },
  ],
  effects: ["blink"],
  modelOf,
  encode(state): readonly Report[] {
    const { red, green, blue } = dimmed(state);
    if (state.effect === "blink" && !isDark(state))
      return [output([0x00, STROBE, ALL_LEDS, red, green, blue, STROBE_SPEED, 0x00, ENDLESS])];
    return [output([0x00, SET, ALL_LEDS, red, green, blue, 0x00, 0x00, 0x00])];
  },
  button(input) {
    if (input[0] !== BUTTON) return undefined;
    if (input[1] === PRESSED) return "pressed";
    return input[1] === RELEASED ? "released" : undefined;
  },
};

function modelOf({ product }: DeviceInfo): Model {
  const last = product.trim().toUpperCase().split(/\s+/).at(-1) ?? "";
  return MODELS[last] ?? "flag";
}
