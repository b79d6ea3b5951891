import assert from "node:assert/strict";
import type { Target } from "../../../../../shared/lights/hue/lamps/target";
import { settle } from "../../../../support/fake-clock";
import {
  APPLIED,
  available,
  busy,
  directly,
  OFF,
  RED,
  RESTORE,
  Rig,
  SUPERSEDED,
  UNCHANGED,
  UNREACHABLE,
} from "../support/target-rig";
import { occasion } from "../wire/https-server";

const EARLIER = { on: true, brightness: 35, mirek: 366 };
const room = { type: "room", id: "r1" } as const;

describe("a lamp whose bridge tells late what we wrote", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = new Rig({ watched: true });
    await rig.apply(available());
    rig.home.delayEvents();
    const red = rig.target.apply(busy());
    await rig.pass(100);
    assert.deepEqual(await red, APPLIED);
  });

  it("is given back all the same", async () => {
    assert.deepEqual(await rig.apply({ ask: RESTORE }), APPLIED);
    assert.deepEqual(rig.home.look(), EARLIER);
  });

  it("goes back to what it showed a moment ago", async () => {
    assert.deepEqual(await rig.apply(available()), APPLIED);
    assert.equal(rig.home.puts.at(-1), "PUT l1 green");
    rig.home.deliverEvents();
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(rig.home.look(), EARLIER);
  });

  it("gets back what was there before two nodes, where the second comes at once", async () => {
    let saved: unknown;
    const other = rig.newTarget({
      storage: { load: async () => saved, save: async (value) => void (saved = structuredClone(value)) },
    });
    assert.deepEqual(await rig.apply(available(), other), APPLIED);
    rig.home.deliverEvents();
    await rig.apply({ ask: RESTORE }, other);
    assert.deepEqual(rig.home.look(), EARLIER);
  });
});

describe("a scene that the bridge still calls active", () => {
  it("is recalled where we have written over it a moment ago", async () => {
    const rig = new Rig({ watched: true, lights: 2 }, { target: room });
    const looks = new Map(["l1", "l2"].map((id) => [id, { on: true, brightness: 10, mirek: 400 }]));
    rig.home.scenes.set("s1", { id: "s1", name: "Calm", group: "r1", looks, active: false });
    const scene = { ask: { kind: "scene", scene: "s1" }, status: "away" } as const;
    await rig.apply(scene);
    rig.home.delayEvents();
    const red = rig.target.apply(busy());
    await rig.pass(1000);
    assert.deepEqual(await red, APPLIED);
    assert.deepEqual(await rig.apply(scene), APPLIED);
    assert.equal(rig.home.puts.at(-1), "SCENE s1");
  });
});

describe("a scene of which the bridge does not say how it looks", () => {
  it("is recalled, once, also where all its lamps are lit", async () => {
    const rig = new Rig({ lights: 2 }, { target: room });
    rig.home.scenes.set("s1", { id: "s1", name: "Calm", group: "r1", looks: new Map(), active: false });
    const scene = { ask: { kind: "scene", scene: "s1" }, status: "away" } as const;
    assert.deepEqual(await rig.apply(scene), APPLIED);
    assert.deepEqual(await rig.apply(scene), UNCHANGED);
    assert.deepEqual(rig.home.puts, ["SCENE s1"]);
  });
});

describe("what a hand has done in a room", () => {
  let rig: Rig;
  beforeEach(() => (rig = new Rig({ watched: true, lights: 3 }, { target: room })));

  it("is not undone by a give-back that has to be tried again", async () => {
    await rig.apply(busy());
    rig.home.byHand("l1", { brightness: 90, xy: { x: 0.2, y: 0.2 } });
    rig.home.failures = [undefined, "bridge-unreachable"];
    const back = rig.target.apply({ ask: RESTORE });
    await rig.pass(0);
    assert.deepEqual(await back, UNREACHABLE);
    await rig.pass(5000);
    assert.deepEqual(rig.home.look("l2"), EARLIER);
    assert.equal(rig.home.look("l1").brightness, 90);
  });

  it("is not written over again and again because another lamp has no power", async () => {
    rig.home.byHand("l3", { reachable: false });
    assert.deepEqual(await rig.apply(directly(RED)), APPLIED);
    rig.home.byHand("l1", { brightness: 90, xy: { x: 0.2, y: 0.2 } });
    await rig.pass(1_300_000);
    assert.equal(rig.home.look("l1").brightness, 90);
  });

  it("comes back at the end, also where the next status looks just like it", async () => {
    rig = new Rig({ watched: true });
    await rig.apply(busy());
    const red = rig.home.state();
    await rig.apply(available());
    rig.home.byHand("l1", { brightness: 60, xy: red.xy ?? { x: 0, y: 0 } });
    await rig.pass(5000);
    await rig.apply({ ask: RED, status: "presenting" });
    await rig.apply({ ask: RESTORE });
    assert.equal(rig.home.puts.at(-1), "PUT l1 green");
  });
});

describe("a lamp that somebody switched off in our colour", () => {
  it("gets its own colour back before it is off again, not ours", async () => {
    const rig = new Rig({ watched: true });
    await rig.apply(busy());
    rig.home.byHand("l1", { on: false });
    await rig.pass(4000);
    assert.deepEqual(await rig.apply(available()), APPLIED);
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(rig.home.look(), { ...EARLIER, on: false });
  });

  it("keeps the colour that they chose before", async () => {
    const rig = new Rig({ watched: true });
    await rig.apply(busy());
    rig.home.byHand("l1", { brightness: 20, xy: { x: 0.2, y: 0.2 } });
    rig.home.byHand("l1", { on: false });
    await rig.pass(4000);
    await rig.apply(available());
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(rig.home.look(), { on: false, brightness: 20, xy: { x: 0.2, y: 0.2 } });
  });
});

