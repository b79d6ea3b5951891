import assert from "node:assert/strict";
import { DESK_LAMP, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";
import { eventsOf, openStream } from "./stream-client";

const NAME = "Büro – 書斎 💡";

describe("how the pretend bridge cuts its event stream", () => {
  let rig: Rig;
  afterEach(() => rig.bridge.close());

  it("into single bytes, so that characters come in parts", async () => {
    rig = await startRig({ splitStream: "bytes" });
    const stream = await openStream(rig);
    await stream.frame();
    rig.bridge.rename(DESK_LAMP, NAME);
    const frame = await stream.frame();
    assert.equal(eventsOf(frame).events.at(0, "data", 0, "metadata", "name"), NAME);
    const lengths = stream.pieces.slice(1).map(({ length }) => length);
    assert.equal(lengths.length, Buffer.byteLength(`${frame}\n\n`));
    assert.ok(lengths.every((length) => length === 1));
  });

  it("not at all, with several frames in one piece", async () => {
    rig = await startRig({ splitStream: "together" });
    const stream = await openStream(rig);
    await stream.frame();
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    const frames = [await stream.frame(), await stream.frame(), await stream.frame()].map(eventsOf);
    assert.deepEqual(
      frames.map(({ id }) => id.split(":")[1]),
      ["0", "1", "2"],
    );
    assert.deepEqual(
      frames.map(({ events }) => events.at(0, "data", 0, "type")),
      ["light", "grouped_light", "future_thing"],
    );
    assert.equal(stream.pieces.length, 2);
  });
});

describe("trouble with the pretend bridge's event stream", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  const ask = (path: string) =>
    rig.send("GET", path, undefined, { headers: { accept: "text/event-stream" } });

  const refusals = [
    ["stream-refused", 503, /^text\/html/],
    ["stream-missing", 404, /^text\/html/],
    ["stream-html", 200, /^text\/html/],
  ] as const;
  for (const [kind, status, type] of refusals) {
    it(`"${kind}" answers ${status}, and only the stream`, async () => {
      rig.faults.order({ target: "hue", kind });
      assert.equal((await ask("/clip/v2/resource/bridge")).status, 200);
      const reply = await ask("/eventstream/clip/v2");
      assert.equal(reply.status, status);
      assert.match(String(reply.headers["content-type"]), type);
      assert.equal(rig.bridge.openStreams(), 0);
      const stream = await openStream(rig);
      assert.equal(await stream.frame(), ": hi");
    });
  }

  it(`"stream-silent" makes open streams deaf for good, new ones while it lasts, and nothing else`, async () => {
    const before = await openStream(rig);
    rig.faults.order({ target: "hue", kind: "stream-silent", seconds: 60 });
    const meanwhile = await openStream(rig, rig.bridge.addKey());
    assert.deepEqual([await before.frame(), await meanwhile.frame()], [": hi", ": hi"]);
    assert.equal((await rig.put(`light/${DESK_LAMP}`, { on: { on: false } })).status, 200);
    await rig.clock.advance(60_000);
    const after = await openStream(rig, rig.bridge.addKey());
    assert.equal(await after.frame(), ": hi");
    rig.bridge.setByHand(DESK_LAMP, { on: true });
    assert.deepEqual(eventsOf(await after.frame()).events.at(0, "data", 0, "on"), { on: true });
    assert.equal(rig.bridge.openStreams(), 3);
    // Nothing has come to the deaf ones, though it has long been sent to the last.
    assert.deepEqual([before.pieces.length, meanwhile.pieces.length], [1, 1]);
  });
});
