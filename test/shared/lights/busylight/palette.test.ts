import assert from "node:assert/strict";
import type { Rgb } from "../../../../shared/lights/busylight/light-state";
import { nearestOfSeven, type OneOfSeven } from "../../../../shared/lights/busylight/palette";

const COLOURS: readonly (readonly [string, OneOfSeven, string])[] = [
  ["#ff0000", "red", "itself"],
  ["#ffff00", "yellow", "itself"],
  ["#00ff00", "green", "itself"],
  ["#00ffff", "cyan", "itself"],
  ["#0000ff", "blue", "itself"],
  ["#ff00ff", "magenta", "itself"],
  ["#ffffff", "white", "itself"],
  ["#000000", "black", "itself"],
  ["#ffbf00", "yellow", "amber"],
  ["#ffd700", "yellow", "gold"],
  ["#ffa500", "yellow", "orange: who sets it beside red and green means what is between them"],
  ["#ff7e00", "yellow", "an amber with little green"],
  ["#d55e00", "red", "vermillion"],
  ["#ff3300", "red", "a red with some orange"],
  ["#b30000", "red", "a dark red"],
  ["#dc143c", "red", "crimson"],
  ["#ff1493", "magenta", "deep pink"],
  ["#cc79a7", "magenta", "reddish purple"],
  ["#b03cde", "magenta", "purple"],
  ["#ff00d4", "magenta", "a pinkish magenta"],
  ["#8000ff", "blue", "violet, which so stays apart from purple"],
  ["#0072b2", "blue", "a greenish blue"],
  ["#1e90ff", "blue", "dodger blue"],
  ["#008080", "cyan", "teal"],
  ["#00ff55", "green", "a bluish green"],
  ["#009000", "green", "a dark green"],
  ["#9acd32", "green", "yellow-green"],
  ["#400000", "red", "a quarter of red"],
  ["#010000", "red", "the least red"],
  ["#403000", "yellow", "a quarter of amber"],
  ["#070500", "yellow", "very dim amber"],
  ["#000001", "blue", "the least blue"],
  ["#fff5e0", "white", "a warm white"],
  ["#ffc0cb", "white", "pink, which would be an alarm in red"],
  ["#808080", "white", "grey"],
  ["#808488", "white", "nearly grey"],
  ["#010101", "white", "the least grey"],
];

function rgb(hex: string): Rgb {
  const [red = 0, green = 0, blue = 0] = Buffer.from(hex.slice(1), "hex");
  return { red, green, blue };
}

describe("the nearest of seven colours", () => {
  for (const [hex, name, what] of COLOURS)
    it(`to ${hex} is ${name} (${what})`, () => assert.equal(nearestOfSeven(rgb(hex)), name));

  it("does not change while a colour is dimmed", () => {
    for (const [hex, name] of COLOURS) {
      const { red, green, blue } = rgb(hex);
      for (const half of [0.5, 0.25])
        assert.equal(nearestOfSeven({ red: red * half, green: green * half, blue: blue * half }), name, hex);
    }
  });
});
