import assert from "node:assert/strict";
import { agree } from "../../../../../shared/lights/hue/home/agreement";
import type { LightState } from "../../../../../shared/lights/hue/home/light-state";

const LAMP: LightState = {
  on: true,
  brightness: 50,
  xy: { x: 0.3, y: 0.3 },
  capabilities: { colour: true, dimming: true, temperature: true },
};
const WHITE: LightState = {
  on: true,
  mirek: 300,
  capabilities: { colour: false, dimming: false, temperature: true },
};

const named = (...states: readonly LightState[]) => new Map(states.map((state, i) => [`l${i}`, state]));

describe("what is known of the lights and what the bridge says", () => {
  for (const [what, known, told, expected] of [
    ["nothing", named(), named(), true],
    ["the same", named(LAMP, WHITE), named(LAMP, WHITE), true],
    ["brightness in other steps", named(LAMP), named({ ...LAMP, brightness: 50.8 }), true],
    ["another brightness", named(LAMP), named({ ...LAMP, brightness: 52 }), false],
    ["one that is off", named(LAMP), named({ ...LAMP, on: false }), false],
    ["a colour next to it", named(LAMP), named({ ...LAMP, xy: { x: 0.301, y: 0.3 } }), true],
    ["another colour", named(LAMP), named({ ...LAMP, xy: { x: 0.31, y: 0.3 } }), false],
    ["a white beside the same colour", named(LAMP), named({ ...LAMP, mirek: 300 }), true],
    ["a white next to it", named(WHITE), named({ ...WHITE, mirek: 301 }), true],
    ["another white", named(WHITE), named({ ...WHITE, mirek: 310 }), false],
    ["one more", named(LAMP), named(LAMP, WHITE), false],
    ["one less", named(LAMP, WHITE), named(LAMP), false],
    ["another in its place", new Map([["a", LAMP]]), new Map([["b", LAMP]]), false],
    ["another range", named(WHITE), named({ ...WHITE, mirekRange: { minimum: 50, maximum: 1000 } }), true],
  ] as const) {
    it(`${expected ? "agree" : "differ"} with ${what}`, () => assert.equal(agree(known, told), expected));
  }
});
