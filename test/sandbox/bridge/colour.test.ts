import assert from "node:assert/strict";
import {
  clampToGamut,
  colourName,
  GAMUT_B,
  GAMUT_C,
  mirekToXy,
  xyToHex,
} from "../../../sandbox/bridge/colour";

describe("the pretend bridge's colours", () => {
  const shown = [
    [{ x: 0.64, y: 0.33 }, "#ff0000", "red"],
    [{ x: 0.3, y: 0.6 }, "#00ff00", "green"],
    [{ x: 0.15, y: 0.06 }, "#0000ff", "blue"],
    [{ x: 0.5453, y: 0.4052 }, "#ff7e00", "amber"],
    [{ x: 0.4732, y: 0.4625 }, "#ffbf00", "yellow"],
    [{ x: 0.3209, y: 0.1542 }, "#ff00ff", "purple"],
    [{ x: 0.3127, y: 0.329 }, "#ffffff", "white"],
  ] as const;
  for (const [xy, hex, name] of shown) {
    it(`shows ${xy.x}, ${xy.y} as ${hex} and calls it ${name}`, () => {
      const close = xyToHex(xy)
        .match(/[0-9a-f]{2}/g)
        ?.every((digits, index) => {
          const wanted = hex.slice(1 + index * 2, 3 + index * 2);
          return Math.abs(Number.parseInt(digits, 16) - Number.parseInt(wanted, 16)) <= 2;
        });
      assert.ok(close, `${xyToHex(xy)} is not near ${hex}`);
      assert.equal(colourName(xy), name);
    });
  }

  const clamped = [
    ["green for an older lamp", { x: 0.3, y: 0.6 }, GAMUT_B, { x: 0.409, y: 0.518 }],
    ["blue for an older lamp", { x: 0.15, y: 0.06 }, GAMUT_B, { x: 0.1716, y: 0.0491 }],
    ["white for an older lamp", { x: 0.3127, y: 0.329 }, GAMUT_B, { x: 0.3132, y: 0.3288 }],
    ["blue for a newer lamp", { x: 0.15, y: 0.06 }, GAMUT_C, { x: 0.1535, y: 0.0599 }],
    ["red, which every lamp can show,", { x: 0.64, y: 0.33 }, GAMUT_C, { x: 0.64, y: 0.33 }],
    ["the far corner of the diagram", { x: 1, y: 0 }, GAMUT_C, { x: 0.6915, y: 0.3083 }],
  ] as const;
  for (const [what, xy, gamut, nearest] of clamped) {
    it(`moves ${what} to ${nearest.x}, ${nearest.y}`, () => {
      assert.deepEqual(clampToGamut(xy, gamut), nearest);
    });
  }

  it("finds whites on the Planckian locus", () => {
    // CIE 1931: 2700 K at 0.4599, 0.4106 and 6500 K at 0.3135, 0.3237.
    for (const [mirek, x, y] of [
      [370.37, 0.4599, 0.4106],
      [153.85, 0.3135, 0.3237],
    ] as const) {
      const found = mirekToXy(mirek);
      assert.ok(Math.hypot(found.x - x, found.y - y) < 0.001, JSON.stringify(found));
    }
  });
});
