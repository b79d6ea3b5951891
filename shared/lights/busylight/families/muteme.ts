import type { Family, KnownId } from "../family";
import { dimmed, isDark, type LightState, type Rgb } from "../light-state";
import { output } from "../report";

const OFF = 0x00;

/** Bits of the colour. */
const RED = 0x01;
const GREEN = 0x02;
const BLUE = 0x04;

/** What is added to a colour. Fast pulse (0x20) is not used, nor what switches off after ten seconds (0x40). */
const FULL = 0x00;
const DIM = 0x10;
const SLOW_PULSE = 0x30;

/** A colour with less of its light than this is shown dim. */
const HALF = 128;

/** Strongest to weakest channel: a colour with less of a difference, as a share of the strongest, is white. */
const LEAST_SATURATION = 1 / 3;

/**
 * From which share of the way between the weakest and the strongest channel on the third is lit, too. The middle of the
 * hues would be a half; a little less makes yellow of amber as people write it (255, 126, 0), and still red of
 * vermillion (213, 94, 0).
 */
const LIT = 0.47;

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
  encode: (state) => [output([0x00, isDark(state) ? OFF : nearest(state.color) + manner(state)])],
  button(input) {
    if (input[TOUCH] === TOUCHED) return "pressed";
    return input[TOUCH] === LET_GO ? "released" : undefined;
  },
};

function known(vendorId: number, productId: number, name: string): KnownId {
  return { vendorId, productId, name, evidence: "vendor" };
}

/** The colour by its hue, however dark it is. */
function nearest({ red, green, blue }: Rgb): number {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < most * LEAST_SATURATION) return RED + GREEN + BLUE;
  const bit = (channel: number, one: number): number => ((channel - least) / (most - least) >= LIT ? one : 0);
  return bit(red, RED) + bit(green, GREEN) + bit(blue, BLUE);
}

/** Pulses are always full. */
function manner(state: LightState): number {
  if (state.effect === "breathe") return SLOW_PULSE;
  const { red, green, blue } = dimmed(state);
  return Math.max(red, green, blue) < HALF ? DIM : FULL;
}
