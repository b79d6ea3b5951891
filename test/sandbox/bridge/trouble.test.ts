import assert from "node:assert/strict";
import { once } from "node:events";
import type { ClientRequest } from "node:http";
import { HUE_FAULTS } from "../../../sandbox/bridge/trouble";
import { DESK_LAMP, errorCode, parsed, replyTo, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";

describe("the pretend bridge in trouble", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  const order = (
    kind: (typeof HUE_FAULTS)[number],
    more: { count?: number; seconds?: number; retryAfter?: number } = {},
  ) => rig.faults.order({ target: "hue", kind, ...more });
  const ask = () => rig.send("GET", "/clip/v2/resource/bridge");

  describe("when it is asked too much", () => {
    /** A request whose headers have arrived and whose body never comes to an end. */
    async function unfinished(): Promise<ClientRequest> {
      const request = rig.open("PUT", `/clip/v2/resource/light/${DESK_LAMP}`, {
        headers: { expect: "100-continue" },
      });
      request.on("error", () => {});
      request.flushHeaders();
      await once(request, "continue");
      return request;
    }

    it("answers the fourth request at once with a page and 429", async () => {
      const first = await unfinished();
      await unfinished();
      await unfinished();
      const { status, headers, text } = await ask();
      assert.equal(status, 429);
      assert.match(String(headers["content-type"]), /^text\/html/);
      assert.match(text, /hue personal wireless lighting/);
      const reply = replyTo(first);
      first.end(JSON.stringify({ on: { on: false } }));
      assert.equal((await reply).status, 200);
      assert.equal((await ask()).status, 200);
    });

    it("lets a client with three connections work as fast as it can", async () => {
      const worker = async () => {
        for (let turn = 0; turn < 5; turn++) assert.equal((await ask()).status, 200);
      };
      await Promise.all([worker(), worker(), worker()]);
    });

    it("takes a burst of 20 light commands and 20 each second after, and no more", async () => {
      const write = async () => (await rig.put(`light/${DESK_LAMP}`, { on: { on: true } })).status;
      for (let turn = 0; turn < 20; turn++) assert.equal(await write(), 200);
      assert.equal(await write(), 429);
      await rig.clock.advance(50);
      assert.equal(await write(), 200);
      assert.equal(await write(), 429);
      assert.equal((await ask()).status, 200);
      assert.equal(rig.bridge.writes(DESK_LAMP), 21);
    });
  });

  const pages = [
    ["429", 429, /^text\/html/],
    ["503", 503, /^text\/html/],
    ["500", 500, /^application\/json/],
    ["html", 200, /^text\/html/],
    ["garbage", 200, /^application\/json/],
  ] as const;
  for (const [kind, status, type] of pages) {
    it(`answers "${kind}" with ${status}, once`, async () => {
      order(kind);
      const reply = await ask();
      assert.equal(reply.status, status);
      assert.match(String(reply.headers["content-type"]), type);
      assert.equal(reply.headers["retry-after"], undefined);
      if (kind !== "500") assert.throws(() => JSON.parse(reply.text));
      assert.equal(rig.log.entries.at(-1)?.status, status);
      assert.equal((await ask()).status, 200);
    });
  }

  it("says how long to wait when told to", async () => {
    order("429", { retryAfter: 7 });
    assert.equal((await ask()).headers["retry-after"], "7");
  });

  it("changes nothing while it is busy", async () => {
    order("503");
    await rig.put(`light/${DESK_LAMP}`, { on: { on: false } });
    assert.equal(rig.bridge.lamps()[0]?.on, true);
    assert.equal(rig.bridge.writes(DESK_LAMP), 0);
  });

  it("breaks the connection", async () => {
    order("reset");
    assert.equal(await errorCode(ask()), "ECONNRESET");
    assert.equal(rig.log.entries.at(-1)?.status, 0);
    assert.equal((await ask()).status, 200);
  });

  it("never answers, and frees the place when the client gives up", async () => {
    order("timeout", { count: 3 });
    const hanging = Array.from({ length: 3 }, () => {
      const request = rig.open("GET", "/clip/v2/resource/bridge");
      const closed = new Promise((resolve) => request.once("close", resolve));
      request.on("error", () => {}).end();
      return { request, closed };
    });
    while (rig.log.entries.length < 3) await once(rig.log, "entry");
    assert.equal((await ask()).status, 429);
    for (const { request, closed } of hanging) {
      request.destroy();
      await closed;
    }
    let status = 429;
    while (status === 429) status = (await ask()).status;
    assert.equal(status, 200);
  });

  it("is not there at all while offline", async () => {
    order("offline", { seconds: 60 });
    assert.equal(await errorCode(ask()), "ECONNRESET");
    assert.equal(await errorCode(ask()), "ECONNRESET");
    assert.deepEqual(rig.log.entries, []);
    await rig.clock.advance(60_000);
    assert.equal((await ask()).status, 200);
  });

  it("forgets every key for good, until somebody pairs again", async () => {
    order("revoked");
    assert.equal((await ask()).status, 403);
    assert.equal((await ask()).status, 403);
    rig.bridge.pressButton();
    const answer = parsed((await rig.send("POST", "/api", { devicetype: "a#b" })).text);
    const headers = { "hue-application-key": String(answer.at(0, "success", "username")) };
    assert.equal((await rig.send("GET", "/clip/v2/resource", undefined, { headers })).status, 200);
  });

  it("loses a command on the air, and keeps that trouble for the next command", async () => {
    order("unreachable");
    assert.equal((await ask()).status, 200);
    const { status, text } = await rig.put(`light/${DESK_LAMP}`, {
      on: { on: false },
      dimming: { brightness: 5 },
    });
    assert.equal(status, 207);
    assert.deepEqual(parsed(text).at("errors"), [
      { description: "device (light) has communication issues, command (.on.on) may not have effect" },
      {
        description:
          "device (light) has communication issues, command (.dimming.brightness) may not have effect",
      },
    ]);
    assert.equal(rig.bridge.lamps()[0]?.on, true);
    assert.equal((await rig.put(`light/${DESK_LAMP}`, { on: { on: false } })).status, 200);
  });

  it("leaves alone what is ordered for others", async () => {
    rig.faults.order({ target: "graph", kind: "429" });
    assert.equal((await ask()).status, 200);
    assert.equal(rig.faults.active.length, 1);
  });
});
