import assert from "node:assert/strict";
import { mirekToXy as pretendMirekToXy } from "../../../../../sandbox/bridge/colour";
import { toXy } from "../../../../../shared/lights/hue/colour/colour";
import { type MirekRange, mirekToXy, nearestMirek } from "../../../../../shared/lights/hue/colour/white";

type Pair = readonly [number, number];

/** Of the Planckian locus, CIE 1931 2° observer (Wyszecki and Stiles, "Color Science"); illuminant A as in CIE 15. */
const LOCUS: readonly (readonly [kelvin: number, xy: Pair])[] = [
  [1000, [0.6528, 0.3444]],
  [2000, [0.5267, 0.4133]],
  [2700, [0.4599, 0.4106]],
  [2856, [0.4476, 0.4074]],
  [4000, [0.3805, 0.3768]],
  [6500, [0.3135, 0.3237]],
  [10_000, [0.2807, 0.2884]],
];

const HUE: MirekRange = { minimum: 153, maximum: 500 };
const AMBIANCE: MirekRange = { minimum: 153, maximum: 454 };
const WIDE: MirekRange = { minimum: 50, maximum: 1000 };

const NEAREST: readonly (readonly [name: string, color: string, range: MirekRange, mirek: number])[] = [
  ["red", "#ff0000", HUE, 500],
  ["red", "#ff0000", AMBIANCE, 454],
  ["red", "#ff0000", WIDE, 998],
  ["amber", "#ffbf00", HUE, 403],
  ["amber", "#ffbf00", AMBIANCE, 403],
  ["amber", "#ffbf00", WIDE, 403],
  ["green", "#00ff00", HUE, 286],
  ["green", "#00ff00", WIDE, 286],
  ["blue", "#0000ff", HUE, 153],
  ["blue", "#0000ff", WIDE, 50],
  ["vermillion", "#d55e00", HUE, 500],
  ["reddish purple", "#cc79a7", HUE, 153],
  ["white", "#ffffff", HUE, 157],
];

describe("a lamp's white", () => {
  for (const [kelvin, [x, y]] of LOCUS) {
    it(`of ${kelvin} K lies at ${x}, ${y}`, () => {
      const found = mirekToXy(1_000_000 / kelvin);
      assert.ok(Math.hypot(found.x - x, found.y - y) < 0.0006, JSON.stringify(found));
    });
  }

  it("lies where another approximation has it, everywhere on a lamp's scale", () => {
    for (let mirek = 100; mirek <= 500; mirek++) {
      const [ours, theirs] = [mirekToXy(mirek), pretendMirekToXy(mirek)];
      const distance = Math.hypot(ours.x - theirs.x, ours.y - theirs.y);
      assert.ok(distance < 0.001, `${mirek} mirek: ${distance}`);
    }
  });

  for (const [name, color, range, mirek] of NEAREST) {
    it(`nearest to ${name} from ${range.minimum} to ${range.maximum} mirek is ${mirek}`, () => {
      const xy = toXy(color);
      assert.ok(xy);
      assert.equal(nearestMirek(xy, range), mirek);
    });
  }

  it("nearest to a white of the scale is that white", () => {
    for (let mirek = HUE.minimum; mirek <= HUE.maximum; mirek++) {
      assert.equal(nearestMirek(mirekToXy(mirek), HUE), mirek);
    }
  });

  it("is always one of the range, also where the range is a single one", () => {
    assert.equal(nearestMirek({ x: 0.64, y: 0.33 }, { minimum: 370, maximum: 370 }), 370);
  });

  it("keeps green, amber and red of a traffic light 50 mirek apart", () => {
    const [green = 0, amber = 0, red = 0] = ["#00ff00", "#ffbf00", "#ff0000"].map((color) => {
      const xy = toXy(color);
      assert.ok(xy);
      return nearestMirek(xy, AMBIANCE);
    });
    assert.ok(amber - green >= 50 && red - amber >= 50, `${green}, ${amber}, ${red}`);
  });
});
