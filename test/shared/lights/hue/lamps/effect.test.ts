import assert from "node:assert/strict";
import { parseGroupedLight, parseLight } from "../../../../../sandbox/bridge/bodies";
import { clampToGamut, GAMUTS, toXy } from "../../../../../shared/lights/hue/colour/colour";
import type { LightBody } from "../../../../../shared/lights/hue/home/light-body";
import {
  EFFECT_MS,
  effectBody,
  endSignal,
  type Signaller,
} from "../../../../../shared/lights/hue/lamps/effect";
import { type Effect, EFFECTS, PRESET_NAMES, ruleFor } from "../../../../../shared/presence/appearance";
import { STATUSES } from "../../../../../shared/presence/presence";
import { ciede2000, labOfLight } from "../../../../support/colour-difference";

const RED = { x: 0.64, y: 0.33 };
/** Six tenths of the way to white. */
const PALE_RED = { x: 0.4436, y: 0.3294 };
const WHITE = { x: 0.3127, y: 0.329 };

const PLAIN = ["no_signal", "on_off"];
const ALL = [...PLAIN, "on_off_color", "alternating"];

const SIGNALLERS = {
  "a colour lamp": { xy: RED, gamut: GAMUTS.C, signals: ALL, dimming: true },
  "a colour lamp in no colour": { signals: ALL, dimming: true },
  "a colour lamp in white": { xy: WHITE, gamut: GAMUTS.C, signals: ALL, dimming: true },
  "a white lamp": { xy: RED, signals: PLAIN, dimming: true },
  "a lamp without signals": { xy: RED, gamut: GAMUTS.C, dimming: true },
  "a lamp with no signal it knows": { xy: RED, gamut: GAMUTS.C, signals: [], dimming: true },
  "a plug": { xy: RED, signals: PLAIN, dimming: false },
  "a plug without signals": { xy: RED, dimming: false },
  "a group with a colour lamp": { xy: RED, signals: ALL, dimming: true },
  "a group of white lamps": { xy: RED, signals: PLAIN, dimming: true },
} as const satisfies Readonly<Record<string, Signaller>>;
type Name = keyof typeof SIGNALLERS;
const NAMES = Object.keys(SIGNALLERS) as readonly Name[];

const ON_OFF: LightBody = { signaling: { signal: "on_off", duration: EFFECT_MS } };
const SWELL: LightBody = { alert: { action: "breathe" } };
const inColour = (xy: typeof RED): LightBody => ({
  signaling: { signal: "on_off_color", duration: EFFECT_MS, colors: [{ xy }] },
});
const BETWEEN: LightBody = {
  signaling: { signal: "alternating", duration: EFFECT_MS, colors: [{ xy: RED }, { xy: PALE_RED }] },
};

const BODIES: Readonly<Record<Exclude<Effect, "none">, Readonly<Record<Name, LightBody | undefined>>>> = {
  blink: {
    "a colour lamp": inColour(RED),
    "a colour lamp in no colour": ON_OFF,
    "a colour lamp in white": inColour(WHITE),
    "a white lamp": ON_OFF,
    "a lamp without signals": SWELL,
    "a lamp with no signal it knows": SWELL,
    "a plug": ON_OFF,
    "a plug without signals": undefined,
    "a group with a colour lamp": inColour(RED),
    "a group of white lamps": ON_OFF,
  },
  breathe: {
    "a colour lamp": BETWEEN,
    "a colour lamp in no colour": SWELL,
    "a colour lamp in white": SWELL,
    "a white lamp": SWELL,
    "a lamp without signals": SWELL,
    "a lamp with no signal it knows": SWELL,
    "a plug": undefined,
    "a plug without signals": undefined,
    "a group with a colour lamp": BETWEEN,
    "a group of white lamps": SWELL,
  },
};

describe("an effect", () => {
  for (const name of NAMES) {
    it(`none asks nothing of ${name}`, () => assert.equal(effectBody("none", SIGNALLERS[name]), undefined));
    for (const effect of ["blink", "breathe"] as const) {
      const expected = BODIES[effect][name];
      const does = expected?.signaling?.signal ?? (expected ? "one swell" : "nothing");
      it(`${effect} is ${does} for ${name}`, () => {
        assert.deepEqual(effectBody(effect, SIGNALLERS[name]), expected);
      });
    }
  }

  it("and its end are what a bridge takes for a light and for a group", () => {
    const bodies = EFFECTS.flatMap((effect) => NAMES.map((name) => effectBody(effect, SIGNALLERS[name])));
    const sent = [...bodies, endSignal(ALL)].filter((body) => body !== undefined);
    assert.ok(sent.length > 10);
    for (const body of sent) {
      assert.deepEqual(parseLight(body, ""), body);
      assert.deepEqual(parseGroupedLight(body, ""), body);
    }
  });

  it("lasts whole seconds, long enough to be noticed and not for ever", () => {
    assert.equal(EFFECT_MS % 1000, 0);
    assert.equal(EFFECT_MS, 1_800_000);
  });

  for (const type of ["A", "B", "C"] as const) {
    it(`breathe goes between colours that differ clearly and that a lamp of gamut ${type} can make`, () => {
      const gamut = GAMUTS[type];
      let breathing = 0;
      for (const color of presetColours()) {
        const xy = toXy(color);
        assert.ok(xy);
        const full = clampToGamut(xy, gamut);
        const body = effectBody("breathe", { xy: full, gamut, signals: ALL, dimming: true });
        if (color === "#ffffff") {
          assert.deepEqual(body, SWELL);
          continue;
        }
        const [first, second] = body?.signaling?.colors ?? [];
        assert.ok(first && second, color);
        breathing++;
        assert.deepEqual(first.xy, full);
        assert.deepEqual(clampToGamut(second.xy, gamut), second.xy);
        assert.ok(ciede2000(labOfLight(full), labOfLight(second.xy)) >= 10, color);
      }
      assert.ok(breathing >= 10, `${breathing} colours`);
    });
  }

  it("breathe stays within a gamut that has no white", () => {
    const xy = { x: 0.6, y: 0.34 };
    const gamut = { red: { x: 0.7, y: 0.29 }, green: { x: 0.5, y: 0.45 }, blue: { x: 0.5, y: 0.25 } };
    const body = effectBody("breathe", { xy, gamut, signals: ALL, dimming: true });
    assert.deepEqual(body?.signaling?.colors?.[1]?.xy, { x: 0.5, y: 0.3334 });
  });

  it("is ended where signals can be given, and nowhere else", () => {
    const end = { signaling: { signal: "no_signal", duration: 1000 } };
    assert.deepEqual(endSignal(ALL), end);
    assert.deepEqual(endSignal(PLAIN), end);
    assert.equal(endSignal([]), undefined);
    assert.equal(endSignal(undefined), undefined);
  });
});

function presetColours(): ReadonlySet<string> {
  const rules = PRESET_NAMES.flatMap((preset) => STATUSES.map((status) => ruleFor(preset, status)));
  return new Set(rules.flatMap((rule) => (rule.action === "show" ? [rule.color] : [])));
}
