import assert from "node:assert/strict";
import { DESK_LAMP, errorCode, parsed, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";
import { openStream } from "./stream-client";

describe("a pretend bridge that starts again", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  const ask = () => rig.send("GET", "/clip/v2/resource/bridge");

  it("is not there until then, streams included, and comes back where it was with all it knew", async () => {
    const { port } = rig.bridge;
    const stream = await openStream(rig);
    rig.bridge.setByHand(DESK_LAMP, { brightness: 30 });
    await rig.bridge.stop();
    await stream.ended;
    assert.equal(await errorCode(ask()), "ECONNREFUSED");
    await rig.bridge.startAgain();
    assert.equal(rig.bridge.port, port);
    assert.equal((await ask()).status, 200);
    assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("dimming", "brightness"), 30.04);
    assert.equal(rig.bridge.openStreams(), 0);
  });

  it("may come back at another address", async () => {
    const { host, port } = rig.bridge;
    await rig.bridge.stop();
    await rig.bridge.startAgain({ host: "127.0.0.2", port: 0 });
    assert.equal(rig.bridge.host, "127.0.0.2");
    assert.notEqual(rig.bridge.port, port);
    assert.equal((await ask()).status, 200);
    assert.equal(await errorCode(rig.send("GET", "/api/config", undefined, { host, port })), "ECONNREFUSED");
  });

  it("says so when somebody else has its port by then", async () => {
    const other = await startRig();
    try {
      await rig.bridge.stop();
      const again = rig.bridge.startAgain({ port: other.bridge.port });
      assert.equal(await errorCode(again), "EADDRINUSE");
      await rig.bridge.startAgain();
      assert.equal((await ask()).status, 200);
    } finally {
      await other.bridge.close();
    }
  });

  it("does not know its keys while it starts, for resources and stream alone, and forgets none", async () => {
    rig.faults.order({ target: "hue", kind: "boot-403", seconds: 30 });
    for (const path of ["/clip/v2/resource", "/eventstream/clip/v2"]) {
      const headers = { accept: "text/event-stream" };
      const reply = await rig.send("GET", path, undefined, { headers });
      assert.equal(reply.status, 403);
      assert.match(String(reply.headers["content-type"]), /^text\/html/);
    }
    assert.equal((await rig.put(`light/${DESK_LAMP}`, { on: { on: false } })).status, 403);
    assert.equal(rig.bridge.lamps()[0]?.on, true);
    const config = await rig.send("GET", "/api/config");
    assert.equal(parsed(config.text).at("modelid"), "BSB002");
    await rig.clock.advance(30_000);
    assert.equal((await ask()).status, 200);
  });
});
