import assert from "node:assert/strict";
import { GAMUTS } from "../../../../../shared/lights/hue/colour/colour";
import { parseLightState } from "../../../../../shared/lights/hue/home/light-state";

const light = (more: object) => ({ type: "light", id: "l1", on: { on: true }, ...more });

describe("the state of a light", () => {
  const read = (more: object) => parseLightState(light(more));
  const none = { colour: false, dimming: false, temperature: false };
  const xy = { x: 0.4, y: 0.3 };
  const ownCorners = { red: { x: 0.7, y: 0.3 }, green: { x: 0.2, y: 0.7 }, blue: { x: 0.1, y: 0.1 } };
  const colour = { ...none, colour: true };
  const temperature = { ...none, temperature: true };

  for (const [what, more, state] of [
    ["a plug", {}, { on: true, capabilities: none }],
    ["one that is off", { on: { on: false } }, { on: false, capabilities: none }],
    [
      "a white lamp",
      { dimming: { brightness: 81.03, min_dim_level: 0.02 } },
      { on: true, brightness: 81.03, capabilities: { ...none, dimming: true } },
    ],
    [
      "a lamp that reports its corners",
      { color: { xy, gamut: ownCorners, gamut_type: "C" } },
      { on: true, xy, gamut: ownCorners, capabilities: colour },
    ],
    [
      "a lamp that only names its gamut",
      { color: { xy, gamut_type: "B" } },
      { on: true, xy, gamut: GAMUTS.B, capabilities: colour },
    ],
    [
      "a lamp of another gamut",
      { color: { xy, gamut_type: "other" } },
      { on: true, xy, capabilities: colour },
    ],
    [
      "a lamp that shows a white",
      { color_temperature: { mirek: 366, mirek_valid: true } },
      { on: true, mirek: 366, capabilities: temperature },
    ],
    [
      "a lamp that shows no white",
      { color_temperature: { mirek: null, mirek_valid: false } },
      { on: true, capabilities: temperature },
    ],
    [
      "a lamp whose white is out of date",
      { color_temperature: { mirek: 366, mirek_valid: false } },
      { on: true, capabilities: temperature },
    ],
    [
      "nonsense in what is optional",
      {
        dimming: { brightness: "full" },
        color: { xy: { x: 1 }, gamut: { red: 3 }, gamut_type: "constructor" },
      },
      { on: true, capabilities: { ...colour, dimming: true } },
    ],
  ] as const) {
    it(what, () => assert.deepEqual(read(more), state));
  }

  it("is none, when the light does not say whether it is on", () => {
    assert.equal(read({ on: { on: "yes" } }), undefined);
    assert.equal(parseLightState(null), undefined);
  });
});
