import assert from "node:assert/strict";
import {
  clampToGamut,
  GAMUTS,
  sameColour,
  toXy,
  type Xy,
} from "../../../../../shared/lights/hue/colour/colour";

type Pair = readonly [number, number];
const xyOf = ([x, y]: Pair): Xy => ({ x, y });

const COLOURS: readonly (readonly [name: string, color: string, xy: Pair])[] = [
  ["red", "#ff0000", [0.64, 0.33]],
  ["green", "#00ff00", [0.3, 0.6]],
  ["blue", "#0000ff", [0.15, 0.06]],
  ["amber", "#ff7e00", [0.5453, 0.4052]],
  ["yellow", "#ffbf00", [0.4732, 0.4625]],
  ["purple", "#800080", [0.3209, 0.1542]],
  ["white", "#FFFFFF", [0.3127, 0.329]],
];

const CLAMPED: readonly (readonly [name: string, type: "A" | "B" | "C", from: Pair, to: Pair])[] = [
  ["green", "B", [0.3, 0.6], [0.409, 0.518]],
  ["blue", "A", [0.15, 0.06], [0.1418, 0.0815]],
  ["blue", "B", [0.15, 0.06], [0.1716, 0.0491]],
  ["blue", "C", [0.15, 0.06], [0.1535, 0.0599]],
  ["white", "B", [0.3127, 0.329], [0.3132, 0.3288]],
  ["red", "A", [0.64, 0.33], [0.64, 0.33]],
  ["red", "B", [0.64, 0.33], [0.64, 0.33]],
  ["red", "C", [0.64, 0.33], [0.64, 0.33]],
  ["amber", "B", [0.5453, 0.4052], [0.5453, 0.4052]],
  ["beyond the red corner", "C", [0.75, 0.3], [0.6915, 0.3083]],
];

describe("a lamp's colour", () => {
  for (const [name, color, xy] of COLOURS) {
    it(`${name} ${color} is ${xy.join(", ")}`, () => assert.deepEqual(toXy(color), xyOf(xy)));
  }

  it("black has no colour", () => assert.equal(toXy("#000000"), undefined));

  for (const wrong of ["red", "#fff", "#ff00001", "ff0000", "#gg0000", ""]) {
    it(`refuses "${wrong}"`, () => assert.throws(() => toXy(wrong), RangeError));
  }

  for (const [name, type, from, to] of CLAMPED) {
    it(`${name} on a lamp of gamut ${type} becomes ${to.join(", ")}`, () => {
      assert.deepEqual(clampToGamut(xyOf(from), GAMUTS[type]), xyOf(to));
    });
  }

  it("a gamut that is no triangle changes nothing", () => {
    const none = { x: 0, y: 0 };
    assert.deepEqual(clampToGamut({ x: 0.64, y: 0.33 }, { red: none, green: none, blue: none }), {
      x: 0.64,
      y: 0.33,
    });
  });

  it("a lamp's rounding is the same colour, amber and yellow are not", () => {
    assert.equal(sameColour({ x: 0.64, y: 0.33 }, { x: 0.6402, y: 0.3297 }), true);
    assert.equal(sameColour({ x: 0.5453, y: 0.4052 }, { x: 0.4732, y: 0.4625 }), false);
    assert.equal(sameColour({ x: 0.64, y: 0.33 }, { x: 0.646, y: 0.33 }), false);
  });
});
