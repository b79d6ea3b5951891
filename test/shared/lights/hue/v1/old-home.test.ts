import assert from "node:assert/strict";
import { parseOldHome } from "../../../../../shared/lights/hue/v1/old-home";

const lamp = (name: string) => ({ name, state: { on: true, bri: 254, alert: "none" } });
const SIGNALS = ["no_signal", "on_off"];

describe("the home of an old bridge", () => {
  const lights = {
    "1": lamp("Desk"),
    "2": lamp("Shelf"),
    "3": { name: "Broken" },
    "12": { state: { on: false } },
  };
  const groups = {
    "1": { name: "Study", type: "Room", lights: ["1", "12"], class: "Office" },
    "2": { name: "Reading", type: "Zone", lights: ["1", "2"] },
    "3": { name: "Attic", type: "Room", lights: [] },
    "4": { name: "Custom group for $lights", type: "LightGroup", lights: ["1"], recycle: true },
    "5": { name: "TV area", type: "Entertainment", lights: ["2"] },
    "6": "strange",
  };
  const scenes = {
    abc: { name: "Relax", type: "GroupScene", group: "1", lights: ["1"] },
    def: { name: "Old", type: "LightScene", lights: ["1"] },
    ghi: { name: "Of the years before groups", lights: ["1"] },
  };
  const home = parseOldHome(lights, groups, scenes);

  it("has each light with its name and room", () => {
    assert.deepEqual(
      [...home.lights.values()].map(({ id, name, room }) => [id, name, room]),
      [
        ["1", "Desk", "Study"],
        ["2", "Shelf", undefined],
        ["12", "12", "Study"],
      ],
    );
    assert.equal(home.lights.get("1")?.state.brightness, 100);
  });

  it("has its rooms, its zones and the whole, and no other groups", () => {
    assert.deepEqual(
      [...home.groups.values()],
      [
        { type: "room", id: "1", name: "Study", lights: ["1", "12"], service: "1", signals: SIGNALS },
        { type: "zone", id: "2", name: "Reading", lights: ["1", "2"], service: "2", signals: SIGNALS },
        { type: "room", id: "3", name: "Attic", lights: [] },
        { type: "home", id: "0", name: "", lights: ["1", "2", "12"], service: "0", signals: SIGNALS },
      ],
    );
  });

  it("has the scenes of groups, by name", () => {
    assert.deepEqual(
      [...home.scenes.values()],
      [{ id: "abc", name: "Relax", group: "1", looks: new Map(), active: false }],
    );
  });

  it("is empty for what is no list", () => {
    const { lights, groups, scenes } = parseOldHome("text", null, []);
    assert.deepEqual([lights.size, scenes.size], [0, 0]);
    assert.deepEqual([...groups.values()], [{ type: "home", id: "0", name: "", lights: [] }]);
  });
});
