import type { LampAsk } from "../../../../../shared/lights/lamp";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Action,
  decide,
  type Held,
  type Standing,
  standingOf,
} from "../../../../../shared/lights/hue/lamps/ownership";
import { root } from "../../../../support/packed";
import { WARM } from "../support/pretend-home";
import {
  APPLIED,
  available,
  busy,
  GREEN,
  OFF,
  RED,
  RESTORE,
  Rig,
  UNCHANGED,
  YIELDED,
} from "../support/target-rig";

const STANDINGS = ["untouched", "ours", "changed"] as const satisfies readonly Standing[];

/** What the words of the table mean for a status that was not shown before, and for one that was. */
const DECISIONS: Readonly<Record<string, readonly [another: string, same: string]>> = {
  "remember, then write": ["begin", "begin"],
  "write only what differs": ["continue", "continue"],
  "give back, forget": ["give-back", "give-back"],
  "nothing, forget": ["forget", "forget"],
  nothing: ["nothing", "nothing"],
  "same status: nothing; another status: remember, then write": ["begin", "yield"],
};

const ACTIONS: Readonly<Record<string, Action | "leave">> = {
  show: "show",
  off: "off",
  scene: "scene",
  leave: "leave",
  restore: "restore",
  "outside hours: off": "outside-off",
  "outside hours: restore": "outside-restore",
  "outside hours: leave": "outside-leave",
};

interface Cell {
  readonly says: string;
  readonly action: Action | "leave";
  readonly standing: Standing;
  readonly text: string;
}

