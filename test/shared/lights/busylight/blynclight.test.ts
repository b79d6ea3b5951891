import assert from "node:assert/strict";
import { PRETEND_BLYNCLIGHT } from "../../../../sandbox/usb/families/blynclight";
import { WrongReport } from "../../../../sandbox/usb/pretend-light";
import { identify } from "../../../../shared/lights/busylight/families";
import { BLYNCLIGHT } from "../../../../shared/lights/busylight/families/blynclight";
import { DARK, type LightState } from "../../../../shared/lights/busylight/light-state";
import { device } from "./support";

const RED: LightState = { ...DARK, color: { red: 255, green: 0, blue: 0 } };
const TONE = { tone: 3, volume: 50, endless: false };

type Model = ReturnType<typeof BLYNCLIGHT.modelOf>;

/** 9 bytes: id, red, blue, green, control, tone with its bits, volume, and the end. */
const REPORTS: readonly {
  readonly what: string;
  readonly model: Model;
  readonly state: LightState;
  readonly hex: string;
}[] = [
  {
    what: "red, green and blue in its order",
    model: "standard",
    state: { ...RED, color: { red: 1, green: 2, blue: 3 } },
    hex: "000103020000 00ff22",
  },
  { what: "a tone once", model: "plus", state: { ...RED, ringing: TONE }, hex: "00ff00000013 05ff22" },
  {
    what: "a tone for ever",
    model: "mini",
    state: { ...RED, ringing: { ...TONE, endless: true } },
    hex: "00ff00000033 05ff22",
  },
  {
    what: "a tone in the dark",
    model: "wireless",
    state: { ...DARK, ringing: { ...TONE, tone: 14 } },
    hex: "00000000011e 05ff22",
  },
  {
    what: "a tone as softly as it can",
    model: "plus",
    state: { ...RED, ringing: { ...TONE, volume: 1 } },
    hex: "00ff00000013 01ff22",
  },
  {
    what: "silence at volume 0",
    model: "plus",
    state: { ...RED, ringing: { ...TONE, volume: 0 } },
    hex: "00ff00000000 00ff22",
  },
  {
    what: "silence for a tone beyond the tenth",
    model: "plantronics",
    state: { ...RED, ringing: { ...TONE, tone: 11 } },
    hex: "00ff00000000 00ff22",
  },
  {
    what: "silence where there is no speaker",
    model: "embedded",
    state: { ...RED, ringing: TONE },
    hex: "00ff00000000 00ff22",
  },
  {
    what: "steady light for a breath, which it has not",
    model: "mini",
    state: { ...RED, effect: "breathe" },
    hex: "00ff00000000 00ff22",
  },
];

const IDS: readonly { readonly id: string; readonly model: Model }[] = [
  { id: "0e53:2516", model: "standard" },
  { id: "2c0d:0001", model: "standard" },
  { id: "2c0d:000c", model: "standard" },
  { id: "0e53:2517", model: "plus" },
  { id: "2c0d:0002", model: "plus" },
  { id: "2c0d:0010", model: "plus" },
  { id: "0e53:2519", model: "mini" },
  { id: "2c0d:0003", model: "mini" },
  { id: "2c0d:000a", model: "mini" },
  { id: "2c0d:0011", model: "mini" },
  { id: "2c0d:0006", model: "wireless" },
  { id: "2c0d:000b", model: "wireless" },
  { id: "2c0d:0009", model: "embedded" },
  { id: "047f:d005", model: "plantronics" },
];

const REFUSED: readonly { readonly what: string; readonly model: string; readonly hex: string }[] = [
  { what: "a report without its id", model: "plus", hex: "ff0000000000ff22" },
  { what: "another end", model: "plus", hex: "00ff00000000 00ff23" },
  { what: "the fast flash", model: "plus", hex: "00ff00002400 00ff22" },
  { what: "the eleventh tone on a Plus", model: "plus", hex: "00ff0000001b 05ff22" },
  { what: "a tone on one without a speaker", model: "standard", hex: "00ff00000013 05ff22" },
  { what: "tone 0", model: "mini", hex: "00ff00000010 05ff22" },
  { what: "a volume beyond 10", model: "mini", hex: "00ff00000013 0bff22" },
];

describe("Blynclights", () => {
  for (const { what, model, state, hex } of REPORTS)
    it(`are told ${what} (${model})`, () => {
      const reports = BLYNCLIGHT.encode(state, model);
      assert.deepEqual(
        reports.map(({ bytes }) => Buffer.from(bytes).toString("hex")),
        [hex.replace(" ", "")],
      );
    });

  for (const { id, model } of IDS)
    it(`of the id ${id} are of the model ${model}`, () => {
      assert.equal(identify(device(id))?.model, model);
    });

  it("are left alone between two reports only where they are wireless", () => {
    const resting = IDS.filter(({ model }) => BLYNCLIGHT.restMs?.(model) !== 0).map(({ id }) => id);
    assert.deepEqual(resting, ["2c0d:0006", "2c0d:000b"]);
  });
});

describe("the pretend Blynclight", () => {
  for (const { what, model, hex } of REFUSED)
    it(`refuses ${what}`, () => {
      assert.throws(() => take(model, hex), WrongReport);
    });

  it("takes a report that is like those", () => {
    assert.deepEqual(take("mini", "00ff00000c1b 05ff22"), {
      color: { red: 255, green: 0, blue: 0 },
      effect: "blink",
      ringing: { tone: 11, volume: 50, endless: false },
    });
  });

  it("is not heard when it is muted", () => {
    assert.equal(take("mini", "00ff00000013 85ff22").ringing, undefined);
  });
});

function take(model: string, hex: string) {
  const pretend = PRETEND_BLYNCLIGHT.start(model);
  pretend.take({ transport: "output", bytes: Buffer.from(hex.replace(" ", ""), "hex") });
  return pretend.shown;
}
