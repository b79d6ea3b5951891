import assert from "node:assert/strict";
import { GAMUTS } from "../../../../../shared/lights/hue/colour/colour";
import type { Answer, Connection } from "../../../../../shared/lights/hue/wire/connection";
import { listLights, readLight, writeLight } from "../../../../../shared/lights/hue/home/lights";
import { Problem } from "../../../../../shared/support/problem";

/** A connection that answers GETs from a table of paths, and 404 for the rest. */
function connection(resources: Readonly<Record<string, readonly unknown[]>>): Connection {
  return {
    async request(_method, path): Promise<Answer> {
      const data = resources[path];
      if (!data) throw new Problem({ code: "bridge-not-found", title: "Not found", advice: "" });
      return { status: 200, data, warnings: [] };
    },
  };
}

const light = (more: object) => ({ type: "light", id: "l1", on: { on: true }, ...more });
const named = (id: string, name: string) => ({ id, metadata: { name } });
const owner = (rid: string) => ({ owner: { rid, rtype: "device" } });

describe("the lights of a bridge", () => {
  it("are listed with the names of device and room, whatever else the bridge says", async () => {
    const list = await listLights(
      connection({
        "/resource/light": [
          light({ ...owner("d1"), dimming: {}, color: {}, color_temperature: {}, news: { of: 2030 } }),
          light({ id: "l2", ...owner("d2"), dimming: {}, metadata: { name: "old name" } }),
          light({ id: "l3", metadata: { name: "alone" } }),
          light({ id: "l4" }),
          null,
          "light",
          { type: "light" },
        ],
        "/resource/device": [named("d1", "Desk"), named("d2", "Bulb"), { id: 7 }, null],
        "/resource/room": [
          { ...named("r1", "Office"), children: [{ rid: "d1", rtype: "device" }, null, { rid: 3 }] },
          { id: "r2" },
        ],
      }),
    );
    const none = { colour: false, dimming: false, temperature: false };
    assert.deepEqual(list, [
      { type: "light", id: "l3", name: "alone", capabilities: none },
      { type: "light", id: "l2", name: "Bulb", capabilities: { ...none, dimming: true } },
      {
        type: "light",
        id: "l1",
        name: "Desk",
        room: "Office",
        capabilities: { colour: true, dimming: true, temperature: true },
      },
      { type: "light", id: "l4", name: "l4", capabilities: none },
    ]);
  });

  describe("one of them is read", () => {
    const read = (more: object) => readLight(connection({ "/resource/light/l1": [light(more)] }), "l1");
    const none = { colour: false, dimming: false, temperature: false };
    const xy = { x: 0.4, y: 0.3 };
    const ownCorners = { red: { x: 0.7, y: 0.3 }, green: { x: 0.2, y: 0.7 }, blue: { x: 0.1, y: 0.1 } };
    const colour = { ...none, colour: true };
    const temperature = { ...none, temperature: true };

    for (const [what, more, state] of [
      ["a plug", {}, { on: true, capabilities: none }],
      ["one that is off", { on: { on: false } }, { on: false, capabilities: none }],
      [
        "a white lamp",
        { dimming: { brightness: 81.03, min_dim_level: 0.02 } },
        { on: true, brightness: 81.03, capabilities: { ...none, dimming: true } },
      ],
      [
        "a lamp that reports its corners",
        { color: { xy, gamut: ownCorners, gamut_type: "C" } },
        { on: true, xy, gamut: ownCorners, capabilities: colour },
      ],
      [
        "a lamp that only names its gamut",
        { color: { xy, gamut_type: "B" } },
        { on: true, xy, gamut: GAMUTS.B, capabilities: colour },
      ],
      [
        "a lamp of another gamut",
        { color: { xy, gamut_type: "other" } },
        { on: true, xy, capabilities: colour },
      ],
      [
        "a lamp that shows a white",
        { color_temperature: { mirek: 366, mirek_valid: true } },
        { on: true, mirek: 366, capabilities: temperature },
      ],
      [
        "a lamp that shows no white",
        { color_temperature: { mirek: null, mirek_valid: false } },
        { on: true, capabilities: temperature },
      ],
      [
        "a lamp whose white is out of date",
        { color_temperature: { mirek: 366, mirek_valid: false } },
        { on: true, capabilities: temperature },
      ],
      [
        "nonsense in what is optional",
        {
          dimming: { brightness: "full" },
          color: { xy: { x: 1 }, gamut: { red: 3 }, gamut_type: "constructor" },
        },
        { on: true, capabilities: { ...colour, dimming: true } },
      ],
    ] as const) {
      it(what, async () => assert.deepEqual(await read(more), state));
    }

    it("or not understood, when it does not say whether it is on", async () => {
      await assert.rejects(read({ on: { on: "yes" } }), { code: "light-not-understood" });
    });
  });

  it("a lamp that is gone is light-not-found, however the bridge says so", async () => {
    await assert.rejects(readLight(connection({}), "l1"), { code: "light-not-found" });
    await assert.rejects(readLight(connection({ "/resource/light/l1": [] }), "l1"), {
      code: "light-not-found",
    });
    await assert.rejects(writeLight(connection({}), "l1", {}), { code: "light-not-found" });
  });

  it("an id stays one part of the path", async () => {
    const odd = connection({ "/resource/light/..%2Fbridge": [light({})] });
    assert.equal((await readLight(odd, "../bridge")).on, true);
  });
});
