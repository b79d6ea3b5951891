import { type Calibration, calibrated } from "../calibration";
import type { Family, KnownId } from "../family";
import { dimmed, isDark, type Ringing } from "../light-state";
import { output } from "../report";

type Model = "standard" | "plus" | "mini" | "wireless" | "embedded" | "plantronics";

/** Bits of the control byte; dimming by half is not used, as the colour itself can be dimmed. */
const OFF = 0x01;
const FLASH = 0x04;
const SLOW = 1 << 3;

/** Bits beside the tone. Without the last one it is played once. Muting, bit 7 of the volume, is not used. */
const PLAY = 0x10;
const REPEAT = 0x20;
const LOUDEST = 10;

/** Every report ends so. */
const END = [0xff, 0x22];

/** The Status Indicator is a Plus by the maker's name for it, BLYNCUSB40S, and has its sounds in the maker's library. */
const TONES: Readonly<Record<Model, number>> = {
  standard: 0,
  embedded: 0,
  plus: 10,
  plantronics: 10,
  mini: 14,
  wireless: 14,
};

/** As the maker's library rests after each report on the sound of a Wireless; each of ours says something of it. */
const WIRELESS_REST_MS = 100;

const USUAL: Calibration = {
  red: { red: 255, green: 0, blue: 0 },
  orange: { red: 255, green: 15, blue: 0 },
  yellow: { red: 255, green: 60, blue: 0 },
  green: { red: 0, green: 150, blue: 0 },
  cyan: { red: 0, green: 255, blue: 255 },
  blue: { red: 0, green: 0, blue: 150 },
  purple: { red: 128, green: 0, blue: 128 },
  white: { red: 255, green: 125, blue: 50 },
};
const MINI: Calibration = {
  ...USUAL,
  red: { red: 128, green: 0, blue: 0 },
  orange: { red: 90, green: 20, blue: 0 },
  yellow: { red: 90, green: 60, blue: 0 },
};
const WIRELESS: Calibration = {
  ...USUAL,
  red: { red: 128, green: 0, blue: 0 },
  orange: { red: 100, green: 15, blue: 0 },
  yellow: { red: 100, green: 60, blue: 0 },
  purple: { red: 68, green: 0, blue: 128 },
};

const IDS: readonly (KnownId & { readonly model: Model })[] = [
  known(0x0e53, 0x2516, "Blynclight Standard (BLYNCUSB30)", "standard"),
  known(0x2c0d, 0x0001, "Blynclight Standard (BLYNCUSB30)", "standard"),
  known(0x2c0d, 0x000c, "Blynclight Standard (BLYNCUSB40)", "standard"),
  known(0x0e53, 0x2517, "Blynclight Plus (BLYNCUSB30S)", "plus"),
  known(0x2c0d, 0x0002, "Blynclight Plus (BLYNCUSB30S)", "plus"),
  known(0x2c0d, 0x0010, "Blynclight Plus (BLYNCUSB40S)", "plus"),
  known(0x0e53, 0x2519, "Blynclight Mini (BLMINI30)", "mini"),
  known(0x2c0d, 0x0003, "Blynclight Mini (BLMINI30)", "mini"),
  known(0x2c0d, 0x000a, "Blynclight Mini (BLMINI40)", "mini"),
  // The maker's library reaches this one as a WinUSB device: a system may not list it as HID.
  known(0x2c0d, 0x0011, "Blynclight Mini (BLMINI41)", "mini"),
  known(0x2c0d, 0x0006, "Blynclight Wireless (BLWRLS30)", "wireless"),
  known(0x2c0d, 0x000b, "Blynclight Wireless (BLWRLS40)", "wireless"),
  known(0x2c0d, 0x0009, "Embrava Embedded", "embedded"),
  known(0x047f, 0xd005, "Plantronics Status Indicator", "plantronics"),
];

/**
 * Embrava's Blynclights, also those in headsets and the one that Plantronics sold.
 *
 * Reports, ids, models, their sounds and their colours: Embrava's own JavaScript library (`embrava-lib.js` in its Chrome
 * SDK, WebUSB and WebHID, 1.0.6).
 */
export const BLYNCLIGHT: Family<Model> = {
  name: "blynclight",
  transport: "hid",
  ids: IDS,
  modelOf: ({ vendorId, productId }) =>
    IDS.find((id) => id.vendorId === vendorId && id.productId === productId)?.model ?? "standard",
  effects: ["blink"],
  encode(state, model) {
    const { red, green, blue } = dimmed(state);
    const lit = state.effect === "blink" ? FLASH | SLOW : 0;
    const control = isDark(state) ? OFF : lit;
    return [output([0x00, red, blue, green, control, ...sound(state.ringing, TONES[model]), ...END])];
  },
  calibrate: (color, model) =>
    calibrated(color, model === "mini" ? MINI : model === "wireless" ? WIRELESS : USUAL),
  tones: (model) => TONES[model],
  // The maker's programs only number them, "Music 1" and so on: the names stand for the first four.
  toneNames: () => ({ ring: 1, chime: 2, alert: 3, buzz: 4 }),
  restMs: (model) => (model === "wireless" ? WIRELESS_REST_MS : 0),
};

/** Two bytes; both 0 stop what plays. */
function sound(ringing: Ringing | undefined, tones: number): readonly number[] {
  if (!ringing || ringing.tone < 1 || ringing.tone > tones || ringing.volume <= 0) return [0, 0];
  const volume = Math.max(1, Math.round((ringing.volume * LOUDEST) / 100));
  return [ringing.tone | PLAY | (ringing.endless ? REPEAT : 0), volume];
}

function known(vendorId: number, productId: number, name: string, model: Model) {
  return { vendorId, productId, name, model, evidence: "vendor" as const };
}
