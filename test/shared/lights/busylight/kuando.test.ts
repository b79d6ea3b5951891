import assert from "node:assert/strict";
import { PRETEND_KUANDO } from "../../../../sandbox/usb/families/kuando";
import { identify } from "../../../../shared/lights/busylight/families";
import { KUANDO } from "../../../../shared/lights/busylight/families/kuando";
import { DARK, type LightState } from "../../../../shared/lights/busylight/light-state";
import { device } from "./support";

const RED: LightState = { ...DARK, color: { red: 255, green: 0, blue: 0 } };
const ORANGE: LightState = { ...DARK, color: { red: 255, green: 128, blue: 0 } };
const FAIRY_TALE = { tone: 4, volume: 43, endless: false };
const BUZZ_FOR_EVER = { tone: 9, volume: 1, endless: true };

/** Steps of 8 bytes: jump, times, red, green, blue, tenths on and off, sound. */
const PROGRAMS: readonly { readonly what: string; readonly state: LightState; readonly steps: string[] }[] = [
  { what: "steady", state: RED, steps: ["1001640000000080"] },
  { what: "a dim colour", state: { ...ORANGE, brightness: 1 }, steps: ["1001010100000080"] },
  { what: "a blink", state: { ...RED, effect: "blink" }, steps: ["1001640000050580"] },
  {
    what: "a breath",
    state: { ...ORANGE, effect: "breathe" },
    steps: [
      "1101643200050080",
      "1201371c00050080",
      "1301190d00050080",
      "14010a0500050080",
      "1501190d00050080",
      "1001371c00050080",
    ],
  },
  {
    what: "a tone once, of 4.5 s",
    state: { ...RED, ringing: FAIRY_TALE },
    steps: ["11016400002d00a3", "1101640000000080"],
  },
  {
    what: "a tone for ever",
    state: { ...RED, ringing: BUZZ_FOR_EVER },
    steps: ["11016400001800d9", "1101640000000000"],
  },
  {
    what: "a tone once, with 5 blinks, and blinks without it",
    state: { ...RED, effect: "blink", ringing: FAIRY_TALE },
    steps: ["11016400000505a3", "1204640000050500", "1201640000050580"],
  },
  {
    what: "a breath that goes on while a tone does, once it was played",
    state: { ...RED, effect: "breathe", ringing: BUZZ_FOR_EVER },
    steps: [
      "11016400001800d9",
      "1201640000050000",
      "1301370000050000",
      "1401190000050000",
      "15010a0000050000",
      "1601190000050000",
      "1101370000050000",
    ],
  },
  {
    what: "a tone in the dark",
    state: { ...DARK, effect: "blink", ringing: BUZZ_FOR_EVER },
    steps: ["11010000001800d9", "1101000000000000"],
  },
  {
    what: "silence at volume 0",
    state: { ...RED, ringing: { ...FAIRY_TALE, volume: 0 } },
    steps: ["1001640000000080"],
  },
  {
    what: "silence for a tone that there is not",
    state: { ...RED, ringing: { ...FAIRY_TALE, tone: 10 } },
    steps: ["1001640000000080"],
  },
];

describe("Kuando lights", () => {
  for (const { what, state, steps } of PROGRAMS)
    it(`are told ${what}`, () => {
      const [report, ...more] = KUANDO.encode(state, "omega");
      assert.deepEqual(more, []);
      const hex = Buffer.from(report?.bytes ?? []).toString("hex");
      assert.equal(hex.slice(2, 2 + 7 * 16), steps.join("").padEnd(7 * 16, "0"));
    });

  it("are kept alive twice in the time that is asked for, even if the program hangs for 2 seconds", () => {
    const { everyMs, reports } = KUANDO.keepAlive ?? { everyMs: Number.NaN, reports: [] };
    const seconds = (reports[0]?.bytes[1] ?? 0) & 0x0f;
    assert.ok((everyMs + 2000) * 2 <= seconds * 1000, `${everyMs} ms of ${seconds} s`);
  });

  it("go on showing what they show when they are kept alive", () => {
    const pretend = PRETEND_KUANDO.start("omega");
    for (const report of KUANDO.encode({ ...RED, ringing: BUZZ_FOR_EVER }, "omega")) pretend.take(report);
    const { shown } = pretend;
    for (const report of KUANDO.keepAlive?.reports ?? []) pretend.take(report);
    assert.deepEqual(pretend.shown, shown);
  });

  it("are not known while they are in their boot loader", () => {
    assert.equal(identify(device("27bb:3bc0", { manufacturer: "PLENOM APS" })), undefined);
  });

  for (const { texts, isOne } of [
    { texts: { manufacturer: "BLL Company ApS", product: "BLL Lamp" }, isOne: true },
    { texts: { manufacturer: "PLENOM APS", product: "BUSYLIGHT" }, isOne: true },
    { texts: {}, isOne: true },
    { texts: { manufacturer: "Microchip Technology Inc." }, isOne: false },
    { texts: { product: "Ball game" }, isOne: false },
  ])
    it(`are ${isOne ? "" : "not "}what 04d8:f848 is that says ${JSON.stringify(texts)}`, () => {
      const model = identify(device("04d8:f848", texts))?.model;
      assert.equal(model, isOne ? "alpha" : undefined);
    });
});
