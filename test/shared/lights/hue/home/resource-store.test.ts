import assert from "node:assert/strict";
import { ResourceStore } from "../../../../../shared/lights/hue/home/resource-store";
import { device, event, group, groupedLight, light, NOTHING_AT_ALL, radio, scene } from "./clip-resources";

const LAMP = light("l1", "d1", {
  dimming: { brightness: 50, min_dim_level: 0.2 },
  color: { xy: { x: 0.3, y: 0.3 }, gamut_type: "B" },
  signaling: { signal_values: ["on_off"] },
});

function stored(...more: readonly unknown[]): ResourceStore {
  const store = new ResourceStore();
  store.replaceAll([LAMP, light("l2", "d2"), device("d1", "Desk"), radio("z1", "d1", "connected"), ...more]);
  return store;
}

const lamp = (store: ResourceStore) => store.home().lights.get("l1");

describe("the resources of a bridge", () => {
  it("take what has changed, and keep the rest", () => {
    const store = stored();
    const before = lamp(store)?.state;
    const applied = store.apply(
      event("update", { type: "light", id: "l1", on: { on: false }, dimming: { brightness: 30 } }),
    );
    assert.deepEqual(applied, { changed: true, lights: new Set(["l1"]) });
    assert.deepEqual(lamp(store)?.state, { ...before, on: false, brightness: 30 });
    store.apply(event("update", { type: "light", id: "l1", color: { xy: { x: 0.2, y: 0.1 } } }));
    assert.deepEqual(lamp(store)?.state, {
      ...before,
      on: false,
      brightness: 30,
      xy: { x: 0.2, y: 0.1 },
    });
  });

  it("take null as a value", () => {
    const white = { color_temperature: { mirek: 300, mirek_valid: true } };
    const store = stored(light("l3", "d3", white));
    store.apply(
      event("update", { type: "light", id: "l3", color_temperature: { mirek: null, mirek_valid: false } }),
    );
    assert.equal(store.home().lights.get("l3")?.state.mirek, undefined);
  });

  it("replace lists", () => {
    const store = stored(
      group("zone", "zone", "Desk", [
        ["l1", "light"],
        ["l2", "light"],
      ]),
    );
    const children = [{ rid: "l2", rtype: "light" }];
    store.apply(event("update", { type: "zone", id: "zone", children }));
    assert.deepEqual(store.home().groups.get("zone")?.lights, ["l2"]);
  });

  it("take several envelopes and several resources of one event", () => {
    const store = stored();
    const applied = store.apply([
      ...event("update", { type: "light", id: "l1", on: { on: false } }, { type: "what", id: "w" }),
      ...event("update", { type: "light", id: "l2", on: { on: false } }),
    ]);
    assert.deepEqual(applied, { changed: true, lights: new Set(["l1", "l2"]) });
    assert.deepEqual(
      [...store.home().lights.values()].map(({ state }) => state.on),
      [false, false],
    );
  });

  it("take what is new and lose what is gone", () => {
    const store = stored();
    assert.deepEqual(store.apply(event("add", light("l3", "d3"))).lights, new Set(["l3"]));
    assert.deepEqual(store.apply(event("delete", { type: "light", id: "l1" })).lights, new Set(["l1"]));
    assert.deepEqual([...store.home().lights.keys()], ["l2", "l3"]);
  });

  it("know which light a device and a radio are about", () => {
    const store = stored();
    const about = (change: object) => store.apply(event("update", change));
    assert.deepEqual(
      about({ type: "device", id: "d1", metadata: { name: "Table" } }).lights,
      new Set(["l1"]),
    );
    assert.equal(lamp(store)?.name, "Table");
    const radioEvent = { type: "zigbee_connectivity", id: "z1", status: "connectivity_issue" };
    assert.deepEqual(about(radioEvent).lights, new Set(["l1"]));
    assert.equal(lamp(store)?.state.reachable, false);
    const gone = store.apply(event("delete", { type: "zigbee_connectivity", id: "z1" }));
    assert.deepEqual(gone.lights, new Set(["l1"]));
    assert.equal(lamp(store)?.state.reachable, undefined);
  });

  it("change without any light being concerned", () => {
    const store = stored(scene("s1", "room", "inactive"));
    const applied = store.apply(
      event("update", { type: "scene", id: "s1", status: { active: "dynamic_palette" } }),
    );
    assert.deepEqual(applied, { changed: true, lights: new Set() });
    assert.equal(store.home().scenes.get("s1")?.active, true);
  });

  const groupUpdate = { type: "grouped_light", id: "g1", on: { on: false }, dimming: { brightness: 3 } };
  for (const [what, told] of [
    ["a type nobody knows", event("update", { type: "news", id: "n1", on: { on: false } })],
    ["an envelope nobody knows", event("rename", { type: "light", id: "l1", on: { on: false } })],
    ["an error", event("error", { type: "light", id: "l1", on: { on: false } })],
    ["a change of a light that is not known", event("update", light("l9", "d9"))],
    ["a loss of a light that is not known", event("delete", light("l9", "d9"))],
    ["the average of a group", event("update", groupUpdate)],
    ["a signal that a lamp gives", event("update", { ...LAMP, ...noContent(), signaling: { status: {} } })],
    ["a type that every object has", event("update", { type: "constructor", id: "l1" })],
    ["nonsense in an envelope", event("update", ...NOTHING_AT_ALL)],
    ["envelopes that are none", [...NOTHING_AT_ALL, { type: "update", data: { type: "light", id: "l1" } }]],
    ["no list", { type: "update", data: [{ type: "light", id: "l1", on: { on: false } }] }],
    ["nothing", undefined],
  ] as const) {
    it(`stay as they are with ${what}`, () => {
      const store = stored(groupedLight("g1", ["on_off"]));
      const home = store.home();
      assert.deepEqual(store.apply(told), { changed: false, lights: new Set() });
      assert.equal(store.home(), home);
    });
  }

  it("bear nonsense inside a light", () => {
    const store = stored();
    store.apply(event("update", { type: "light", id: "l1", dimming: "full", color: null, metadata: 4 }));
    assert.equal(lamp(store)?.state.brightness, undefined);
    store.apply(event("update", { type: "light", id: "l1", on: 3 }));
    assert.equal(lamp(store), undefined);
    store.apply(event("update", { type: "light", id: "l1", on: { on: true }, dimming: { brightness: 3 } }));
    assert.equal(lamp(store)?.state.brightness, 3);
  });

  it("bear a light without bottom, twice", () => {
    const deep = JSON.parse(`${'{"on":'.repeat(50_000)}1${"}".repeat(50_000)}`) as object;
    const store = stored();
    for (let i = 0; i < 2; i++) store.apply(event("update", { ...deep, type: "light", id: "l1" }));
    assert.equal(lamp(store), undefined);
  });

  it("do not let an event reach what all objects share", () => {
    const store = stored();
    store.apply(
      JSON.parse(
        '[{"type":"update","data":[{"type":"light","id":"l1","dimming":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}]}]',
      ) as unknown,
    );
    assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    assert.equal(lamp(store)?.state.brightness, 50);
  });

  it("are forgotten when all are read anew", () => {
    const store = stored();
    store.home();
    store.replaceAll([...NOTHING_AT_ALL, light("l7", "d7")]);
    assert.deepEqual([...store.home().lights.keys()], ["l7"]);
  });

  it("come to the same home while nothing changes", () => {
    const store = stored();
    const home = store.home();
    assert.equal(store.home(), home);
    store.apply(event("update", { type: "light", id: "l1", on: { on: false } }));
    assert.notEqual(store.home(), home);
    assert.equal(home.lights.get("l1")?.state.on, true, "what was given out does not change");
  });
});

/** Takes from a light what would be a change of it. */
function noContent() {
  return { on: undefined, dimming: undefined, color: undefined };
}
