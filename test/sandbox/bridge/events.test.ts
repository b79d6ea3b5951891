import assert from "node:assert/strict";
import { once } from "node:events";
import { DESK_LAMP, FAIRY_LIGHTS, SHELF, startRig, STRIP, UNKNOWN } from "./bridge-client";
import type { Rig } from "./bridge-client";
import { eventsOf, openStream } from "./stream-client";
import type { Stream } from "./stream-client";

const RED = { x: 0.64, y: 0.33 };

describe("the pretend bridge's event stream", () => {
  let rig: Rig;
  let stream: Stream;
  beforeEach(async () => {
    rig = await startRig();
    stream = await openStream(rig);
    assert.equal(await stream.frame(), ": hi");
  });
  afterEach(() => rig.bridge.close());

  it("is a text/event-stream and stands in the log", () => {
    assert.match(String(stream.response.headers["content-type"]), /^text\/event-stream/);
    assert.equal(rig.log.entries.at(-1)?.note, "event stream opened");
  });

  it("tells of a command as partial updates of the light and then of its groups", async () => {
    await rig.put(`light/${DESK_LAMP}`, { color: { xy: RED }, dimming: { brightness: 50 } });
    const { id, events } = eventsOf(await stream.frame());
    assert.equal(id, `${Math.floor(rig.clock.now() / 1000)}:0`);
    assert.equal(events.at(0, "type"), "update");
    assert.equal(events.at(0, "creationtime"), "2026-11-21T09:00:00Z");
    assert.match(String(events.at(0, "id")), /^[0-9a-f-]{36}$/);
    const owner = (await rig.get(`light/${DESK_LAMP}`)).at("owner");
    assert.deepEqual(events.at(0, "data"), [
      {
        id: DESK_LAMP,
        id_v1: "/lights/1",
        owner,
        service_id: 0,
        type: "light",
        dimming: { brightness: 50.2 },
        color: { xy: RED },
        color_temperature: { mirek: null, mirek_valid: false },
      },
    ]);
    assert.equal(events.list(1, "data").length, 3);
    assert.deepEqual(events.keysAt(1, "data", 0), ["dimming", "id", "id_v1", "owner", "type"]);
    assert.deepEqual(events.at(1, "data", 0, "dimming"), { brightness: 75.1 });
  });

  it("lets a frame arrive in pieces", async () => {
    const pieces: string[] = [];
    stream.response.on("data", (piece: Buffer) => pieces.push(piece.toString()));
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    const frame = await stream.frame();
    assert.equal(pieces.length, 2);
    assert.equal(pieces.join(""), `${frame}\n\n`);
  });

  it("counts the events within a second", async () => {
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    rig.bridge.setByHand(DESK_LAMP, { on: true });
    await rig.clock.advance(1000);
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    const second = Math.floor(rig.clock.now() / 1000);
    const ids = [await stream.frame(), await stream.frame(), await stream.frame()].map((f) => eventsOf(f).id);
    assert.deepEqual(ids, [`${second - 1}:0`, `${second - 1}:1`, `${second}:0`]);
  });

  it("tells of what somebody does by hand", async () => {
    rig.bridge.setByHand(SHELF, { brightness: 30, xy: { x: 0.3, y: 0.6 } });
    const { events } = eventsOf(await stream.frame());
    assert.equal(events.at(0, "data", 0, "id"), SHELF);
    assert.deepEqual(events.at(0, "data", 0, "on"), { on: true });
    assert.deepEqual(events.at(0, "data", 0, "color"), { xy: { x: 0.409, y: 0.518 } });
  });

  it("tells the stream of every client", async () => {
    const second = await openStream(rig, rig.bridge.addKey());
    assert.equal(await second.frame(), ": hi");
    assert.equal(rig.bridge.openStreams(), 2);
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    assert.equal(await stream.frame(), await second.frame());
  });

  it("does not tell a lamp's white where the lamp has none", async () => {
    rig.bridge.setByHand(STRIP, { xy: RED });
    const { events } = eventsOf(await stream.frame());
    assert.deepEqual(events.keysAt(0, "data", 0), [
      "color",
      "id",
      "id_v1",
      "on",
      "owner",
      "service_id",
      "type",
    ]);
  });

  it("ends when the same client opens another one", async () => {
    const second = await openStream(rig);
    await stream.ended;
    assert.equal(stream.response.complete, true);
    assert.equal(rig.bridge.openStreams(), 1);
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    assert.equal(await second.frame(), ": hi");
    assert.equal(eventsOf(await second.frame()).events.at(0, "data", 0, "id"), DESK_LAMP);
  });

  it("carries with every change something no client can know", async () => {
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    const { events } = eventsOf(await stream.frame());
    const last = events.list().at(-1);
    assert.equal(last?.at("data", 0, "type"), "future_thing");
    assert.equal(typeof last?.at("data", 0, "metadata"), "string");
  });

  it("tells of a new name, of the device and of its light", async () => {
    rig.bridge.rename(DESK_LAMP, "Schreibtisch “süß” 💡");
    const { events } = eventsOf(await stream.frame());
    for (const index of [0, 1])
      assert.deepEqual(events.at(index, "data", 0, "metadata"), { name: "Schreibtisch “süß” 💡" });
    assert.deepEqual([events.at(0, "data", 0, "type"), events.at(1, "data", 0, "id")], ["device", DESK_LAMP]);
    assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("metadata", "name"), "Schreibtisch “süß” 💡");
    assert.throws(() => rig.bridge.rename(UNKNOWN, "x"), /No lamp has the id/);
  });

  it("keeps silent when a command changes nothing, and when a lamp does not hear it", async () => {
    await rig.put(`light/${DESK_LAMP}`, { on: { on: true } });
    await rig.put(`light/${SHELF}`, { dimming: { brightness: 10 } });
    rig.bridge.setByHand(FAIRY_LIGHTS, { on: true });
    const { events } = eventsOf(await stream.frame());
    assert.equal(events.at(0, "data", 0, "id"), FAIRY_LIGHTS);
  });

  it("takes one of the client's places for requests", async () => {
    rig.faults.order({ target: "hue", kind: "timeout", count: 2 });
    for (let hanging = 1; hanging <= 2; hanging++) {
      const noted = once(rig.log, "entry");
      rig
        .open("GET", "/clip/v2/resource")
        .on("error", () => {})
        .end();
      await noted;
    }
    assert.equal((await rig.send("GET", "/clip/v2/resource")).status, 429);
    // Another stream takes the place of the first.
    assert.equal(await (await openStream(rig)).frame(), ": hi");
    const key = rig.bridge.addKey();
    const headers = { "hue-application-key": key };
    assert.equal((await rig.send("GET", "/clip/v2/resource", undefined, { headers })).status, 200);
  });

  it("ends when the keys are forgotten", async () => {
    rig.faults.order({ target: "hue", kind: "revoked" });
    assert.equal((await rig.send("GET", "/clip/v2/resource")).status, 403);
    await stream.ended;
  });

  it("ends as soon as the bridge goes offline", async () => {
    rig.faults.order({ target: "hue", kind: "offline", seconds: 60 });
    await stream.ended;
    assert.equal(rig.bridge.openStreams(), 0);
  });

  it("wants to be asked for as an event stream", async () => {
    assert.equal((await rig.send("GET", "/eventstream/clip/v2")).status, 406);
    const headers = { accept: "text/event-stream" };
    assert.equal((await rig.send("PUT", "/eventstream/clip/v2", {}, { headers })).status, 405);
  });
});

describe("somebody in the room", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  it("is noticed by those who listen, until they stop", async () => {
    let heard = 0;
    const stop = rig.bridge.onChange(() => heard++);
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    await rig.put(`light/${DESK_LAMP}`, { on: { on: true } });
    assert.equal(heard, 2);
    stop();
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    assert.equal(heard, 2);
  });

  it("cannot do what the lamp cannot", () => {
    assert.throws(() => rig.bridge.setByHand(FAIRY_LIGHTS, { brightness: 50 }), /not supported/);
    assert.throws(() => rig.bridge.setByHand(UNKNOWN, { on: true }), /No lamp has the id/);
  });
});
