import type { AskFor } from "../../../../../shared/lights/lamp";
import assert from "node:assert/strict";
import { WARM } from "../support/pretend-home";
import { APPLIED, available, busy, RESTORE, Rig, UNCHANGED, YIELDED } from "../support/target-rig";

const EARLIER = { on: true, brightness: 35, mirek: 366 };

describe("a room", () => {
  const room = { type: "room", id: "r1" } as const;
  let rig: Rig;
  const set = (options: { watched?: boolean; plan?: object } = {}) => {
    rig = new Rig(
      { lights: 3, watched: options.watched ?? true },
      { target: room, plan: { maxBrightness: 100, transition: 400, onlyIfOn: false, ...options.plan } },
    );
    return rig;
  };
  const looks = () => [...rig.home.lights.keys()].map((id) => rig.home.look(id));

  for (const watched of [true, false])
    it(`is written to as one, once, ${watched ? "with" : "without"} an event stream`, async () => {
      set({ watched });
      assert.deepEqual(await rig.apply(busy()), APPLIED);
      assert.deepEqual(rig.home.puts, ["GROUP g1 red"]);
      assert.deepEqual(await rig.apply(busy()), UNCHANGED);
      assert.equal(rig.home.puts.length, 1);
    });

  it("gets back each lamp's own look, one by one, also the white and the one that was off", async () => {
    set();
    rig.home.byHand("l2", { xy: { x: 0.2, y: 0.3 }, brightness: 90 });
    rig.home.byHand("l3", { on: false });
    const before = looks();
    await rig.apply(busy());
    rig.crash();
    assert.deepEqual(await rig.apply({ ask: RESTORE }), APPLIED);
    assert.deepEqual(looks(), before);
    assert.ok(
      rig.home.puts.slice(1).every((put) => put.startsWith("PUT")),
      rig.home.puts.join(),
    );
  });

  it("leaves the one that somebody has changed to them, until another status comes", async () => {
    set();
    await rig.apply(busy());
    rig.home.byHand("l2", { on: false });
    assert.equal(rig.told().at(-1), "by hand");
    assert.deepEqual(await rig.apply(busy()), YIELDED);
    assert.deepEqual(await rig.apply(available()), APPLIED);
    assert.equal(rig.home.puts.at(-1), "GROUP g1 green");
    await rig.apply({ ask: RESTORE });
    assert.deepEqual([rig.home.look("l1"), rig.home.state("l2").on], [EARLIER, false]);
  });

  it("gives back what is ours of it where somebody has changed the rest", async () => {
    set();
    await rig.apply(busy());
    rig.home.byHand("l2", { xy: { x: 0.2, y: 0.3 } });
    await rig.apply({ ask: RESTORE });
    assert.deepEqual([rig.home.look("l1"), rig.home.look("l3")], [EARLIER, EARLIER]);
    assert.deepEqual(rig.home.look("l2").xy, { x: 0.2, y: 0.3 });
  });

  it("leaves lamps off that are off, where so wished", async () => {
    set({ plan: { onlyIfOn: true } });
    rig.home.byHand("l2", { on: false });
    assert.deepEqual(await rig.apply(busy()), APPLIED);
    assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l3 red"]);
  });

  it("gives a lamp with a white scale its white beside the colour of the others", async () => {
    set();
    rig.home.lights.set("l3", { ...WARM, capabilities: { colour: false, dimming: true, temperature: true } });
    await rig.apply(busy());
    assert.deepEqual(rig.home.puts, ["GROUP g1 red", "PUT l3 mirek 500"]);
    assert.deepEqual(await rig.apply(busy()), UNCHANGED);
  });

  it("goes on without the lamp that has no power, which follows when it is back", async () => {
    set();
    rig.home.byHand("l2", { reachable: false });
    assert.deepEqual(await rig.apply(busy()), APPLIED);
    assert.equal(rig.told().at(-1), "ok");
    const written = rig.home.puts.length;
    await rig.pass(300_000);
    assert.ok(rig.home.puts.length <= written + 1, "it is not written to again and again");
    rig.home.byHand("l2", { reachable: true });
    await rig.pass(1000);
    assert.equal(rig.home.puts.at(-1), "PUT l2 red");
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(
      looks(),
      [EARLIER, EARLIER, { ...EARLIER, reachable: undefined }].map(({ on, brightness, mirek }) => ({
        on,
        brightness,
        mirek,
      })),
    );
  });

  it("goes on without a lamp that nobody knows to have no power, telling each by itself once", async () => {
    set({ watched: false });
    rig.home.lights.set("l2", { ...WARM, reachable: false });
    rig.home.tellsReachable = false;
    assert.deepEqual(await rig.apply(busy()), APPLIED);
    assert.equal(rig.told().at(-1), "ok");
    await rig.pass(2000);
    const singles = rig.home.puts.filter((put) => put.startsWith("PUT"));
    assert.deepEqual(singles.slice(0, 3), ["PUT l1 red", "PUT l2 red", "PUT l3 red"]);
    await rig.pass(600_000);
    const again = rig.home.puts.slice(4);
    assert.ok(again.length <= 20 && again.every((put) => put === "PUT l2 red"), again.join());
    rig.home.lights.set("l2", { ...WARM });
    await rig.pass(60_000);
    assert.deepEqual(rig.home.look("l2").xy, { x: 0.64, y: 0.33 });
  });

  it("says when there is no such room, or no lamp in it", async () => {
    set();
    const of = (id: string) => rig.newTarget({ target: { type: "room", id } });
    await assert.rejects(rig.apply(busy(), of("r9")), { code: "target-not-found" });
    await assert.rejects(rig.apply(busy(), of("r2")), { code: "target-empty" });
  });

  it("may be the whole home, without an id", async () => {
    set();
    const home = rig.newTarget({ target: { type: "home", id: "" } });
    await rig.apply(busy(), home);
    assert.deepEqual(rig.home.puts, ["GROUP g2 red"]);
  });

  it("knows a lamp that was moved into it", async () => {
    set();
    await rig.apply(busy());
    rig.home.lights.set("l4", WARM);
    rig.home.groups.set("r1", { ...roomOf(rig), lights: ["l1", "l2", "l3", "l4"] });
    await rig.apply(busy());
    assert.equal(rig.home.puts.at(-1), "PUT l4 red");
  });

  it("gives back a lamp that was moved out of it", async () => {
    set();
    await rig.apply(busy());
    rig.home.groups.set("r1", { ...roomOf(rig), lights: ["l1", "l2"] });
    await rig.apply(available());
    assert.deepEqual(rig.home.look("l3"), EARLIER);
  });

  describe("with scenes", () => {
    const scene = (name: string): AskFor => ({ ask: { kind: "scene", scene: name }, status: "busy" });
    const LOOKS = new Map([
      ["l1", { on: true, brightness: 10, xy: { x: 0.5, y: 0.4 } }],
      ["l2", { on: true, brightness: 20, mirek: 400 }],
      ["l3", { on: false }],
    ]);
    beforeEach(() => {
      set();
      rig.home.scenes.set("s1", {
        id: "s1",
        name: "Do not disturb",
        group: "r1",
        looks: LOOKS,
        active: false,
      });
      rig.home.scenes.set("s2", {
        id: "s2",
        name: "Do not disturb",
        group: "r9",
        looks: new Map(),
        active: false,
      });
    });

    for (const name of ["Do not disturb", " do NOT disturb ", "s1"])
      it(`recalls "${name}", once`, async () => {
        assert.deepEqual(await rig.apply(scene(name)), APPLIED);
        assert.deepEqual(rig.home.puts, ["SCENE s1"]);
        assert.deepEqual(await rig.apply(scene(name)), UNCHANGED);
        rig.crash();
        assert.deepEqual(await rig.apply(scene(name)), UNCHANGED);
        assert.equal(rig.home.puts.length, 1);
      });

    it("gives the lamps back afterwards", async () => {
      await rig.apply(scene("s1"));
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(looks(), [EARLIER, EARLIER, EARLIER]);
    });

    it("leaves all of them to whoever has changed one, until another status comes", async () => {
      await rig.apply(scene("s1"));
      rig.home.byHand("l1", { on: false });
      assert.deepEqual(await rig.apply(scene("s1")), YIELDED);
      assert.deepEqual(await rig.apply(available()), APPLIED);
    });

    it("leaves lamps off that are all off, where so wished", async () => {
      set({ plan: { onlyIfOn: true } });
      rig.home.scenes.set("s1", { id: "s1", name: "Quiet", group: "r1", looks: LOOKS, active: false });
      for (const id of rig.home.lights.keys()) rig.home.byHand(id, { on: false });
      assert.deepEqual(await rig.apply(scene("s1")), { applied: false, skipped: "off" });
      rig.home.byHand("l2", { on: true });
      assert.deepEqual(await rig.apply(scene("s1")), APPLIED);
    });

    it("says when there is no such scene", async () => {
      await assert.rejects(rig.apply(scene("Party")), { code: "scene-not-found" });
    });

    it("goes from a scene to a colour and back", async () => {
      await rig.apply(scene("s1"));
      await rig.apply(available());
      await rig.apply(scene("s1"));
      assert.deepEqual(rig.home.puts, ["SCENE s1", "GROUP g1 green", "SCENE s1"]);
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(looks(), [EARLIER, EARLIER, EARLIER]);
    });
  });
});

function roomOf({ home }: Rig) {
  const room = home.groups.get("r1");
  assert.ok(room);
  return room;
}
