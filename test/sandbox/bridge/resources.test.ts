import assert from "node:assert/strict";
import {
  CEILING,
  DESK_LAMP,
  FAIRY_LIGHTS,
  FLOOR_LAMP,
  parsed,
  SHELF,
  startRig,
  STRIP,
  UNKNOWN,
} from "./bridge-client";
import type { Json, Rig } from "./bridge-client";

describe("what the pretend bridge serves", () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.bridge.close());

  const all = async (path = ""): Promise<Json> =>
    parsed((await rig.send("GET", `/clip/v2/resource${path}`)).text);
  const list = async (path = "") => (await all(path)).list("data");

  it("gives the whole home in one answer", async () => {
    assert.deepEqual((await all()).at("errors"), []);
    const types = new Set((await list()).map((resource) => String(resource.at("type"))));
    assert.deepEqual(
      [...types].sort((a, b) => a.localeCompare(b)),
      [
        "bridge",
        "bridge_home",
        "device",
        "future_thing",
        "grouped_light",
        "light",
        "room",
        "scene",
        "smart_scene",
        "zigbee_connectivity",
        "zone",
      ],
    );
  });

  it("keeps its ids from one run to the next", async () => {
    const other = await startRig();
    try {
      const { text } = await other.send("GET", "/clip/v2/resource");
      assert.equal(text, (await rig.send("GET", "/clip/v2/resource")).text);
    } finally {
      await other.bridge.close();
    }
  });

  it("refers only to resources it has", async () => {
    const home = await list();
    const known = new Set(home.map((one) => `${String(one.at("type"))} ${String(one.at("id"))}`));
    assert.equal(known.size, home.length);
    const references = [
      ...JSON.stringify((await all()).value).matchAll(/"rid":"([^"]+)","rtype":"([^"]+)"/g),
    ];
    assert.ok(references.length > 20);
    assert.deepEqual(
      references.map(([, rid, rtype]) => `${rtype} ${rid}`).filter((reference) => !known.has(reference)),
      [],
    );
  });

  const kinds = [
    ["the colour lamp", DESK_LAMP, ["dimming", "color", "color_temperature", "effects"], "C"],
    ["the older colour lamp", SHELF, ["dimming", "color", "color_temperature"], "B"],
    ["the white lamp", CEILING, ["dimming", "color_temperature", "effects"], undefined],
    ["the plug", FAIRY_LIGHTS, [], undefined],
    ["the dimmable lamp", FLOOR_LAMP, ["dimming"], undefined],
    ["the strip without whites", STRIP, ["dimming", "color"], "A"],
  ] as const;
  for (const [what, id, abilities, gamut] of kinds) {
    it(`shows by its keys what ${what} can do`, async () => {
      const light = await rig.get(`light/${id}`);
      const told = ["dimming", "color", "color_temperature", "effects"].filter(
        (key) => light.at(key) !== undefined,
      );
      assert.deepEqual(told, abilities);
      assert.equal(light.at("color", "gamut_type"), gamut);
    });
  }

  it("names every lamp's device and tells that it is connected", async () => {
    const light = await rig.get(`light/${DESK_LAMP}`);
    const device = await rig.get(`device/${String(light.at("owner", "rid"))}`);
    assert.equal(device.at("metadata", "name"), "Desk lamp");
    const radio = await rig.get(`zigbee_connectivity/${String(device.at("services", 0, "rid"))}`);
    assert.equal(radio.at("status"), "connected");
  });

  it("has a room of devices, a zone of lights, and an empty room without a grouped_light", async () => {
    const [office, attic] = await list("/room");
    const [zone] = await list("/zone");
    assert.equal(office?.at("metadata", "name"), "Office");
    assert.deepEqual(
      office.list("children").map((child) => child.at("rtype")),
      rig.bridge.lamps().map(() => "device"),
    );
    assert.equal(office.at("services", 0, "rtype"), "grouped_light");
    assert.deepEqual(attic?.at("services"), []);
    assert.deepEqual(zone?.at("children"), [
      { rid: DESK_LAMP, rtype: "light" },
      { rid: SHELF, rtype: "light" },
      { rid: STRIP, rtype: "light" },
    ]);
  });

  it("serves the lamps it is given instead", async () => {
    const lights = [{ id: UNKNOWN, name: "Lantern", model: "plug", on: true }] as const;
    const other = await startRig({ lights });
    try {
      assert.deepEqual(other.bridge.lamps(), [
        { id: UNKNOWN, name: "Lantern", on: true, brightness: 100, color: other.bridge.lamps()[0]?.color },
      ]);
    } finally {
      await other.bridge.close();
    }
  });

  it("answers a type it knows and has none of with an empty list", async () => {
    assert.deepEqual((await all("/motion")).value, { errors: [], data: [] });
  });

  const refusals = [
    ["GET", "/clip/v2/resource/no-such-type", 404],
    ["GET", `/clip/v2/resource/light/${UNKNOWN}`, 404],
    ["GET", `/clip/v2/resource/device/${DESK_LAMP}`, 404],
    ["GET", `/clip/v2/resource/light/${DESK_LAMP}/on`, 404],
    ["PUT", `/clip/v2/resource/light/${UNKNOWN}`, 404],
    ["PUT", `/clip/v2/resource/grouped_light/${DESK_LAMP}`, 404],
    ["PUT", `/clip/v2/resource/device/${UNKNOWN}`, 404],
    ["PUT", "/clip/v2/resource/light", 405],
    ["POST", "/clip/v2/resource/scene", 405],
    ["DELETE", `/clip/v2/resource/light/${DESK_LAMP}`, 405],
    ["GET", "/description.xml", 404],
  ] as const;
  for (const [method, path, status] of refusals) {
    it(`answers ${method} ${path} with ${status}`, async () => {
      const body = method === "PUT" ? { on: { on: true } } : undefined;
      const reply = await rig.send(method, path, body);
      assert.equal(reply.status, status);
      if (status === 404 && path.startsWith("/clip")) {
        assert.deepEqual(JSON.parse(reply.text), { errors: [{ description: "Not Found" }], data: [] });
      }
    });
  }
});