describe("a lamp that its bridge does not name for a moment, as while it starts", () => {
  it("is given back all the same", async () => {
    const rig = new Rig({ watched: true, lights: 2 }, { target: room });
    await rig.apply(busy());
    const second = rig.home.state("l2");
    rig.home.lights.delete("l2");
    await rig.apply(available());
    rig.home.lights.set("l2", second);
    await rig.apply(busy());
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(rig.home.look("l2"), EARLIER);
  });
});

describe("a room that was removed", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = new Rig({ watched: true, lights: 2 }, { target: room });
    await rig.apply(busy());
    rig.home.groups.delete("r1");
  });

  it("still gives its lamps back", async () => {
    assert.deepEqual(await rig.apply({ ask: RESTORE }), APPLIED);
    assert.deepEqual(rig.home.look("l2"), EARLIER);
  });

  it("gives its lamps back when the node is deleted", async () => {
    const back = rig.target.giveBack();
    await rig.pass(5000);
    assert.deepEqual(await back, APPLIED);
    assert.deepEqual(rig.home.look("l1"), EARLIER);
  });

  it("is off outside the hours", async () => {
    assert.deepEqual(await rig.apply({ ask: { kind: "outside", action: "off" } }), APPLIED);
    assert.equal(rig.home.look("l1").on, false);
  });
});

describe("a group's colour without a brightness", () => {
  it("leaves each lamp as bright as it is", async () => {
    const plan = { maxBrightness: 50, transition: 400, onlyIfOn: false };
    const rig = new Rig({ lights: 2 }, { target: room, plan });
    rig.home.byHand("l1", { brightness: 80 });
    rig.home.byHand("l2", { brightness: 10 });
    await rig.apply(directly({ kind: "show", color: "#ff0000" }));
    assert.equal(rig.home.look("l1").brightness, 50);
    assert.equal(rig.home.look("l2").brightness, 10);
  });
});

describe("a lamp of two nodes", () => {
  let rig: Rig;
  let other: Target;
  let saved: unknown;
  let saving: Promise<void> | undefined;
  const storage = {
    load: async () => saved,
    save: async (value: unknown) => {
      await saving;
      saved = structuredClone(value);
    },
  };
  beforeEach(() => {
    saved = undefined;
    saving = undefined;
    rig = new Rig({ watched: true });
    other = rig.newTarget({ storage });
  });

  it("is given back as before both where one is overtaken just before its write", async () => {
    await rig.apply(busy());
    const { happened, happen } = occasion();
    saving = happened;
    const green = other.apply(available());
    await rig.pass(0);
    saving = undefined;
    const off = other.apply({ ask: OFF, status: "away" });
    happen();
    assert.deepEqual(await green, SUPERSEDED);
    await rig.pass(1000);
    assert.deepEqual(await off, APPLIED);
    await rig.pass(5000);
    await rig.apply({ ask: RESTORE }, other);
    assert.deepEqual(rig.home.look(), EARLIER);
  });

  it("is given back as before both where one has said nothing yet since a restart", async () => {
    await rig.apply(busy());
    rig.crash();
    other = rig.newTarget({ storage });
    await settle();
    await rig.apply(available(), other);
    await rig.apply({ ask: RESTORE }, other);
    assert.deepEqual(rig.home.look(), EARLIER);
  });
});

describe("a node that is closed right after it was begun", () => {
  it("holds nothing of what the next one remembers", async () => {
    const rig = new Rig({ watched: true });
    await rig.apply(busy());
    await rig.target.close();
    const { happened, happen } = occasion();
    const slow = rig.newTarget({
      storage: { load: () => happened.then(() => rig.saved), save: async () => {} },
    });
    await slow.close();
    happen();
    await settle();
    rig.target = rig.newTarget();
    await rig.apply(busy());
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(rig.home.look(), EARLIER);
  });
});

describe("a bridge that refused the key for a while", () => {
  it("is fine again when it takes it, without anything being wanted", async () => {
    const rig = new Rig({ watched: true });
    await rig.apply(busy());
    rig.home.down("bridge-key-refused");
    await rig.pass(10_000);
    rig.home.up();
    await rig.pass(10_000);
    assert.deepEqual(rig.told(), ["ok", "problem bridge-key-refused", "ok"]);
  });

  it("does not end the trouble of a scene that is not there", async () => {
    const rig = new Rig({ watched: true });
    await assert.rejects(rig.apply({ ask: { kind: "scene", scene: "none" }, status: "busy" }));
    rig.home.up();
    assert.deepEqual(rig.told(), ["problem scene-not-found"]);
  });
});

describe("a sign that the bridge is back", () => {
  it("counts also right after an attempt", async () => {
    const rig = new Rig({ watched: true });
    rig.home.failures = Array.from({ length: 9 }, () => "bridge-unreachable");
    rig.home.down();
    const red = rig.target.apply(busy());
    await rig.pass(0);
    assert.deepEqual(await red, UNREACHABLE);
    // 1, 2, 4, 8, 16 s
    await rig.pass(31_100);
    rig.home.failures = [];
    rig.home.up();
    await rig.pass(2000);
    assert.equal(rig.home.puts.at(-1), "PUT l1 red");
  });

  it("is not that there was nothing to give back", async () => {
    const rig = new Rig({ watched: true });
    rig.home.down();
    await rig.apply({ ask: RESTORE });
    assert.deepEqual(rig.told(), ["unreachable bridge-unreachable"]);
  });
});
