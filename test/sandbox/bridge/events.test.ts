import assert from "node:assert/strict";
import { StringDecoder } from "node:string_decoder";
import type { IncomingMessage } from "node:http";
import { DESK_LAMP, FAIRY_LIGHTS, parsed, responseTo, SHELF, startRig, UNKNOWN } from "./bridge-client";
import type { Json, Rig } from "./bridge-client";

const RED = { x: 0.64, y: 0.33 };

/** An open stream: `frame()` gives the next block of lines, `ended` resolves when the bridge breaks it off. */
interface Stream {
  readonly response: IncomingMessage;
  frame(): Promise<string>;
  readonly ended: Promise<void>;
}

async function openStream(rig: Rig): Promise<Stream> {
  const request = rig.open("GET", "/eventstream/clip/v2", { headers: { accept: "text/event-stream" } });
  request.end();
  const response = await responseTo(request);
  const decoder = new StringDecoder("utf8");
  const waiting: ((frame: string) => void)[] = [];
  const frames: string[] = [];
  let rest = "";
  response.on("data", (piece: Buffer) => {
    const blocks = (rest + decoder.write(piece)).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const taker = waiting.shift();
      if (taker) taker(block);
      else frames.push(block);
    }
  });
  response.on("error", () => {});
  return {
    response,
    ended: new Promise((resolve) => response.once("close", resolve)),
    frame: () => {
      const next = frames.shift();
      return next === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(next);
    },
  };
}

function eventsOf(frame: string): { readonly id: string; readonly events: Json } {
  const match = /^id: (\d+:\d+)\ndata: (.*)$/.exec(frame);
  assert.ok(match, frame);
  return { id: match[1] ?? "", events: parsed(match[2] ?? "") };
}

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

  it("tells every open stream", async () => {
    const second = await openStream(rig);
    assert.equal(await second.frame(), ": hi");
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    assert.equal(await stream.frame(), await second.frame());
  });

  it("keeps silent when a command changes nothing, and when a lamp does not hear it", async () => {
    await rig.put(`light/${DESK_LAMP}`, { on: { on: true } });
    await rig.put(`light/${SHELF}`, { dimming: { brightness: 10 } });
    rig.bridge.setByHand(FAIRY_LIGHTS, { on: true });
    const { events } = eventsOf(await stream.frame());
    assert.equal(events.at(0, "data", 0, "id"), FAIRY_LIGHTS);
  });

  it("does not count among the parallel requests", async () => {
    const more = [await openStream(rig), await openStream(rig), await openStream(rig)];
    assert.equal(more.length, 3);
    assert.equal((await rig.send("GET", "/api/config")).status, 200);
  });

  it("ends when the keys are forgotten", async () => {
    rig.faults.order({ target: "hue", kind: "revoked" });
    assert.equal((await rig.send("GET", "/clip/v2/resource")).status, 403);
    await stream.ended;
  });

  it("ends when the bridge goes offline and something changes", async () => {
    rig.faults.order({ target: "hue", kind: "offline", seconds: 60 });
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    await stream.ended;
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
