import assert from "node:assert/strict";
import { PRETEND_FAMILIES } from "../../../../sandbox/usb/pretend-families";
import type { Shown } from "../../../../sandbox/usb/pretend-light";
import { ALL_FAMILIES, doesItself } from "../../../../shared/lights/busylight/families";
import type { Family } from "../../../../shared/lights/busylight/family";
import {
  BLACK,
  dimmed,
  isDark,
  type LightState,
  type Rgb,
} from "../../../../shared/lights/busylight/light-state";
import { nearestOfSeven, type OneOfSeven } from "../../../../shared/lights/busylight/palette";
import { EFFECTS, TONES } from "../../../../shared/presence/appearance";
import { seeded } from "../../../support/seeded";

/** Every model of every family, so that none is forgotten. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  kuando: ["alpha", "uc", "box", "omega"],
  blynclight: ["standard", "plus", "mini", "wireless", "embedded", "plantronics"],
  luxafor: ["flag", "orb", "mute", "bluetooth"],
  blink1: ["mk1", "mk2", "mk3"],
  blinkstick: ["original", "pro", "square", "strip", "nano", "flex"],
  muteme: ["muteme"],
  "fit-statusb": ["fit-statusb"],
  "busy-tag": ["busy-tag"],
  blyncusb10: ["blyncusb10"],
  blyncusb20: ["blyncusb20"],
  epos: ["epos"],
  mutesync: ["mutesync"],
  virtual: ["virtual"],
};

const SEVEN: Readonly<Record<OneOfSeven, Rgb>> = {
  red: { red: 255, green: 0, blue: 0 },
  yellow: { red: 255, green: 255, blue: 0 },
  green: { red: 0, green: 255, blue: 0 },
  cyan: { red: 0, green: 255, blue: 255 },
  blue: { red: 0, green: 0, blue: 255 },
  magenta: { red: 255, green: 0, blue: 255 },
  white: { red: 255, green: 255, blue: 255 },
  black: BLACK,
};
const oneOfSeven = ({ color }: LightState): Rgb => SEVEN[nearestOfSeven(color)];

/** The same, but half as bright where the colour has less than half of its light; its breath is always full. */
function asMuteMe(state: LightState): Rgb {
  const { red, green, blue } = dimmed(state);
  const color = oneOfSeven(state);
  if (state.effect === "breathe" || Math.max(red, green, blue) >= 128) return color;
  return dimmed({ color, brightness: 50 });
}

/** What a light makes of a colour: how far each channel may be off, or what it becomes. */
const RESOLUTION: Readonly<Record<string, number | ((state: LightState, model: string) => Rgb)>> = {
  // Whole percents: steps of 2.55.
  kuando: 2,
  blynclight: 0,
  luxafor: 0,
  blink1: 0,
  blinkstick: 0,
  muteme: asMuteMe,
  "fit-statusb": 0,
  "busy-tag": 0,
  blyncusb10: oneOfSeven,
  blyncusb20: oneOfSeven,
  epos: 0,
  mutesync: 0,
  virtual: 0,
};

const CASES = 500;

describe("encoders of status lights", () => {
  it("are each judged by a pretend light", () => {
    const names = ALL_FAMILIES.map(({ name }) => name).sort();
    assert.deepEqual(PRETEND_FAMILIES.map(({ name }) => name).sort(), names);
    assert.deepEqual(Object.keys(MODELS).sort(), names);
    assert.deepEqual(Object.keys(RESOLUTION).sort(), names);
  });

  for (const family of ALL_FAMILIES)
    for (const model of MODELS[family.name] ?? [])
      it(`${family.name}, ${model}: whatever was shown before, what is asked for is what is shown`, () => {
        const pretend = PRETEND_FAMILIES.find(({ name }) => name === family.name)?.start(model);
        assert.ok(pretend);
        for (const state of states(family, model)) {
          for (const report of family.encode(state, model)) pretend.take(report);
          assertShows(pretend.shown, state, family, model);
        }
      });

  for (const family of ALL_FAMILIES)
    for (const model of MODELS[family.name] ?? []) {
      const tones = family.tones?.(model) ?? 0;
      if (tones > 0)
        it(`${family.name}, ${model}: each name of a tone is a tone of its own that it has`, () => {
          const names = family.toneNames?.(model);
          assert.ok(names);
          const numbers = TONES.map((name) => names[name]);
          assert.equal(new Set(numbers).size, TONES.length);
          for (const number of numbers)
            assert.ok(Number.isInteger(number) && number >= 1 && number <= tones, `${number}`);
        });
    }
});

function assertShows(shown: Shown, state: LightState, family: Family, model: string): void {
  const said = JSON.stringify({ state, shown });
  const resolution = RESOLUTION[family.name] ?? 0;
  const isExact = typeof resolution === "number";
  const wanted = isDark(state) ? BLACK : isExact ? dimmed(state) : resolution(state, model);
  for (const channel of ["red", "green", "blue"] as const)
    assert.ok(Math.abs(shown.color[channel] - wanted[channel]) <= (isExact ? resolution : 0), said);
  assert.equal(isDark({ ...state, color: shown.color }), isDark({ ...state, color: wanted }), said);
  const isAnimated = !isDark(state) && doesItself({ family, model }, state.effect);
  assert.equal(shown.effect, isAnimated ? state.effect : "none", said);
  const tones = family.tones?.(model) ?? 0;
  const { ringing } = state;
  const rings = ringing !== undefined && ringing.tone <= tones && ringing.volume > 0;
  assert.deepEqual(
    shown.ringing && { tone: shown.ringing.tone, endless: shown.ringing.endless },
    rings ? { tone: ringing.tone, endless: ringing.endless } : undefined,
    said,
  );
  // Devices have seven to ten steps of it.
  if (rings && shown.ringing) assert.ok(Math.abs(shown.ringing.volume - ringing.volume) <= 15, said);
}

/** Corners first, then a seeded sample of everything. */
function* states(family: Family, model: string): Iterable<LightState> {
  const corners = [0, 1, 128, 255];
  for (const red of corners)
    for (const green of corners)
      for (const blue of corners)
        for (const brightness of [1, 50, 100])
          yield { color: { red, green, blue }, brightness, effect: "none" };
  const random = seeded(1);
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  for (let i = 0; i < CASES; i++) {
    const ringing = {
      tone: 1 + upTo(family.tones?.(model) ?? 0),
      volume: upTo(100),
      endless: random() < 0.5,
    };
    yield {
      color: { red: upTo(255), green: upTo(255), blue: upTo(255) },
      brightness: 1 + upTo(99),
      effect: EFFECTS[upTo(EFFECTS.length - 1)] ?? "none",
      ...(random() < 0.5 && { ringing }),
    };
  }
}
