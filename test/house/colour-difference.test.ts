import assert from "node:assert/strict";
import { ciede2000, type Lab, labOf, labOfLight } from "../support/colour-difference";

/** Of table 1 of Sharma, Wu and Dalal (2005), made to catch what is easily done wrong: hues around 0° and 180°, grey, blue. */
const PUBLISHED: readonly (readonly [pair: number, one: Lab, two: Lab, difference: number])[] = [
  [1, [50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [2, [50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
  [3, [50, 2.8361, -74.02], [50, 0, -82.7485], 3.4412],
  [4, [50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
  [7, [50, 0, 0], [50, -1, 2], 2.3669],
  [8, [50, -1, 2], [50, 0, 0], 2.3669],
  [9, [50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [11, [50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [13, [50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
  [16, [50, 2.5, 0], [50, 0, -2.5], 4.3065],
  [17, [50, 2.5, 0], [73, 25, -18], 27.1492],
  [18, [50, 2.5, 0], [61, -5, 29], 22.8977],
  [19, [50, 2.5, 0], [56, -27, -3], 31.903],
  [20, [50, 2.5, 0], [58, 24, 15], 19.4535],
  [25, [60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [27, [61.2901, 3.7196, -5.3901], [61.4292, 2.248, -4.962], 1.8731],
  [29, [22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  [30, [36.4612, 47.858, 18.3852], [36.2715, 50.5065, 21.2231], 1.4146],
  [31, [90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441],
  [34, [2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
];

describe("the colour difference used by tests", () => {
  for (const [pair, one, two, difference] of PUBLISHED) {
    it(`is ${difference} for published pair ${pair}, either way round`, () => {
      assert.equal(ciede2000(one, two).toFixed(4), difference.toFixed(4));
      assert.equal(ciede2000(two, one).toFixed(4), difference.toFixed(4));
    });
  }

  it("takes D65 for white and its lack for black", () => {
    for (const [xyz, expected] of [
      [
        [0.9505, 1, 1.0891],
        [100, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ] as const) {
      const lab = labOf(xyz);
      lab.forEach((part, i) => assert.ok(Math.abs(part - (expected[i] ?? NaN)) < 0.02, String(lab)));
    }
  });

  it("takes every lamp for equally bright", () => {
    for (const xy of [
      { x: 0.64, y: 0.33 },
      { x: 0.15, y: 0.06 },
    ]) {
      assert.equal(labOfLight(xy)[0].toFixed(9), "50.000000000");
    }
  });
});