/** The table of docs/hue.md, cell by cell. */
function documented(): readonly Cell[] {
  const [, section = ""] = readFileSync(join(root, "docs/hue.md"), "utf8").split("## Whose lamp is it");
  return (section.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .flatMap((line) => {
      const [says = "", ...texts] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      const action = ACTIONS[says];
      assert.ok(action, `the table has no row "${says}"`);
      return STANDINGS.map((standing, index) => ({ says, action, standing, text: texts[index] ?? "" }));
    });
}

const cells = documented();

describe("whose lamp is it", () => {
  it("is documented for every action", () =>
    assert.deepEqual([...new Set(cells.map(({ says }) => says))].sort(), Object.keys(ACTIONS).sort()));

  describe("is decided as documented", () => {
    for (const { says, action, standing, text } of cells) {
      // What a theme leaves alone never comes to a decision.
      if (action === "leave") continue;
      it(`${says}, ${standing}: ${text}`, () => {
        const [another, same] = DECISIONS[text] ?? ["?", "?"];
        assert.equal(decide(standing, action, { repeated: false, yields: true }), another);
        assert.equal(decide(standing, action, { repeated: true, yields: true }), same);
      });
    }

    it("and as ours where a hand is not given way to", () => {
      for (const action of ["show", "off", "scene", "restore", "outside-off", "outside-restore"] as const)
        assert.equal(
          decide("changed", action, { repeated: true, yields: false }),
          decide("ours", action, { repeated: true, yields: true }),
        );
    });
  });

  /** What the lamp showed before, what it shows for busy, and what a hand made of it. */
  const EARLIER = { on: true, brightness: 35, mirek: 366 };
  const BLUE = { xy: { x: 0.1535, y: 0.0599 }, brightness: 80 };
  const HAND = { on: true, ...BLUE };
  const SCENE_LOOK = { on: true, brightness: 20, xy: { x: 0.2, y: 0.3 } };

  const asks: Readonly<Record<Exclude<Action | "leave", "leave">, LampAsk>> = {
    show: GREEN,
    off: OFF,
    scene: { kind: "scene", scene: "Quiet" },
    restore: RESTORE,
    "outside-off": { kind: "outside", action: "off" },
    "outside-restore": { kind: "outside", action: "restore" },
    "outside-leave": { kind: "outside", action: "leave" },
  };

  const MOMENTS: Readonly<Record<string, (rig: Rig) => Promise<void> | void>> = {
    "before a restart": () => undefined,
    "after a restart": (rig) => rig.crash(),
    "after a deploy": (rig) => rig.redeploy(),
  };

  /** Brings the lamp into a situation; "busy", red, is the status that was shown. */
  async function situation(rig: Rig, standing: Standing): Promise<void> {
    rig.home.scenes.set("s1", {
      id: "s1",
      name: "Quiet",
      group: "r1",
      looks: new Map([["l1", SCENE_LOOK]]),
      active: false,
    });
    if (standing === "untouched") return;
    await rig.apply(busy(RED));
    if (standing === "changed") rig.home.byHand("l1", BLUE);
  }

  for (const watched of [true, false])
    for (const [moment, pass] of Object.entries(MOMENTS))
      describe(`${moment}, ${watched ? "with" : "without"} an event stream`, () => {
        for (const { says, action, standing, text } of cells) {
          it(`${says}, ${standing}: ${text}`, async () => {
            const rig = new Rig({ watched });
            await situation(rig, standing);
            await pass(rig);
            const before = rig.home.puts.length;
            const look = rig.home.look();
            if (action === "leave") rig.target.leave();
            else await rig.apply({ ask: asks[action], ...(isStatus(action) && { status: "another" }) });
            const written = rig.home.puts.slice(before);
            if (text.startsWith("nothing")) assert.deepEqual([written, rig.home.look()], [[], look]);
            else assert.equal(written.length, 1, written.join());
            // What comes back in the end tells what was remembered.
            const restored = await rig.apply({ ask: RESTORE });
            const expected = expectedAfterRestore(text, standing, action, look);
            assert.deepEqual([restored.applied, rig.home.look()], expected);
          });

          if (standing === "changed" && action !== "leave" && isStatus(action))
            it(`${says}, ${standing}, the same status: nothing`, async () => {
              const rig = new Rig({ watched });
              await situation(rig, standing);
              await pass(rig);
              const before = rig.home.puts.length;
              assert.deepEqual(await rig.apply({ ask: asks[action], status: "busy" }), YIELDED);
              assert.deepEqual([rig.home.puts.slice(before), rig.home.look()], [[], HAND]);
            });
        }
      });

  function isStatus(action: Action): boolean {
    return action === "show" || action === "off" || action === "scene";
  }

  /** Whether a restore writes, and what the lamp shows after it. */
  function expectedAfterRestore(
    text: string,
    standing: Standing,
    action: string,
    look: object,
  ): readonly unknown[] {
    if (text.includes("remember")) return [true, standing === "changed" ? HAND : EARLIER];
    if (text.startsWith("write only") || (text === "nothing" && standing === "ours")) return [true, EARLIER];
    if (text.startsWith("give back")) return [false, EARLIER];
    // A hand's choice that a status has left alone is still somebody's.
    return [false, action === "leave" ? look : look];
  }

  it("gives way to a hand while the same status is repeated, and takes the next", async () => {
    const rig = new Rig({ watched: true });
    await rig.apply(busy());
    rig.home.byHand("l1", BLUE);
    assert.deepEqual(rig.told().at(-1), "by hand");
    for (let polls = 0; polls < 5; polls++) assert.deepEqual(await rig.apply(busy()), YIELDED);
    assert.deepEqual(await rig.apply(available()), APPLIED);
    assert.deepEqual(rig.told().at(-1), "ok");
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(rig.home.look(), HAND);
  });

  it("is ours again when the hand puts back what we had set", async () => {
    const rig = new Rig({ watched: true });
    await rig.apply(busy());
    const ours = rig.home.state();
    rig.home.byHand("l1", { on: false });
    rig.home.byHand("l1", ours);
    assert.deepEqual(await rig.apply(busy()), UNCHANGED);
    assert.deepEqual(rig.told(), ["ok", "by hand", "ok"]);
  });

  it("takes a status for a new one after it was given back, and after work", async () => {
    for (const between of [RESTORE, { kind: "outside", action: "leave" }] as const) {
      const rig = new Rig();
      await rig.apply(busy());
      rig.home.byHand("l1", BLUE);
      await rig.apply({ ask: between });
      assert.deepEqual(await rig.apply(busy()), APPLIED);
    }
  });

  it("carries out what is asked for directly, whatever a hand did", async () => {
    const rig = new Rig();
    await rig.apply({ ask: RED });
    rig.home.byHand("l1", BLUE);
    assert.deepEqual(await rig.apply({ ask: RED }), APPLIED);
  });

  it("does not judge a lamp without power", () => {
    const held: Held = { earlier: EARLIER, set: { on: true, brightness: 100 }, sure: true };
    assert.equal(standingOf(held, { ...WARM, on: false }), "changed");
    assert.equal(standingOf(held, { ...WARM, on: false, reachable: false }), "ours");
  });

  const ROUNDED: readonly (readonly [what: string, set: Held["set"], state: object, standing: Standing])[] = [
    ["a brightness the lamp rounds", { on: true, brightness: 50 }, { brightness: 50.2 }, "ours"],
    ["a lamp that cannot be so dark", { on: true, brightness: 1 }, { brightness: 2 }, "ours"],
    ["another brightness", { on: true, brightness: 50 }, { brightness: 60 }, "changed"],
    [
      "a colour the lamp rounds",
      { on: true, xy: { x: 0.64, y: 0.33 } },
      { xy: { x: 0.65, y: 0.325 } },
      "ours",
    ],
    ["another colour", { on: true, xy: { x: 0.64, y: 0.33 } }, { xy: { x: 0.55, y: 0.4 } }, "changed"],
    ["a white the lamp rounds", { on: true, mirek: 366 }, { mirek: 367 }, "ours"],
    ["another white", { on: true, mirek: 366 }, { mirek: 250 }, "changed"],
    ["a colour in place of a white", { on: true, mirek: 366 }, { mirek: undefined }, "changed"],
    ["off, whatever colour it would come on in", { on: false }, { on: false, brightness: 3 }, "ours"],
    ["on", { on: false }, { on: true }, "changed"],
  ];
  for (const [what, set, state, standing] of ROUNDED)
    it(`takes ${what} for ${standing}`, () =>
      assert.equal(standingOf({ earlier: EARLIER, set, sure: true }, { ...WARM, ...state }), standing));
});
