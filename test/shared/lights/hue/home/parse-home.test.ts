import assert from "node:assert/strict";
import type { Home } from "../../../../../shared/lights/hue/home/home";
import { ResourceStore } from "../../../../../shared/lights/hue/home/resource-store";
import { device, group, groupedLight, light, NOTHING_AT_ALL, radio, scene } from "./clip-resources";

function home(...resources: readonly unknown[]): Home {
  const store = new ResourceStore();
  store.replaceAll([...NOTHING_AT_ALL, ...resources]);
  return store.home();
}

const none = { colour: false, dimming: false, temperature: false };

describe("a home", () => {
  describe("has lights", () => {
    it("with the names of device and room, and what they can do", () => {
      const { lights } = home(
        light("l1", "d1", {
          metadata: { name: "old" },
          dimming: { brightness: 40 },
          color_temperature: {
            mirek: 300,
            mirek_valid: true,
            mirek_schema: { mirek_minimum: 153, mirek_maximum: 454 },
          },
          signaling: { signal_values: ["on_off", 4, "on_off_color"], status: { signal: "no_signal" } },
        }),
        device("d1", "Desk"),
        group("room", "r1", "Office", [["d1", "device"]]),
        radio("z1", "d1", "connected"),
      );
      assert.deepEqual(lights.get("l1"), {
        id: "l1",
        name: "Desk",
        room: "Office",
        state: {
          on: true,
          brightness: 40,
          mirek: 300,
          mirekRange: { minimum: 153, maximum: 454 },
          signals: ["on_off", "on_off_color"],
          reachable: true,
          capabilities: { ...none, dimming: true, temperature: true },
        },
      });
    });

    for (const [status, reachable] of [
      ["connected", true],
      ["disconnected", false],
      ["connectivity_issue", false],
      ["unidirectional_incoming", false],
      ["news", undefined],
    ] as const) {
      it(`whose radio is ${status}`, () => {
        const { lights } = home(light("l1", "d1"), radio("z1", "d1", status), radio("z2", "d2", "connected"));
        assert.equal(lights.get("l1")?.state.reachable, reachable);
      });
    }

    it("without a radio, a device, a room or a name", () => {
      const { lights } = home(
        { type: "light", id: "l1", on: { on: false } },
        { type: "light", id: "l2", on: { on: false }, metadata: { name: "Own" } },
        { type: "light", id: "l3" },
        radio("z1", "", "connected"),
      );
      assert.deepEqual(
        [...lights.values()],
        [
          { id: "l1", name: "l1", state: { on: false, capabilities: none } },
          { id: "l2", name: "Own", state: { on: false, capabilities: none } },
        ],
      );
    });

    for (const [what, own, names] of [
      ["names of their own", ["Top", "Bottom"], ["Duo, Top", "Duo, Bottom"]],
      ["names that begin with the device's", ["Duo up", "Duo down"], ["Duo up", "Duo down"]],
      ["the same name", ["Lamp", "Lamp"], ["Duo 1", "Duo 2"]],
      ["the device's name on one of them", ["Duo", "Lamp"], ["Duo 1", "Duo 2"]],
      ["no names", [undefined, undefined], ["Duo 1", "Duo 2"]],
      ["an empty name", ["", "Lamp"], ["Duo 1", "Duo 2"]],
    ] as const) {
      it(`of one device, told apart, with ${what}`, () => {
        const [first, second] = own.map((name) => ({ metadata: { ...(name !== undefined && { name }) } }));
        const { lights } = home(
          light("b", "d1", { ...second, service_id: 1 }),
          light("a", "d1", { ...first, service_id: 0 }),
          device("d1", "Duo"),
        );
        assert.deepEqual([lights.get("a")?.name, lights.get("b")?.name], names);
      });
    }
  });

  describe("has groups", () => {
    const lights = [light("l1", "d1"), light("l2", "d1"), light("l3", "d3"), device("d1", "Duo")];
    const groups = (...more: readonly unknown[]) => home(...lights, ...more).groups;

    it("rooms of devices", () => {
      const room = group(
        "room",
        "r1",
        "Office",
        [
          ["d1", "device"],
          ["sensor", "device"],
        ],
        "g1",
      );
      assert.deepEqual(groups(room, groupedLight("g1", ["on_off"])).get("r1"), {
        type: "room",
        id: "r1",
        name: "Office",
        lights: ["l1", "l2"],
        service: "g1",
        signals: ["on_off"],
      });
    });

    it("zones of lights or devices", () => {
      const zone = group(
        "zone",
        "z1",
        "Corner",
        [
          ["l3", "light"],
          ["d1", "device"],
          ["l1", "light"],
        ],
        "g2",
      );
      assert.deepEqual(groups(zone).get("z1"), {
        type: "zone",
        id: "z1",
        name: "Corner",
        lights: ["l3", "l1", "l2"],
        service: "g2",
      });
    });

    it("empty rooms, without a service", () => {
      assert.deepEqual(groups(group("room", "r1", "Attic", [])).get("r1"), {
        type: "room",
        id: "r1",
        name: "Attic",
        lights: [],
      });
    });

    it("the whole, with lights of rooms and without", () => {
      const whole = group(
        "bridge_home",
        "h1",
        "",
        [
          ["r1", "room"],
          ["d3", "device"],
        ],
        "g3",
      );
      const room = group("room", "r1", "Office", [["d1", "device"]]);
      assert.deepEqual(groups(whole, room, groupedLight("g3", [])).get("h1"), {
        type: "home",
        id: "h1",
        name: "",
        lights: ["l1", "l2", "l3"],
        service: "g3",
        signals: [],
      });
    });

    it("that list nonsense, or lights that are gone", () => {
      const odd = {
        ...group("zone", "z1", "Odd", []),
        metadata: 5,
        services: 5,
        children: [...NOTHING_AT_ALL, { rid: "l9", rtype: "light" }],
      };
      const homeless = { type: "light", id: "l8", on: { on: true } };
      assert.deepEqual(groups(odd, homeless).get("z1"), { type: "zone", id: "z1", name: "z1", lights: [] });
    });
  });

  describe("has scenes", () => {
    it("with what they make of each light", () => {
      const act = (rid: string, action: unknown) => ({ target: { rid, rtype: "light" }, action });
      const { scenes } = home(
        scene("s1", "r1", "static", [
          act("l1", { on: { on: true }, dimming: { brightness: 30 }, color: { xy: { x: 0.2, y: 0.3 } } }),
          act("l2", { on: { on: true }, color_temperature: { mirek: 250 } }),
          act("l3", { on: { on: false } }),
          act("l4", { dimming: { brightness: 7 }, effects: { effect: "candle" } }),
          act("l5", "bright"),
          ...NOTHING_AT_ALL,
        ]),
      );
      assert.deepEqual(scenes.get("s1"), {
        id: "s1",
        name: "Scene s1",
        group: "r1",
        looks: new Map<string, unknown>([
          ["l1", { on: true, brightness: 30, xy: { x: 0.2, y: 0.3 } }],
          ["l2", { on: true, mirek: 250 }],
          ["l3", { on: false }],
          ["l4", { on: true, brightness: 7 }],
        ]),
        active: true,
      });
    });

    for (const [active, expected] of [
      ["inactive", false],
      ["static", true],
      ["dynamic_palette", true],
      [undefined, false],
    ] as const) {
      it(`whose state is ${active ?? "not told"}`, () => {
        const resource = { ...scene("s1", "r1", ""), status: { active } };
        assert.equal(home(resource).scenes.get("s1")?.active, expected);
      });
    }

    it("but none that belong nowhere", () => {
      assert.equal(home({ type: "scene", id: "s1", metadata: { name: "Lost" } }).scenes.size, 0);
    });
  });
});
