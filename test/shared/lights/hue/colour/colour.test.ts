import assert from "node:assert/strict";
import {
  clampToGamut,
  type Gamut,
  GAMUTS,
  sameColour,
  toXy,
  type Xy,
  xyToHex,
} from "../../../../../shared/lights/hue/colour/colour";
import { seeded } from "../../../../support/seeded";

type Pair = readonly [number, number];
const xyOf = ([x, y]: Pair): Xy => ({ x, y });

type Type = keyof typeof GAMUTS;

interface Row {
  readonly name: string;
  readonly color: string;
  readonly xy: Pair;
  /** On lamps that cannot make it. */
  readonly clamped?: Partial<Readonly<Record<Type, Pair>>>;
}

const COLOURS: readonly Row[] = [
  { name: "red", color: "#ff0000", xy: [0.64, 0.33] },
  { name: "green", color: "#00ff00", xy: [0.3, 0.6], clamped: { B: [0.409, 0.518] } },
  {
    name: "blue",
    color: "#0000ff",
    xy: [0.15, 0.06],
    clamped: { A: [0.1418, 0.0815], B: [0.1716, 0.0491], C: [0.1535, 0.0599] },
  },
  { name: "amber", color: "#ff7e00", xy: [0.5453, 0.4052] },
  { name: "yellow", color: "#ffbf00", xy: [0.4732, 0.4625] },
  { name: "purple", color: "#800080", xy: [0.3209, 0.1542] },
  { name: "white", color: "#FFFFFF", xy: [0.3127, 0.329], clamped: { B: [0.3132, 0.3288] } },
];

const TYPES = ["A", "B", "C"] as const;

/** Half of the fourth decimal, and what floating point adds. */
const ROUNDING = 0.00005 + 1e-12;

describe("a lamp's colour", () => {
  for (const { name, color, xy } of COLOURS) {
    it(`${name} ${color} is ${xy.join(", ")}`, () => assert.deepEqual(toXy(color), xyOf(xy)));
  }

  it("black has no colour", () => assert.equal(toXy("#000000"), undefined));

  for (const wrong of ["red", "#fff", "#ff00001", "ff0000", "#gg0000", ""]) {
    it(`refuses "${wrong}"`, () => assert.throws(() => toXy(wrong), RangeError));
  }

  for (const { name, xy, clamped = {} } of COLOURS) {
    for (const type of TYPES) {
      const to = clamped[type] ?? xy;
      it(`${name} on a lamp of gamut ${type} ${to === xy ? "stays" : "becomes"} ${to.join(", ")}`, () => {
        assert.deepEqual(clampToGamut(xyOf(xy), GAMUTS[type]), xyOf(to));
      });
    }
  }

  it("what lies beyond a corner becomes the corner", () => {
    assert.deepEqual(clampToGamut({ x: 0.75, y: 0.3 }, GAMUTS.C), GAMUTS.C.red);
  });

  for (const type of TYPES) {
    const gamut = GAMUTS[type];
    const { red, green, blue } = gamut;
    for (const [order, turned] of [
      ["", gamut],
      [", its corners told the other way round,", { red, green: blue, blue: green }],
    ] as const) {
      it(`a lamp of gamut ${type}${order} can make whatever a colour becomes, and it stays that`, () => {
        const random = seeded(20_050_301);
        let moved = 0;
        for (let i = 0; i < 5000; i++) {
          const from = { x: random(), y: random() };
          const to = clampToGamut(from, turned);
          if (to !== from) moved++;
          assert.ok(outside(to, gamut) <= ROUNDING, JSON.stringify({ from, to }));
          assert.deepEqual(clampToGamut(to, turned), to, JSON.stringify({ from, to }));
        }
        assert.ok(moved > 2500 && moved < 5000, `${moved} moved`);
      });
    }

    it(`a lamp of gamut ${type} gets the nearest it can make`, () => {
      const random = seeded(1931);
      for (let i = 0; i < 2000; i++) {
        const from = { x: random(), y: random() };
        const to = clampToGamut(from, gamut);
        const another = within(gamut, random(), random());
        assert.ok(
          apart(from, to) <= apart(from, another) + 2 * ROUNDING,
          JSON.stringify({ from, to, another }),
        );
      }
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

  for (const [name, xy, hex] of [
    ["red", [0.64, 0.33], "#ff0000"],
    ["green", [0.3, 0.6], "#00ff00"],
    ["blue", [0.15, 0.06], "#0000ff"],
    ["white", [0.3127, 0.329], "#ffffff"],
    ["a dark colour, for its brightness is told separately", [0.3209, 0.1542], "#ff00ff"],
    ["a red beyond sRGB", [0.6915, 0.3083], "#ff0000"],
  ] as const) {
    it(`a screen shows ${name} as ${hex}, within 2 of 255`, () => {
      const shown = xyToHex(xyOf(xy));
      assert.match(shown, /^#[0-9a-f]{6}$/);
      const away = channelsOf(shown).map((value, i) => Math.abs(value - (channelsOf(hex)[i] ?? NaN)));
      assert.ok(Math.max(...away) <= 2, shown);
    });
  }

  it("a screen shows something even for what is no colour", () => {
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      assert.match(xyToHex({ x, y }), /^#[0-9a-f]{6}$/);
    }
  });

  it("what a screen shows is the lamp's colour, as far as a screen has it", () => {
    const random = seeded(61_966);
    const sRgb = { red: { x: 0.64, y: 0.33 }, green: { x: 0.3, y: 0.6 }, blue: { x: 0.15, y: 0.06 } };
    for (let i = 0; i < 2000; i++) {
      const xy = within(sRgb, random(), random());
      const back = toXy(xyToHex(xy));
      assert.ok(back && sameColour(back, xy), JSON.stringify({ xy, back }));
    }
  });
});

/** How far a point lies outside a triangle, in the coordinate in which it is more; the corners run counter-clockwise. */
function outside({ x, y }: Xy, { red, green, blue }: Gamut): number {
  const beyond = [
    [red, green],
    [green, blue],
    [blue, red],
  ].map(([a = red, b = red]) => {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    return (dy * (x - a.x) - dx * (y - a.y)) / (Math.abs(dx) + Math.abs(dy));
  });
  return Math.max(...beyond);
}

/** A point of a triangle, evenly spread for even numbers from 0 to 1. */
function within({ red, green, blue }: Gamut, first: number, second: number): Xy {
  const [s, t] = first + second <= 1 ? [first, second] : [1 - first, 1 - second];
  return {
    x: red.x + s * (green.x - red.x) + t * (blue.x - red.x),
    y: red.y + s * (green.y - red.y) + t * (blue.y - red.y),
  };
}

function apart(a: Xy, b: Xy): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function channelsOf(hex: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
