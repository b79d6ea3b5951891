import assert from "node:assert/strict";
import { CEILING, DESK_LAMP, parsed, SHELF, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";
import { eventsOf, openStream } from "./stream-client";

describe("a lamp the pretend bridge cannot reach", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  const lose = (more: { lamp?: string; count?: number; seconds?: number } = {}) =>
    rig.faults.order({ target: "hue", kind: "unreachable", ...more });
  const first = async (type: string, index = 0) =>
    String(parsed((await rig.send("GET", `/clip/v2/resource/${type}`)).text).at("data", index, "id"));
  const radioOf = async (light: string) => {
    const owner = String((await rig.get(`light/${light}`)).at("owner", "rid"));
    return rig.get(
      `zigbee_connectivity/${String((await rig.get(`device/${owner}`)).at("services", 0, "rid"))}`,
    );
  };
  const connectivity = async (light: string) => (await radioOf(light)).at("status");
  const OFF = { on: { on: false } };

  it("has a connectivity issue as long as the trouble lasts", async () => {
    lose({ lamp: DESK_LAMP, seconds: 60 });
    assert.deepEqual(
      [await connectivity(DESK_LAMP), await connectivity(SHELF)],
      ["connectivity_issue", "connected"],
    );
    await rig.clock.advance(60_000);
    assert.equal(await connectivity(DESK_LAMP), "connected");
  });

  it("is told of as soon as it is lost, and when somebody calls the trouble off", async () => {
    const id = (await radioOf(DESK_LAMP)).at("id");
    const stream = await openStream(rig);
    await stream.frame();
    lose({ lamp: DESK_LAMP, seconds: 60 });
    const lost = eventsOf(await stream.frame()).events.at(0, "data", 0);
    assert.deepEqual(Object.keys(lost ?? {}).sort(), ["id", "owner", "status", "type"]);
    rig.faults.clear("hue");
    const { events } = eventsOf(await stream.frame());
    assert.deepEqual([events.at(0, "data", 0, "id"), events.at(0, "data", 0, "status")], [id, "connected"]);
  });

  const looks: readonly (readonly [string, () => unknown])[] = [
    ["with the next request", () => rig.send("GET", "/api/config")],
    ["when somebody asks for what is ordered", () => rig.faults.active],
  ];
  for (const [when, look] of looks) {
    it(`is told of as connected ${when} once the time is over`, async () => {
      lose({ lamp: DESK_LAMP, seconds: 60 });
      const stream = await openStream(rig);
      await stream.frame();
      await rig.clock.advance(60_000);
      await look();
      assert.equal(eventsOf(await stream.frame()).events.at(0, "data", 0, "status"), "connected");
    });
  }

  it("gives a write to it 207 and changes nothing, and none to others", async () => {
    lose({ lamp: DESK_LAMP, seconds: 60 });
    const { status, text } = await rig.put(`light/${DESK_LAMP}`, OFF);
    assert.equal(status, 207);
    assert.match(text, /device \(light\) has communication issues, command \(\.on\.on\) may not have effect/);
    assert.equal((await rig.put(`light/${CEILING}`, OFF)).status, 200);
    assert.deepEqual(
      rig.bridge.lamps().map(({ on }) => on),
      [true, false, false, false, false, false],
    );
  });

  it("misses what its group is told, which gives 207 while the others follow", async () => {
    lose({ lamp: DESK_LAMP, seconds: 60 });
    const { status, text } = await rig.put(`grouped_light/${await first("grouped_light")}`, {
      on: { on: true },
      dimming: { brightness: 100 },
    });
    assert.equal(status, 207);
    assert.match(text, /device \(groupedLight\) has communication issues, command \(\.dimming\.brightness\)/);
    await rig.put(`grouped_light/${await first("grouped_light")}`, OFF);
    assert.deepEqual(
      rig.bridge.lamps().map(({ on }) => on),
      [true, false, false, false, false, false],
    );
  });

  it("misses its part of a scene", async () => {
    lose({ lamp: DESK_LAMP, seconds: 60 });
    const before = rig.bridge.lamps()[0];
    const { status } = await rig.put(`scene/${await first("scene")}`, { recall: { action: "active" } });
    assert.equal(status, 207);
    assert.deepEqual(rig.bridge.lamps()[0], before);
    assert.equal(rig.bridge.lamps()[1]?.color, "#ff0000");
  });

  it("hears again after as many commands as were ordered; those to others do not count", async () => {
    lose({ lamp: DESK_LAMP, count: 2 });
    await rig.put(`light/${SHELF}`, OFF);
    await rig.put(`light/${DESK_LAMP}`, { on: 1 });
    assert.equal((await rig.put(`light/${DESK_LAMP}`, OFF)).status, 207);
    assert.equal((await rig.put(`light/${DESK_LAMP}`, OFF)).status, 207);
    assert.equal(await connectivity(DESK_LAMP), "connected");
    assert.equal((await rig.put(`light/${DESK_LAMP}`, OFF)).status, 200);
  });

  it("is told of as connected right after the last of those commands", async () => {
    lose({ lamp: DESK_LAMP });
    const stream = await openStream(rig);
    await stream.frame();
    await rig.put(`light/${DESK_LAMP}`, OFF);
    assert.equal(eventsOf(await stream.frame()).events.at(0, "data", 0, "status"), "connected");
  });

  it("is every lamp when none is named", async () => {
    lose({ seconds: 60 });
    for (const light of [DESK_LAMP, SHELF, CEILING])
      assert.equal(await connectivity(light), "connectivity_issue");
  });

  it("can still be switched by hand", () => {
    lose({ lamp: DESK_LAMP });
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    assert.equal(rig.bridge.lamps()[0]?.on, false);
  });
});
