import assert from "node:assert/strict";
import { BLINK1 } from "../../../../shared/lights/busylight/families/blink1";
import { DARK, type LightState } from "../../../../shared/lights/busylight/light-state";
import { device } from "./support";

const RED: LightState = { ...DARK, color: { red: 255, green: 0, blue: 0 } };
const FADE = "01 63 ff 00 00 00 0a 00 00";
const BOTH_LEDS = "01 6c 00 00 00 00 00 00 00";

const spelled = (state: LightState, model: "mk1" | "mk2"): string[] =>
  BLINK1.encode(state, model).map(({ bytes }) => Buffer.from(bytes).toString("hex").replace(/..\B/g, "$& "));

describe("a blink(1)", () => {
  it("blinks by lines that hold for 490 ms after an edge of 10", () => {
    assert.deepEqual(spelled({ ...RED, effect: "blink" }, "mk2"), [
      FADE,
      BOTH_LEDS,
      "01 50 ff 00 00 00 01 00 00",
      "01 50 ff 00 00 00 31 01 00",
      "01 50 00 00 00 00 01 02 00",
      "01 50 00 00 00 00 31 03 00",
      "01 70 01 00 03 00 00 00 00",
    ]);
  });

  it("breathes by fades of 1.5 s to a third of the light and back", () => {
    assert.deepEqual(spelled({ ...RED, effect: "breathe" }, "mk2"), [
      FADE,
      BOTH_LEDS,
      "01 50 ff 00 00 00 96 00 00",
      "01 50 55 00 00 00 96 01 00",
      "01 70 01 00 01 00 00 00 00",
    ]);
  });

  it("of the first generation is spared the lines, which it would keep", () => {
    for (const effect of ["blink", "breathe"] as const)
      assert.deepEqual(spelled({ ...RED, effect }, "mk1"), [FADE]);
  });

  for (const [serialNumber, model] of [
    ["1A001234", "mk1"],
    ["20001234", "mk2"],
    ["2fffffff", "mk2"],
    ["3684ee30", "mk3"],
    ["40000001", "mk3"],
    ["", "mk1"],
  ] as const)
    it(`with the serial number "${serialNumber}" is an ${model}`, () =>
      assert.equal(BLINK1.modelOf(device("27b8:01ed", { serialNumber })), model));
});
