import assert from "node:assert/strict";
import { FIT_STATUSB } from "../../../../shared/lights/busylight/families/fit-statusb";
import { DARK, type LightState } from "../../../../shared/lights/busylight/light-state";

const AMBER: LightState = { ...DARK, color: { red: 255, green: 191, blue: 0 } };

const linesFor = (state: LightState): readonly string[] =>
  FIT_STATUSB.encode(state, "fit-statusb").map(({ bytes }) => Buffer.from(bytes).toString("latin1"));

describe("fit-statUSB", () => {
  const CASES: readonly (readonly [string, LightState, readonly string[]])[] = [
    ["shows a steady colour", AMBER, ["#FFBF00\n"]],
    ["is dimmed by its colour", { ...AMBER, brightness: 50 }, ["#806000\n"]],
    [
      "blinks without fading, half a second each",
      { ...AMBER, effect: "blink" },
      ["F0001\n", "B#FFBF00-0500#000000-0500\n"],
    ],
    [
      "breathes down to a third and back, always on the way",
      { ...AMBER, effect: "breathe" },
      ["F1500\n", "B#FFBF00-1500#543F00-1500\n"],
    ],
    ["ends a sequence by a steady colour when it is dark", { ...DARK, effect: "blink" }, ["#000000\n"]],
  ];
  for (const [what, state, lines] of CASES)
    it(what, () => {
      assert.deepEqual(linesFor(state), lines);
    });

  it("has no words for a firmware update, even for numbers that are none", () => {
    const wrong = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.1, 1e21];
    for (const red of wrong)
      for (const effect of ["none", "blink", "breathe"] as const)
        for (const line of linesFor({ ...AMBER, color: { red, green: 0, blue: 0 }, effect }))
          assert.match(line, /^[#FB][^P\n]*\n$/);
  });
});
