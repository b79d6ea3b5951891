import assert from "node:assert/strict";
import { PRESET_NAMES } from "../../../shared/presence/appearance";
import { STATUSES } from "../../../shared/presence/presence";
import { createTheme, type OwnRule } from "../../../shared/presence/theme";
import { firstWrong, ThemeDraft } from "../../../shared/presence/theme-draft";
import { seeded } from "../../support/seeded";

const PURPLE = { action: "show", color: "#aa00ff", brightness: 60, effect: "breathe", scene: "" } as const;

describe("a theme that is being edited", () => {
  it("begins as its preset, with nothing to store", () => {
    const draft = new ThemeDraft("traffic-light", []);
    assert.deepEqual(draft.choiceOf("busy"), {
      action: "show",
      color: "#ff0000",
      brightness: 100,
      effect: "none",
      scene: "",
    });
    assert.equal(draft.choiceOf("offline").action, "restore");
    assert.ok(STATUSES.every((status) => !draft.isOwn(status)));
    assert.deepEqual(draft.toRules(), []);
  });

  it("stores only what differs from the preset", () => {
    const draft = new ThemeDraft("traffic-light", []);
    const { choiceOf } = { choiceOf: draft.choiceOf.bind(draft) };
    draft.choose("busy", { ...choiceOf("busy"), brightness: 40 });
    draft.choose("away", { ...choiceOf("away"), action: "off" });
    draft.choose("focusing", { ...choiceOf("focusing"), action: "scene", scene: "Deep focus" });
    draft.choose("offline", PURPLE);
    draft.choose("available", choiceOf("available"));
    assert.deepEqual(draft.toRules(), [
      { status: "busy", action: "show", brightness: 40 },
      { status: "focusing", action: "scene", scene: "Deep focus" },
      { status: "away", action: "off" },
      { status: "offline", action: "show", color: "#aa00ff", brightness: 60, effect: "breathe" },
    ]);
    assert.deepEqual(
      STATUSES.filter((status) => draft.isOwn(status)),
      ["busy", "focusing", "away", "offline"],
    );
  });

  it("goes back to the preset, one by one or all at once", () => {
    const draft = new ThemeDraft("traffic-light", [
      { status: "busy", action: "off" },
      { status: "away", action: "off" },
      { status: "*", action: "show", brightness: 20 },
      { status: "bussy", action: "off" },
    ]);
    draft.reset("busy");
    assert.equal(draft.isOwn("busy"), false);
    assert.deepEqual(draft.choiceOf("busy").brightness, 20);
    assert.equal(draft.isOwn("away"), true);
    draft.resetAll();
    assert.deepEqual(draft.toRules(), []);
    assert.deepEqual(draft.choiceOf("busy").brightness, 100);
  });

  it("is not changed by a choice that ends where it began", () => {
    const draft = new ThemeDraft("traffic-light", []);
    const before = draft.choiceOf("busy");
    draft.choose("busy", { ...before, action: "off" });
    draft.choose("busy", { ...draft.choiceOf("busy"), action: "show" });
    assert.deepEqual(draft.choiceOf("busy"), before);
    assert.deepEqual(draft.toRules(), []);
  });

  it("remembers a colour while another action is chosen, but does not store it", () => {
    const draft = new ThemeDraft("traffic-light", []);
    draft.choose("busy", PURPLE);
    draft.choose("busy", { ...draft.choiceOf("busy"), action: "leave" });
    assert.deepEqual(draft.toRules(), [{ status: "busy", action: "leave" }]);
    draft.choose("busy", { ...draft.choiceOf("busy"), action: "show" });
    assert.deepEqual(draft.choiceOf("busy"), PURPLE);
  });

  it("keeps what is the person's own when the preset changes", () => {
    const draft = new ThemeDraft("traffic-light", [
      { status: "busy", action: "show", brightness: 40 },
      { status: "away", color: "#0000ff" },
      { status: "offline", action: "off" },
    ]);
    draft.changePreset("presence-switch");
    assert.deepEqual(draft.choiceOf("busy").color, "#b30000");
    assert.deepEqual(draft.choiceOf("busy").brightness, 40);
    assert.deepEqual(draft.choiceOf("away").color, "#0000ff");
    assert.equal(draft.isOwn("offline"), false, "off is what this preset does");
    assert.deepEqual(draft.toRules(), [
      { status: "busy", action: "show", brightness: 40 },
      { status: "away", action: "show", color: "#0000ff" },
    ]);
    draft.changePreset("traffic-light");
    assert.equal(draft.isOwn("offline"), true, "and is still remembered");
  });

  it("keeps the colour that is shown where the new preset has none", () => {
    const draft = new ThemeDraft("presencelight", [{ status: "offline", action: "show", brightness: 20 }]);
    draft.changePreset("traffic-light");
    assert.deepEqual(draft.toRules(), [
      { status: "offline", action: "show", color: "#ffffff", brightness: 20 },
    ]);
  });

  it("gives a colour to a stored rule that lacks one", () => {
    const draft = new ThemeDraft("traffic-light", [{ status: "offline", action: "show" }]);
    assert.deepEqual(draft.toRules(), [{ status: "offline", action: "show", color: "#ffffff" }]);
  });

  it("keeps the rule for every other status, and measures the rows by it", () => {
    const any = { status: "*", action: "show", color: "#0000ff" };
    const draft = new ThemeDraft("traffic-light", [any]);
    assert.equal(draft.choiceOf("unknown").color, "#0000ff");
    assert.equal(draft.isOwn("unknown"), false);
    draft.choose("unknown", { ...draft.choiceOf("unknown"), action: "leave" });
    assert.deepEqual(draft.toRules(), [any, { status: "unknown", action: "leave" }]);
    draft.choose("busy", { ...draft.choiceOf("busy"), color: "#ff0000" });
    assert.equal(draft.isOwn("busy"), true, "as the preset, but not as the others");
    assert.deepEqual(draft.any, any);
  });

  it("keeps a sound, which no dialog shows", () => {
    const sound = { tone: "ring", until: "next" };
    const draft = new ThemeDraft("traffic-light", [{ status: "in-a-call", action: "show", sound }]);
    assert.equal(draft.isOwn("in-a-call"), true);
    draft.choose("in-a-call", { ...draft.choiceOf("in-a-call"), brightness: 50 });
    assert.deepEqual(draft.toRules(), [{ status: "in-a-call", action: "show", brightness: 50, sound }]);
  });

  for (const stranger of [
    { status: "bussy", action: "off" },
    { status: "busy", action: "flash" },
    { status: "busy", color: "red" },
    { status: "busy", brightness: "${DIM}" },
    { status: "busy", effect: "disco" },
    { status: "*", action: "scene" },
    "busy",
    null,
  ])
    it(`keeps ${JSON.stringify(stranger)}, which it does not understand`, () => {
      const draft = new ThemeDraft("traffic-light", [stranger]);
      assert.equal(draft.strangers, 1);
      assert.deepEqual(draft.toRules(), [stranger]);
      assert.equal(draft.choiceOf("busy").color, "#ff0000");
      assert.equal(firstWrong("traffic-light", [{ status: "busy" }, stranger]), 1);
    });

  it("takes whatever is stored for rules", () => {
    for (const stored of [undefined, null, "", {}, 5])
      assert.deepEqual(new ThemeDraft("traffic-light", stored).toRules(), []);
  });

  it("stores what lights then do, whatever is chosen over whichever preset", () => {
    const random = seeded(7);
    const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    for (let round = 0; round < 200; round++) {
      const any = { status: "*", action: oneOf(["show", "off"]), brightness: 30 } as const;
      const draft = new ThemeDraft(oneOf(PRESET_NAMES), oneOf([[], [any]]));
      for (let step = 0; step < 12; step++)
        if (random() < 0.2) draft.changePreset(oneOf(PRESET_NAMES));
        else
          draft.choose(oneOf(STATUSES), {
            action: oneOf(["show", "off", "leave", "restore", "scene"]),
            color: oneOf(["#ff0000", "#0000ff", "#ffffff"]),
            brightness: oneOf([100, 40]),
            effect: oneOf(["none", "blink"]),
            scene: "Coffee",
          });
      const preset = oneOf(PRESET_NAMES);
      draft.changePreset(preset);
      const rules = draft.toRules() as readonly OwnRule[];
      assert.equal(firstWrong(preset, rules), -1);
      const { ruleFor } = createTheme({ preset, rules });
      for (const status of STATUSES) {
        const { action, color, brightness, effect, scene } = draft.choiceOf(status);
        const shown =
          action === "show"
            ? { action, color, brightness, effect }
            : action === "scene"
              ? { action, scene }
              : { action };
        assert.deepEqual(ruleFor(status), shown, `${preset} ${status}`);
      }
      assert.deepEqual(new ThemeDraft(preset, rules).toRules(), rules, "and is read back as it was");
    }
  });
});

describe("the first wrong rule", () => {
  for (const [rules, index] of [
    [[], -1],
    [[{ status: "busy" }, { status: "offline", color: "#0000ff" }, { status: "*", brightness: 5 }], -1],
    [[{ status: "busy" }, { status: "offline" }], 1],
    [[{ status: "busy", action: "scene", scene: " " }], 0],
  ] as const)
    it(`of ${JSON.stringify(rules)} is ${index}`, () =>
      assert.equal(firstWrong("traffic-light", rules), index));
});
