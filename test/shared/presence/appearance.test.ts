import assert from "node:assert/strict";
import { PRESET_NAMES, PRESETS, ruleFor } from "../../../shared/presence/appearance";
import type { PresetName } from "../../../shared/presence/appearance";
import { STATUSES } from "../../../shared/presence/presence";
import type { Status } from "../../../shared/presence/presence";

const TABLE: Readonly<Record<PresetName, Readonly<Record<Status, string>>>> = {
  "traffic-light": {
    available: "#00ff00",
    busy: "#ff0000",
    "in-a-call": "#ff0000",
    "in-a-meeting": "#ff0000",
    presenting: "#ff0000",
    "do-not-disturb": "#ff0000",
    focusing: "#ff0000",
    away: "#ffbf00",
    "be-right-back": "#ffbf00",
    offline: "restore",
    "off-work": "restore",
    "out-of-office": "restore",
    unknown: "leave",
  },
  "colour-blind-safe": {
    available: "#0072b2",
    busy: "#d55e00",
    "in-a-call": "#d55e00",
    "in-a-meeting": "#d55e00",
    presenting: "#d55e00",
    "do-not-disturb": "#d55e00",
    focusing: "#d55e00",
    away: "#cc79a7",
    "be-right-back": "#cc79a7",
    offline: "restore",
    "off-work": "restore",
    "out-of-office": "restore",
    unknown: "leave",
  },
  presencelight: {
    available: "#00ff55",
    busy: "#ff3300",
    "in-a-call": "#ff00d4",
    "in-a-meeting": "#ff3300",
    presenting: "#b03cde",
    "do-not-disturb": "#b03cde",
    focusing: "#b03cde",
    away: "#ffff00",
    "be-right-back": "#ffff00",
    offline: "#ffffff",
    "off-work": "#ffffff",
    "out-of-office": "#ae00ff",
    unknown: "leave",
  },
  "presence-switch": {
    available: "#009000",
    busy: "#b30000",
    "in-a-call": "#b30000",
    "in-a-meeting": "#b30000",
    presenting: "#950000",
    "do-not-disturb": "#950000",
    focusing: "#950000",
    away: "#ffbf00",
    "be-right-back": "#ffbf00",
    offline: "off",
    "off-work": "off",
    "out-of-office": "off",
    unknown: "leave",
  },
};

describe("a preset", () => {
  for (const preset of PRESET_NAMES) {
    for (const status of STATUSES) {
      it(`${preset} has ${TABLE[preset][status]} for ${status}`, () => {
        const rule = ruleFor(preset, status);
        const expected = TABLE[preset][status];
        assert.deepEqual(
          rule,
          expected.startsWith("#")
            ? { action: "show", color: expected, brightness: 100, effect: "none" }
            : { action: expected },
        );
      });
    }
  }

  it("exists for every name and no other", () => {
    assert.deepEqual(Object.keys(PRESETS).sort(), [...PRESET_NAMES].sort());
  });
});

/** Linear RGB as seen without green-sensitive or red-sensitive cones: Machado, Oliveira and Fernandes 2009, severity 1. */
const BLINDNESS = {
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
} as const;

/** A just noticeable difference is about 0.004; a lamp across the room deserves ten times that. */
const CLEARLY_DIFFERENT = 0.04;

describe("the colour-blind-safe preset", () => {
  for (const [name, matrix] of Object.entries(BLINDNESS)) {
    it(`shows available, busy and away in hues that ${name} tells apart`, () => {
      const seen = (["available", "busy", "away"] as const).map((status) =>
        hueSeen("colour-blind-safe", status, matrix),
      );
      for (const [a, b] of [
        [seen[0], seen[1]],
        [seen[1], seen[2]],
        [seen[0], seen[2]],
      ]) {
        assert.ok(distance(a, b) > CLEARLY_DIFFERENT, `${String(a)} and ${String(b)}`);
      }
    });
  }

  it("is needed: red and amber of the traffic light look alike without green-sensitive cones", () => {
    const red = hueSeen("traffic-light", "busy", BLINDNESS.deuteranopia);
    const amber = hueSeen("traffic-light", "away", BLINDNESS.deuteranopia);
    assert.ok(distance(red, amber) < CLEARLY_DIFFERENT);
  });
});

type Chromaticity = readonly [number, number];

/** CIE 1976 u', v' of a preset's colour, as seen through a matrix. */
function hueSeen(preset: PresetName, status: Status, matrix: readonly (readonly number[])[]): Chromaticity {
  const rule = ruleFor(preset, status);
  assert.ok(rule.action === "show");
  const linear = [1, 3, 5].map((at) => {
    const part = parseInt(rule.color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const through = (row: readonly number[]) =>
    Math.max(
      0,
      row.reduce((sum, weight, i) => sum + weight * (linear[i] ?? 0), 0),
    );
  const [r = 0, g = 0, b = 0] = matrix.map(through);
  const x = 0.4124 * r + 0.3576 * g + 0.1805 * b;
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const z = 0.0193 * r + 0.1192 * g + 0.9505 * b;
  const sum = x + 15 * y + 3 * z;
  return [(4 * x) / sum, (9 * y) / sum];
}

function distance(a: Chromaticity | undefined, b: Chromaticity | undefined): number {
  assert.ok(a && b);
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
