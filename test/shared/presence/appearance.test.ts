import assert from "node:assert/strict";
import { clampToGamut, GAMUTS, toXy, type Xy } from "../../../shared/lights/hue/colour/colour";
import { PRESET_NAMES, PRESETS, ruleFor } from "../../../shared/presence/appearance";
import type { PresetName } from "../../../shared/presence/appearance";
import { STATUSES } from "../../../shared/presence/presence";
import type { Status } from "../../../shared/presence/presence";
import { ciede2000, type Lab, labOf, labOfLight } from "../../support/colour-difference";
import { COLOUR_BLIND_EYES, seenBy, xyzOfRgb } from "../../support/colour-vision";

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
    away: "#ffd700",
    "be-right-back": "#ffd700",
    offline: "#ffffff",
    "off-work": "#ffffff",
    "out-of-office": "#8000ff",
    unknown: "leave",
  },
  "presence-switch": {
    available: "#009000",
    busy: "#b30000",
    "in-a-call": "#b30000",
    "in-a-meeting": "#b30000",
    presenting: "#b30000",
    "do-not-disturb": "#b30000",
    focusing: "#b30000",
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

/** A just noticeable difference is about 1; across a room, and minutes apart, it takes ten. */
const CLEARLY_DIFFERENT = 10;

/** What the colours of a preset are shown by: lamps of each gamut, and lights that take RGB as it is. */
const LAMPS: readonly (readonly [name: string, show: (color: string) => Xy])[] = [
  ["a lamp of gamut A", (color) => clampToGamut(chromaticity(color), GAMUTS.A)],
  ["a lamp of gamut B", (color) => clampToGamut(chromaticity(color), GAMUTS.B)],
  ["a lamp of gamut C", (color) => clampToGamut(chromaticity(color), GAMUTS.C)],
  ["a lamp of no known gamut", chromaticity],
];

describe("the colours of a preset", () => {
  for (const preset of PRESET_NAMES) {
    const pairs = pairsOf(coloursOf(preset));

    for (const [lamp, show] of LAMPS) {
      it(`${preset}: what differs can be told apart on ${lamp}`, () => {
        for (const [a, b] of pairs) assertApart(a, b, (color) => labOfLight(show(color)));
      });
    }

    it(`${preset}: what differs can be told apart on a light that takes plain RGB`, () => {
      for (const [a, b] of pairs) assertApart(a, b, (color) => labOf(xyzOfRgb(color)));
    });
  }

  it("there are pairs to tell apart in every preset", () => {
    const pairs = PRESET_NAMES.map((preset) => [preset, pairsOf(coloursOf(preset)).length]);
    assert.deepEqual(Object.fromEntries(pairs), {
      "traffic-light": 3,
      "colour-blind-safe": 3,
      presencelight: 21,
      "presence-switch": 3,
    });
  });

  const ORIGINALS = [
    ["isaacrlevin/presencelight", "available", "#00ff55", "away", "#ffff00"],
    ["isaacrlevin/presencelight", "do not disturb", "#b03cde", "out of office", "#ae00ff"],
    ["estruyf/homebridge-presence-switch-msgraph", "busy", "#b30000", "do not disturb", "#950000"],
  ] as const;
  for (const [tool, first, one, second, other] of ORIGINALS) {
    it(`are not always those of ${tool}, whose ${first} and ${second} look alike on gamut B`, () => {
      const lab = (color: string) => labOfLight(clampToGamut(chromaticity(color), GAMUTS.B));
      assert.ok(ciede2000(lab(one), lab(other)) < CLEARLY_DIFFERENT);
    });
  }
});

describe("the colour-blind-safe preset", () => {
  for (const [eyes, matrix] of Object.entries(COLOUR_BLIND_EYES)) {
    for (const [lamp, show] of LAMPS) {
      it(`shows available, busy and away in colours that ${eyes} tells apart on ${lamp}`, () => {
        for (const [a, b] of pairsOf(coloursOf("colour-blind-safe"))) {
          assertApart(a, b, (color) => labOfLight(seenBy(matrix, show(color))));
        }
      });
    }

    it(`is needed: with ${eyes} the traffic light's colours look alike`, () => {
      for (const [a, b] of pairsOf(coloursOf("traffic-light"))) {
        const lab = (color: string) => labOfLight(seenBy(matrix, chromaticity(color)));
        assert.ok(ciede2000(lab(a), lab(b)) < CLEARLY_DIFFERENT, `${a} and ${b}`);
      }
    });
  }
});

/** Each colour once. */
function coloursOf(preset: PresetName): readonly string[] {
  const rules = STATUSES.map((status) => ruleFor(preset, status));
  return [...new Set(rules.flatMap((rule) => (rule.action === "show" ? [rule.color] : [])))];
}

function pairsOf(colours: readonly string[]): readonly (readonly [string, string])[] {
  return colours.flatMap((a, i) => colours.slice(i + 1).map((b) => [a, b] as const));
}

function assertApart(a: string, b: string, lab: (color: string) => Lab): void {
  const difference = ciede2000(lab(a), lab(b));
  assert.ok(difference >= CLEARLY_DIFFERENT, `${a} and ${b} are only ${difference.toFixed(1)} apart`);
}

function chromaticity(color: string): Xy {
  const xy = toXy(color);
  assert.ok(xy, `${color} is a colour`);
  return xy;
}
