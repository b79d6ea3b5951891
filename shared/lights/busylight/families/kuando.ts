import type { Family, KnownId } from "../family";
import { KEEP_ALIVE, program, TONES } from "./kuando-program";

type Model = "alpha" | "uc" | "box" | "omega";

/**
 * A light that was kept alive every 10 seconds was seen to go dark a little over 7 seconds after each time
 * (JnyJny/busylight #500). So the next comes well before 8, even where Node hangs for 2.
 */
const KEEP_ALIVE_MS = 5500;

const PLENOM = 0x27bb;

const IDS: readonly (KnownId & { readonly model: Model })[] = [
  plenom(0x3bca, "Kuando Busylight Alpha", "alpha", "vendor"),
  plenom(0x3bcb, "Kuando Busylight UC", "uc", "vendor"),
  plenom(0x3bcc, "Kuando Box", "box", "vendor"),
  plenom(0x3bcd, "Kuando Busylight Omega", "omega", "vendor"),
  // Newer than the maker's document.
  plenom(0x3bce, "Kuando Busylight Alpha", "alpha", "agreed"),
  plenom(0x3bcf, "Kuando Busylight Omega", "omega", "agreed"),
  {
    // The first Alpha. One was seen to show the 64-byte form where its first byte is the jump
    // (OutOfBandDevelopment/dev-term).
    vendorId: 0x04d8,
    productId: 0xf848,
    name: "Kuando Busylight Alpha",
    model: "alpha",
    evidence: "single",
    // The vendor id is Microchip's. Those seen say "BLL Company ApS" and "BLL Lamp" (JnyJny/busylight's tests). Without
    // any texts it is listed by Linux where we have no permission: then nothing can be written to it anyway, and whoever
    // has one is told what to do. Microchip gives each product id to one maker only.
    strings: /^\s*$|plenom|busylight|\bbll\b/i,
  },
];

/**
 * Plenom's Kuando lights. All take the same program of steps and breathe and blink by themselves; where a breath begins
 * with a sound, it holds still at its brightest until the tone has been played.
 */
export const KUANDO: Family<Model> = {
  name: "kuando",
  transport: "hid",
  ids: IDS,
  modelOf: ({ vendorId, productId }) =>
    IDS.find((id) => id.vendorId === vendorId && id.productId === productId)?.model ?? "omega",
  effects: ["blink", "breathe"],
  encode: (state) => [program(state)],
  keepAlive: { everyMs: KEEP_ALIVE_MS, reports: [KEEP_ALIVE] },
  tones: () => TONES.length,
  // TelephoneOriginal, FairyTale, Funky, Buzz.
  toneNames: () => ({ ring: 7, chime: 4, alert: 3, buzz: 9 }),
};

function plenom(productId: number, name: string, model: Model, evidence: KnownId["evidence"]) {
  return { vendorId: PLENOM, productId, name, model, evidence };
}
