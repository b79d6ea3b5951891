import assert from "node:assert/strict";
import type { Group, Home, Light, Scene } from "../../../../../shared/lights/hue/home/home";
import type { Capabilities } from "../../../../../shared/lights/hue/home/light-state";
import { scenesOf, targetsOf } from "../../../../../shared/lights/hue/home/targets";

const PLUG: Capabilities = { colour: false, dimming: false, temperature: false };
const DIMMABLE: Capabilities = { ...PLUG, dimming: true };
const WHITE: Capabilities = { ...DIMMABLE, temperature: true };
const COLOUR: Capabilities = { colour: true, dimming: true, temperature: true };

const light = (id: string, name: string, capabilities: Capabilities, room?: string): Light => ({
  id,
  name,
  ...(room !== undefined && { room }),
  state: { on: true, capabilities },
});
const group = (type: Group["type"], id: string, name: string, lights: readonly string[]): Group => ({
  type,
  id,
  name,
  lights,
});
const scene = (id: string, name: string, inGroup: string): Scene => ({
  id,
  name,
  group: inGroup,
  looks: new Map(),
  active: false,
});
const byId = <T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]));
const home = (
  lights: readonly Light[],
  groups: readonly Group[] = [],
  scenes: readonly Scene[] = [],
): Home => ({ lights: byId(lights), groups: byId(groups), scenes: byId(scenes) });

const targetNames = (of: Home): readonly string[] => targetsOf(of).map(({ type, name }) => `${type} ${name}`);

describe("the targets of a bridge", () => {
  it("are the home, rooms, zones, then lights by room and name, those without a room last", () =>
    assert.deepEqual(
      targetNames(
        home(
          [
            light("1", "Alone", COLOUR),
            light("2", "Lamp 10", COLOUR, "Office"),
            light("3", "lamp 2", COLOUR, "Office"),
            light("4", "Ölampe", COLOUR, "Hall"),
            light("5", "Zebra", COLOUR, "Hall"),
          ],
          [
            group("zone", "z2", "Upstairs", ["1"]),
            group("room", "r1", "Office", ["2", "3"]),
            group("zone", "z1", "Downstairs", ["4"]),
            group("home", "h", "", ["1", "2", "3", "4", "5"]),
            group("room", "r2", "Hall", ["4", "5"]),
          ],
        ),
      ),
      [
        "home ",
        "room Hall",
        "room Office",
        "zone Downstairs",
        "zone Upstairs",
        "light Ölampe",
        "light Zebra",
        "light lamp 2",
        "light Lamp 10",
        "light Alone",
      ],
    ));

  it("say where a light is and what it can", () =>
    assert.deepEqual(targetsOf(home([light("1", "Desk", WHITE, "Office"), light("2", "Plug", PLUG)])), [
      { type: "light", id: "1", name: "Desk", room: "Office", capabilities: WHITE },
      { type: "light", id: "2", name: "Plug", capabilities: PLUG },
    ]));

  it("leave out a group without lights, or with none that can be read", () =>
    assert.deepEqual(
      targetNames(
        home(
          [light("1", "Desk", COLOUR)],
          [
            group("home", "h", "", []),
            group("room", "r", "Attic", []),
            group("zone", "z", "Garden", ["gone"]),
          ],
        ),
      ),
      ["light Desk"],
    ));

  for (const [what, members, capabilities] of [
    ["a plug", [PLUG], PLUG],
    ["a plug and a lamp that only dims", [PLUG, DIMMABLE], DIMMABLE],
    ["white lamps", [WHITE, DIMMABLE], WHITE],
    ["a single coloured lamp among others", [PLUG, DIMMABLE, COLOUR], COLOUR],
  ] as const)
    it(`give a group with ${what} what at least one of them can`, () => {
      const lights = members.map((can, index) => light(String(index), `Lamp ${index}`, can));
      const room = group(
        "room",
        "r",
        "Office",
        lights.map(({ id }) => id),
      );
      assert.deepEqual(targetsOf(home(lights, [room]))[0], {
        type: "room",
        id: "r",
        name: "Office",
        lights: members.length,
        capabilities,
      });
    });

  it("are none for a home without anything", () => assert.deepEqual(targetsOf(home([])), []));
});

describe("the scenes of a bridge", () => {
  it("are sorted by the name of their group and their own; those of no known group come last", () =>
    assert.deepEqual(
      scenesOf(
        home(
          [],
          [group("room", "r", "Office", []), group("zone", "z", "Garden", [])],
          [
            scene("s1", "Relax", "r"),
            scene("s2", "Lost", "gone"),
            scene("s3", "Focus", "r"),
            scene("s4", "Night", "z"),
          ],
        ),
      ),
      [
        { id: "s4", name: "Night", group: "z", groupName: "Garden" },
        { id: "s3", name: "Focus", group: "r", groupName: "Office" },
        { id: "s1", name: "Relax", group: "r", groupName: "Office" },
        { id: "s2", name: "Lost", group: "gone", groupName: "" },
      ],
    ));
});
