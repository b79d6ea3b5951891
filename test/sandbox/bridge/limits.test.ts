import assert from "node:assert/strict";
import { once } from "node:events";
import { DESK_LAMP, parsed, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";
import { openStream } from "./stream-client";

describe("what the pretend bridge lets a client do", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ limits: { lightWritesPerSecond: 10 } });
  });
  afterEach(() => rig.bridge.close());

  const first = async (type: string) =>
    String(parsed((await rig.send("GET", `/clip/v2/resource/${type}`)).text).at("data", 0, "id"));
  const ON = { on: { on: true } };

  it("is as many light writes a second as it was told to allow", async () => {
    for (let turn = 0; turn < 10; turn++) assert.equal((await rig.put(`light/${DESK_LAMP}`, ON)).status, 200);
    const { status, headers, text } = await rig.put(`light/${DESK_LAMP}`, ON);
    assert.equal(status, 429);
    assert.match(String(headers["content-type"]), /^text\/html/);
    assert.match(text, /Too many light commands/);
    await rig.clock.advance(100);
    assert.equal((await rig.put(`light/${DESK_LAMP}`, ON)).status, 200);
    assert.equal(rig.bridge.traffic().refused429, 1);
    assert.equal(rig.bridge.traffic().lightWrites, 11);
  });

  it("is two group writes and then one a second", async () => {
    const group = `grouped_light/${await first("grouped_light")}`;
    const write = async () => (await rig.put(group, ON)).status;
    assert.deepEqual([await write(), await write(), await write()], [200, 200, 429]);
    await rig.clock.advance(999);
    assert.equal(await write(), 429);
    await rig.clock.advance(1);
    assert.deepEqual([await write(), await write()], [200, 429]);
    await rig.clock.advance(60_000);
    assert.deepEqual([await write(), await write(), await write()], [200, 200, 429]);
    assert.equal(rig.bridge.traffic().groupWrites, 5);
  });

  it("counts a scene like a group", async () => {
    const [group, scene] = [await first("grouped_light"), await first("scene")];
    const recall = { recall: { action: "active" } };
    assert.equal((await rig.put(`grouped_light/${group}`, ON)).status, 200);
    assert.equal((await rig.put(`scene/${scene}`, recall)).status, 200);
    assert.equal((await rig.put(`scene/${scene}`, recall)).status, 429);
    const { groupWrites, sceneRecalls } = rig.bridge.traffic();
    assert.deepEqual([groupWrites, sceneRecalls], [1, 1]);
  });

  it("is counted for each client on its own", async () => {
    const headers = { "hue-application-key": rig.bridge.addKey() };
    const path = `/clip/v2/resource/grouped_light/${await first("grouped_light")}`;
    for (let turn = 0; turn < 2; turn++) await rig.send("PUT", path, ON);
    assert.equal((await rig.send("PUT", path, ON)).status, 429);
    assert.equal((await rig.send("PUT", path, ON, { headers })).status, 200);
  });

  describe("is told as traffic:", () => {
    it("requests, also those that lead nowhere", async () => {
      await rig.send("GET", "/clip/v2/resource");
      await rig.send("GET", "/nowhere");
      await rig.put(`light/${DESK_LAMP}`, {});
      const { requests, lightWrites, refused429 } = rig.bridge.traffic();
      assert.deepEqual([requests, lightWrites, refused429], [3, 0, 0]);
    });

    it("the most requests within a second", async () => {
      const ask = () => rig.send("GET", "/api/config");
      for (let turn = 0; turn < 3; turn++) await ask();
      await rig.clock.advance(999);
      await ask();
      await rig.clock.advance(1);
      await ask();
      assert.equal(rig.bridge.traffic().mostPerSecond, 4);
    });

    it("how many were on their way together, and how many connections are open", async () => {
      const stream = await openStream(rig);
      rig.faults.order({ target: "hue", kind: "timeout", count: 2 });
      const hanging = ["one", "two"].map(() => rig.open("GET", "/clip/v2/resource").on("error", () => {}));
      for (const request of hanging) {
        const noted = once(rig.log, "entry");
        request.end();
        await noted;
      }
      assert.equal(rig.bridge.traffic().mostParallel, 3);
      assert.equal(rig.bridge.traffic().openConnections, 3);
      for (const request of hanging) request.destroy();
      stream.response.destroy();
      while (rig.bridge.traffic().openConnections > 0) await new Promise(setImmediate);
      assert.equal(rig.bridge.openStreams(), 0);
    });

    it("anew after a reset, but not what is still open", async () => {
      await openStream(rig);
      await rig.put(`light/${DESK_LAMP}`, ON);
      rig.bridge.resetTraffic();
      const { openConnections, ...counted } = rig.bridge.traffic();
      assert.ok(openConnections >= 1);
      assert.deepEqual(counted, {
        requests: 0,
        mostPerSecond: 0,
        lightWrites: 0,
        groupWrites: 0,
        sceneRecalls: 0,
        refused429: 0,
        mostParallel: 1,
      });
    });
  });
});
