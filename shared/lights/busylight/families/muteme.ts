import type { Family, KnownId } from "../family";
import { dimmed, isDark, type LightState } from "../light-state";
import { nearestOfSeven, type OneOfSeven } from "../palette";
import { output } from "../report";

/** A bit each for red, green and blue. */
const COLOURS: Readonly<Record<OneOfSeven, number>> = {
  black: 0,
  red: 1,
  green: 2,
  yellow: 3,
  blue: 4,
  magenta: 5,
  cyan: 6,
  white: 7,
};

/** What is added to a colour. Fast pulse (0x20) is not used, nor what switches off after ten seconds (0x40). */
const FULL = 0x00;
const DIM = 0x10;
const SLOW_PULSE = 0x30;

/** A colour with less of its light than this is shown dim. */
const HALF = 128;

/** The place of the touch in an input report, which has no id (nalajcie/muteme-chrome-webhid-extension). */
const TOUCH = 3;
const TOUCHED = 0x04;
const LET_GO = 0x02;

/**
 * MuteMe: three LEDs that are on or off, so seven colours.
 *
 * Ids, keys and touches: MuteMe's HID key table. The low half of the byte is only ever a colour: 9 there starts the
 * bootloader.
 */
export const MUTEME: Family<"muteme"> = {
  name: "muteme",
  transport: "hid",
  ids: [
    // V-USB's id, which anybody's tinkering may have.
    { ...known(0x16c0, 0x27db, "MuteMe Original"), strings: /muteme/i },
    known(0x20a0, 0x42da, "MuteMe Original"),
    known(0x20a0, 0x42db, "MuteMe Mini"),
    known(0x3603, 0x0001, "MuteMe Original"),
    known(0x3603, 0x0002, "MuteMe Mini USB C"),
    known(0x3603, 0x0003, "MuteMe Mini USB A"),
    known(0x3603, 0x0004, "MuteMe Mini"),
  ],
  // How fast the fast pulse is, nobody says; more than three flashes a second can harm. So it does not blink by itself.
  effects: ["breathe"],
  modelOf: () => "muteme",
  encode: (state) => [output([0x00, COLOURS[nearestOfSeven(state.color)] + manner(state)])],
  button(input) {
    if (input[TOUCH] === TOUCHED) return "pressed";
    return input[TOUCH] === LET_GO ? "released" : undefined;
  },
};

function known(vendorId: number, productId: number, name: string): KnownId {
  return { vendorId, productId, name, evidence: "vendor" };
}

/** Pulses are always full. */
function manner(state: LightState): number {
  if (isDark(state)) return FULL;
  if (state.effect === "breathe") return SLOW_PULSE;
  const { red, green, blue } = dimmed(state);
  return Math.max(red, green, blue) < HALF ? DIM : FULL;
}
