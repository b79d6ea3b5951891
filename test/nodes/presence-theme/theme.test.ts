import assert from "node:assert/strict";
import { DEFAULT_THEME, parseRule, readTheme, rulesOf } from "../../../nodes/presence-theme/theme";
import { PRESET_NAMES, ruleFor } from "../../../shared/presence/appearance";
import { STATUSES } from "../../../shared/presence/presence";
import { Problem } from "../../../shared/support/problem";

const theme = (properties: object = {}) =>
  readTheme({ id: "theme", type: "presence-theme", name: "", ...properties });

const isBadConfiguration =
  (said: RegExp) =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === "bad-configuration" && said.test(error.message);

describe("a theme", () => {
  for (const preset of PRESET_NAMES)
    it(`answers as the preset ${preset} for every status`, () => {
      const { ruleFor: answer } = theme({ preset });
      for (const status of STATUSES) assert.deepEqual(answer(status), ruleFor(preset, status));
    });

  it("is a traffic light unless a preset is chosen, as lamps without a theme are", () => {
    for (const { ruleFor: answer } of [theme(), theme({ preset: "" }), DEFAULT_THEME])
      assert.deepEqual(answer("in-a-call"), ruleFor("traffic-light", "in-a-call"));
  });

  it("has the rules of the flow over the preset, numbers as text too", () => {
    const { ruleFor: answer } = theme({
      rules: [
        { status: "busy", color: "#0A0B0C", brightness: "40", effect: "breathe" },
        { status: "away", action: "scene", scene: "Coffee" },
        { status: "*", action: "off", color: null, brightness: "" },
      ],
    });
    assert.deepEqual(answer("busy"), { action: "show", color: "#0a0b0c", brightness: 40, effect: "breathe" });
    assert.deepEqual(answer("away"), { action: "scene", scene: "Coffee" });
    assert.deepEqual(answer("available"), { action: "off" });
  });

  it("keeps a sound for lights that have one", () => {
    const { ruleFor: answer } = theme({
      rules: [{ status: "in-a-call", sound: { tone: "3", volume: "80", repeat: "2", until: "next" } }],
    });
    assert.deepEqual(answer("in-a-call"), {
      ...ruleFor("traffic-light", "in-a-call"),
      sound: { tone: 3, volume: 80, repeat: 2, until: "next" },
    });
  });

  it("has hours where they are enabled", () => {
    assert.deepEqual(
      theme({
        hours: {
          enabled: "true",
          timezone: "Asia/Kathmandu",
          days: ["0", 6],
          start: "22:00",
          end: "06:00",
          outside: "leave",
        },
      }).hours,
      { timezone: "Asia/Kathmandu", days: [0, 6], start: "22:00", end: "06:00", outside: "leave" },
    );
    assert.deepEqual(theme({ hours: { enabled: true } }).hours, {
      timezone: "",
      days: [1, 2, 3, 4, 5],
      start: "09:00",
      end: "17:00",
      outside: "restore",
    });
    assert.deepEqual(theme({ hours: { enabled: true, days: [] } }).hours?.days, []);
  });

  for (const neutral of [
    { rules: [] },
    { rules: null },
    { rules: "" },
    { hours: { enabled: false, start: "nine", days: "all", outside: "party" } },
    { hours: { enabled: "false" } },
    { hours: {} },
    { hours: "" },
  ])
    it(`takes ${JSON.stringify(neutral)}, which changes nothing`, () => {
      const { ruleFor: answer, hours } = theme(neutral);
      assert.deepEqual(answer("busy"), ruleFor("traffic-light", "busy"));
      assert.equal(hours, undefined);
    });

  const rule = (parts: object) => ({
    rules: [
      { status: "away", action: "off" },
      { status: "busy", ...parts },
    ],
  });
  const hours = (parts: object) => ({ hours: { enabled: true, ...parts } });

  const REFUSED: readonly (readonly [properties: object, said: RegExp])[] = [
    [{ preset: "rainbow" }, /preset must be one of traffic-light, colour-blind-safe, presencelight, /],
    [{ preset: 1 }, /preset must be one of/],
    [{ preset: ["traffic-light"] }, /preset must be one of/],
    [{ rules: "none" }, /rules must be a list/],
    [{ rules: {} }, /rules must be a list/],
    [{ rules: ["busy"] }, /rules\[0\] must be entries with status, action, color, /],
    [{ rules: [{}] }, /rules\[0\]\.status must be one of available, busy, .+, \*\./],
    [{ rules: [{ status: "bussy" }] }, /rules\[0\]\.status must be one of/],
    [rule({ action: "flash" }), /rules\[1\]\.action must be one of show, off, leave, restore, scene/],
    [rule({ color: "red" }), /rules\[1\]\.color must be a colour as #rrggbb/],
    [rule({ color: "#f00" }), /rules\[1\]\.color must be/],
    [rule({ action: "off", color: 5 }), /rules\[1\]\.color must be/],
    [rule({ colour: "#ff0000" }), /rules\[1\]\.colour must be left out; known are status, action, color/],
    [rule({ brightness: 0 }), /rules\[1\]\.brightness must be a number of percent from 1 to 100/],
    [rule({ brightness: "bright" }), /rules\[1\]\.brightness must be/],
    [rule({ effect: "disco" }), /rules\[1\]\.effect must be one of none, breathe, blink/],
    [rule({ action: "scene" }), /rules\[1\]\.scene must be the name or the id of a scene/],
    [rule({ action: "scene", scene: 7 }), /rules\[1\]\.scene must be a text/],
    [rule({ sound: "ring" }), /rules\[1\]\.sound must be entries with tone, volume, repeat, until/],
    [rule({ sound: {} }), /rules\[1\]\.sound\.tone must be one of ring, .+ or a whole number from 1 to 16/],
    [rule({ sound: { tone: 17 } }), /rules\[1\]\.sound\.tone must be/],
    [rule({ sound: { tone: "ring", volume: 101 } }), /rules\[1\]\.sound\.volume must be .+ from 0 to 100/],
    [
      rule({ sound: { tone: "ring", repeat: 1.5 } }),
      /rules\[1\]\.sound\.repeat must be a whole number from 1 to 10/,
    ],
    [rule({ sound: { tone: "ring", until: "later" } }), /rules\[1\]\.sound\.until must be one of next/],
    [{ rules: [{ status: "offline" }] }, /rules\[0\]\.color must be .+ the preset shows none/],
    [{ hours: "09:00-17:00" }, /hours must be entries with enabled, timezone, days, start, end, outside/],
    [{ hours: [] }, /hours must be entries/],
    [{ hours: { enabled: "maybe" } }, /hours\.enabled must be true or false/],
    [
      hours({ timezone: "Europe/Berln" }),
      /hours\.timezone must be a time zone .+ like Europe\/Berlin, or empty/,
    ],
    [hours({ timezone: 1 }), /hours\.timezone must be/],
    [hours({ days: "Mon" }), /hours\.days must be a list/],
    [hours({ days: [1, 7] }), /hours\.days\[1\] must be a number from 0 to 6/],
    [hours({ days: [null] }), /hours\.days\[0\] must be/],
    [hours({ start: "9:00" }), /hours\.start must be a time of day as HH:MM/],
    [hours({ start: "" }), /hours\.start must be a time of day/],
    [hours({ end: "24:00" }), /hours\.end must be a time of day as HH:MM/],
    [hours({ outside: "dim" }), /hours\.outside must be one of off, restore, leave/],
  ];
  for (const [properties, said] of REFUSED)
    it(`refuses ${JSON.stringify(properties)}`, () =>
      assert.throws(() => theme(properties), isBadConfiguration(said)));
});

describe("one rule", () => {
  it("stands alone", () => {
    assert.deepEqual(parseRule({ color: "#FF0000" }), {
      action: "show",
      color: "#ff0000",
      brightness: 100,
      effect: "none",
    });
    assert.deepEqual(
      parseRule({
        status: "busy",
        action: "show",
        color: "#ff0000",
        brightness: "5",
        effect: "blink",
        scene: "",
      }),
      { action: "show", color: "#ff0000", brightness: 5, effect: "blink" },
    );
    assert.deepEqual(parseRule({ status: "*", action: "scene", scene: "Coffee" }), {
      action: "scene",
      scene: "Coffee",
    });
  });

  for (const [value, said] of [
    [undefined, /rule must be entries with status/],
    [{}, /rule\.color must be/],
    [{ color: "blue" }, /rule\.color must be/],
    [{ action: "scene", scene: "" }, /rule\.scene must be/],
  ] as const)
    it(`cannot be ${JSON.stringify(value)}`, () =>
      assert.throws(() => parseRule(value), isBadConfiguration(said)));
});

describe("the rules of a flow", () => {
  it("are read as they are", () => {
    assert.deepEqual(rulesOf([{ status: "*", brightness: "30" }]), [
      { status: "*", action: "show", brightness: 30 },
    ]);
    assert.deepEqual(rulesOf(undefined), []);
    assert.throws(() => rulesOf("x"), isBadConfiguration(/rules must be a list/));
  });
});
