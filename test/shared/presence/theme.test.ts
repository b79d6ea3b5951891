import assert from "node:assert/strict";
import { type PresetName, type Rule, ruleFor } from "../../../shared/presence/appearance";
import { type Status, STATUSES } from "../../../shared/presence/presence";
import { createTheme, type OwnRule, ruleOver } from "../../../shared/presence/theme";
import { Problem } from "../../../shared/support/problem";

const RED: Rule = { action: "show", color: "#ff0000", brightness: 100, effect: "none" };
const BLUE: Rule = { action: "show", color: "#0000ff", brightness: 100, effect: "none" };

/** What a traffic light with these rules does for a status. */
const TABLE: readonly (readonly [what: string, rules: readonly OwnRule[], status: Status, expected: Rule])[] =
  [
    ["without rules as the preset", [], "busy", RED],
    ["a rule replaces the preset's", [{ status: "busy", action: "off" }], "busy", { action: "off" }],
    ["a rule touches no other status", [{ status: "busy", action: "off" }], "in-a-call", RED],
    [
      "a colour can be given where the preset shows none",
      [{ status: "offline", action: "show", color: "#0000ff" }],
      "offline",
      BLUE,
    ],
    [
      "a missing colour comes from the preset",
      [{ status: "busy", action: "show", brightness: 30 }],
      "busy",
      { ...RED, brightness: 30 },
    ],
    [
      "a missing brightness too",
      [{ status: "busy", action: "show", color: "#0000ff", effect: "blink" }],
      "busy",
      { ...BLUE, effect: "blink" },
    ],
    [
      "of two rules for one status the later counts",
      [
        { status: "busy", action: "show", color: "#0000ff", brightness: 5 },
        { status: "busy", action: "leave" },
      ],
      "busy",
      { action: "leave" },
    ],
    [
      "nothing is left of the earlier one",
      [
        { status: "busy", action: "show", color: "#0000ff" },
        { status: "busy", action: "show", brightness: 5 },
      ],
      "busy",
      { ...RED, brightness: 5 },
    ],
    [
      "* is for every status without a rule",
      [{ status: "*", action: "show", color: "#0000ff" }],
      "unknown",
      BLUE,
    ],
    [
      "* gives way to a rule for the status, also to one before it",
      [
        { status: "busy", action: "off" },
        { status: "*", action: "show", color: "#0000ff" },
      ],
      "busy",
      { action: "off" },
    ],
    [
      "a rule for the status takes what it lacks from the preset, not from *",
      [
        { status: "*", action: "show", color: "#0000ff", brightness: 5 },
        { status: "busy", action: "show", effect: "breathe" },
      ],
      "busy",
      { ...RED, effect: "breathe" },
    ],
    [
      "* without a colour dims what the preset shows",
      [{ status: "*", action: "show", brightness: 20 }],
      "busy",
      { ...RED, brightness: 20 },
    ],
    [
      "* without a colour lights up nothing else",
      [{ status: "*", action: "show", brightness: 20 }],
      "offline",
      { action: "restore" },
    ],
    [
      "* can switch off what the preset gives back",
      [{ status: "*", action: "off" }],
      "offline",
      { action: "off" },
    ],
    [
      "a scene is kept by its name",
      [{ status: "busy", action: "scene", scene: " Deep focus " }],
      "busy",
      { action: "scene", scene: "Deep focus" },
    ],
    [
      "parts that the action has no use for are ignored",
      [{ status: "busy", action: "off", color: "#0000ff", brightness: 5, scene: "x", sound: { tone: 1 } }],
      "busy",
      { action: "off" },
    ],
    [
      "a scene has no use for a colour",
      [{ status: "busy", action: "scene", scene: "x", color: "#0000ff" }],
      "busy",
      { action: "scene", scene: "x" },
    ],
    [
      "a sound stays with what is shown",
      [{ status: "in-a-call", action: "show", sound: { tone: "ring", until: "next" }, scene: "x" }],
      "in-a-call",
      { ...RED, sound: { tone: "ring", until: "next" } },
    ],
  ];

describe("a theme's rules", () => {
  for (const [what, rules, status, expected] of TABLE)
    it(what, () =>
      assert.deepEqual(createTheme({ preset: "traffic-light", rules }).ruleFor(status), expected),
    );

  it("take the rest from the chosen preset", () => {
    const brightness = (preset: PresetName) =>
      createTheme({ preset, rules: [{ status: "off-work", action: "show", brightness: 10 }] });
    assert.deepEqual(brightness("presencelight").ruleFor("off-work"), {
      ...ruleFor("presencelight", "off-work"),
      brightness: 10,
    });
    for (const status of STATUSES.filter((one) => one !== "off-work"))
      assert.deepEqual(brightness("presencelight").ruleFor(status), ruleFor("presencelight", status));
    assert.throws(
      () => brightness("traffic-light"),
      (error) => error instanceof Problem && error.code === "bad-configuration",
    );
  });

  for (const [rules, said] of [
    [[{ status: "offline", action: "show" }], /rules\[0\]\.color must be a colour as #rrggbb/],
    [
      [
        { status: "busy", action: "off" },
        { status: "unknown", action: "show", effect: "blink" },
      ],
      /rules\[1\]\.color must be/,
    ],
    [[{ status: "busy", action: "scene" }], /rules\[0\]\.scene must be the name or the id of a scene/],
    [[{ status: "*", action: "scene", scene: "  " }], /rules\[0\]\.scene must be/],
  ] as const)
    it(`refuse ${JSON.stringify(rules)}`, () =>
      assert.throws(() => createTheme({ preset: "traffic-light", rules }), said));

  it("need their colour where nothing is replaced", () => {
    assert.deepEqual(ruleOver(undefined, { status: "*", action: "show", color: "#0000ff" }, "rule"), BLUE);
    assert.throws(() => ruleOver(undefined, { status: "*", action: "show" }, "rule"), /rule\.color must be/);
  });
});

describe("a theme's hours", () => {
  const hours = { timezone: "", days: [1], start: "09:00", end: "17:00", outside: "off" } as const;

  it("are passed on", () => {
    assert.equal(createTheme({ preset: "traffic-light", hours }).hours, hours);
    assert.ok(!("hours" in createTheme({ preset: "traffic-light", hours: undefined })));
  });
});
