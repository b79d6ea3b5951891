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
import { eventsOf, openStream } from "./stream-client";

const RED = { xy: { x: 0.64, y: 0.33 } };

describe("the pretend bridge's scenes", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  const scenes = async (): Promise<readonly Json[]> =>
    parsed((await rig.send("GET", "/clip/v2/resource/scene")).text).list("data");
  const sceneId = async (name: string): Promise<string> => {
    const found = (await scenes()).find((scene) => scene.at("metadata", "name") === name);
    assert.ok(found, name);
    return String(found.at("id"));
  };
  const status = async (name: string) =>
    (await rig.get(`scene/${await sceneId(name)}`)).at("status", "active");
  const recall = async (name: string, more: object = { action: "active" }) =>
    rig.put(`scene/${await sceneId(name)}`, { recall: more });
  const lamps = () => rig.bridge.lamps().map(({ on, brightness }) => (on ? brightness : "off"));

  it("belong to a room and a zone, and tell what each of their lamps is to do", async () => {
    const all = await scenes();
    assert.deepEqual(
      all.map((scene) => [
        scene.at("metadata", "name"),
        scene.at("group", "rtype"),
        scene.at("status", "active"),
      ]),
      [
        ["In a call", "room", "inactive"],
        ["Grüne Stunde", "room", "inactive"],
        ["Café ☕", "zone", "inactive"],
        ["夜", "zone", "inactive"],
      ],
    );
    const call = all[0]?.list("actions") ?? [];
    assert.deepEqual(
      call.map((action) => action.at("target", "rid")),
      [DESK_LAMP, SHELF, CEILING, FAIRY_LIGHTS, FLOOR_LAMP, STRIP],
    );
    assert.deepEqual(call[0]?.at("action"), { on: { on: true }, dimming: { brightness: 60 }, color: RED });
    assert.deepEqual(call[2]?.keysAt("action"), ["color_temperature", "dimming", "on"]);
    assert.deepEqual(call[3]?.at("action"), { on: { on: true } });
    assert.deepEqual(call[4]?.at("action"), { on: { on: true }, dimming: { brightness: 60 } });
    assert.deepEqual(all[1]?.at("actions", 1, "action"), { on: { on: false } });
  });

  it("give every lamp its own when recalled, and are active then", async () => {
    const { status: code, text } = await recall("In a call");
    assert.equal(code, 200, text);
    assert.deepEqual(parsed(text).at("data"), [{ rid: await sceneId("In a call"), rtype: "scene" }]);
    assert.deepEqual(lamps(), [60, 60, 60, 100, 60, 60]);
    assert.equal(rig.bridge.lamps()[0]?.color, "#ff0000");
    assert.equal(await status("In a call"), "static");
    assert.ok(rig.log.entries.some(({ note }) => note === "Office: scene In a call, active"));
    assert.equal(rig.bridge.writes(await sceneId("In a call")), 1);
  });

  it("leave a lamp dark that has to be", async () => {
    rig.bridge.setByHand(SHELF, { on: true });
    await recall("Grüne Stunde", { action: "static", duration: 400 });
    assert.deepEqual(lamps(), [100, "off", 100, 100, 100, 100]);
  });

  it("take another brightness for every lamp that is on and has one", async () => {
    await recall("In a call", { action: "active", dimming: { brightness: 20 } });
    assert.deepEqual(lamps(), [20, 20, 20, 100, 20, 20]);
  });

  it("can move through their colours, which a colour ends", async () => {
    await recall("Café ☕", { action: "dynamic_palette" });
    assert.equal(await status("Café ☕"), "dynamic_palette");
    assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("dynamics", "status"), "dynamic_palette");
    await rig.put(`light/${DESK_LAMP}`, { color: RED });
    assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("dynamics", "status"), "none");
    assert.equal((await rig.get(`light/${SHELF}`)).at("dynamics", "status"), "dynamic_palette");
    assert.equal(await status("Café ☕"), "inactive");
  });

  const ends: readonly (readonly [string, string, () => Promise<unknown> | void])[] = [
    ["one of its lamps changes", "inactive", () => rig.put(`light/${SHELF}`, { on: { on: false } })],
    ["somebody in the room changes one", "inactive", () => rig.bridge.setByHand(DESK_LAMP, { on: false })],
    ["another scene takes one of its lamps", "inactive", () => recall("In a call")],
    ["a lamp of another group changes", "static", () => rig.bridge.setByHand(CEILING, { on: false })],
    ["a lamp is told what it does already", "static", () => rig.put(`light/${SHELF}`, { on: { on: true } })],
    [
      "a lamp signals",
      "static",
      () => rig.put(`light/${SHELF}`, { signaling: { signal: "on_off", duration: 1000 } }),
    ],
    ["a write is refused", "static", () => rig.put(`light/${SHELF}`, { on: 1 })],
  ];
  for (const [what, expected, happen] of ends) {
    it(`are ${expected} when ${what}`, async () => {
      await recall("Café ☕");
      await happen();
      assert.equal(await status("Café ☕"), expected);
    });
  }

  it("tell the event stream of lamps, groups, themselves, and of the scene that is over", async () => {
    await recall("Café ☕");
    const stream = await openStream(rig);
    assert.equal(await stream.frame(), ": hi");
    await recall("In a call");
    const { events } = eventsOf(await stream.frame());
    const types = events.list().map((event) => event.list("data").map((one) => String(one.at("type"))));
    assert.deepEqual(types, [
      rig.bridge.lamps().map(() => "light"),
      ["grouped_light", "grouped_light", "grouped_light"],
      ["scene", "scene"],
      ["future_thing"],
    ]);
    const last_recall = "2026-11-21T09:00:00.000Z";
    assert.deepEqual(
      events.list(2, "data").map((scene) => scene.at("status")),
      [
        { active: "static", last_recall },
        { active: "inactive", last_recall },
      ],
    );
    await rig.put(`light/${SHELF}`, { on: { on: false } });
    const ended = eventsOf(await stream.frame()).events;
    assert.deepEqual(ended.at(1, "data", 0, "status"), { active: "inactive", last_recall });
  });

  const bodies: readonly (readonly [string, unknown, RegExp])[] = [
    ["an empty body", {}, /missing attribute, recall/],
    ["a recall without action", { recall: { duration: 400 } }, /missing attribute, recall.action/],
    ["an unknown action", { recall: { action: "on" } }, /recall.action, \\"on\\"/],
    ["the action of a smart scene", { recall: { action: "activate" } }, /recall.action, \\"activate\\"/],
    ["half a millisecond", { recall: { action: "active", duration: 0.5 } }, /recall.duration, 0.5/],
    [
      "too much brightness",
      { recall: { action: "active", dimming: { brightness: 101 } } },
      /recall.dimming.brightness, 101/,
    ],
    ["brightness as a number", { recall: { action: "active", dimming: 5 } }, /recall.dimming, 5/],
    ["anything of a light", { recall: { action: "active" }, on: { on: true } }, /unknown attribute, on/],
  ];
  for (const [what, body, words] of bodies) {
    it(`refuse ${what} with 400`, async () => {
      const { status: code, text } = await rig.put(`scene/${await sceneId("In a call")}`, body);
      assert.equal(code, 400);
      assert.match(text, words);
      assert.equal(await status("In a call"), "inactive");
    });
  }

  it("are not found under another id", async () => {
    assert.equal((await rig.put(`scene/${UNKNOWN}`, { recall: { action: "active" } })).status, 404);
  });

  it("have a smart one among them that only stands there", async () => {
    const [smart] = parsed((await rig.send("GET", "/clip/v2/resource/smart_scene")).text).list("data");
    assert.equal(smart?.at("state"), "inactive");
    const put = await rig.put(`smart_scene/${String(smart?.at("id"))}`, { recall: { action: "activate" } });
    assert.equal(put.status, 405);
  });
});
