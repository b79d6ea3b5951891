import assert from "node:assert/strict";
import { parsed, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";

describe("getting into the pretend bridge", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  const noKey = { headers: { "hue-application-key": "" } };
  const pair = async (body: unknown) => parsed((await rig.send("POST", "/api", body, noKey)).text);
  const GOOD = { devicetype: "teams-presence#kitchen", generateclientkey: true };

  for (const path of ["/api/config", "/api/0/config"]) {
    it(`tells anybody who it is at ${path}`, async () => {
      const config = parsed((await rig.send("GET", path, undefined, noKey)).text);
      assert.equal(config.at("bridgeid"), rig.bridge.bridgeId.toUpperCase());
      assert.equal(config.at("modelid"), "BSB002");
      assert.equal(config.at("mac"), "00:17:88:5a:4d:0b");
      assert.ok(Number(config.at("swversion")) >= 1_948_086_000);
    });
  }

  for (const path of [
    "/clip/v2/resource",
    "/clip/v2/resource/light",
    "/clip/v2/resource/no-such-type",
    "/eventstream/clip/v2",
    "/auth/v1",
  ]) {
    for (const [what, key] of [
      ["no key", ""],
      ["an unknown key", "k".repeat(40)],
    ] as const) {
      it(`shows ${path} with ${what} a page and 403`, async () => {
        const headers = { "hue-application-key": key, accept: "text/event-stream" };
        const { status, headers: got, text } = await rig.send("GET", path, undefined, { headers });
        assert.equal(status, 403);
        assert.match(String(got["content-type"]), /^text\/html/);
        assert.match(text, /hue personal wireless lighting/);
      });
    }
  }

  it("says which application a key belongs to", async () => {
    const { status, headers } = await rig.send("GET", "/auth/v1");
    assert.equal(status, 200);
    assert.match(String(headers["hue-application-id"]), /^[0-9a-f-]{36}$/);
  });

  it("takes a key from an earlier run", async () => {
    assert.equal(rig.bridge.addKey("from-yesterday"), "from-yesterday");
    const headers = { "hue-application-key": "from-yesterday" };
    assert.equal((await rig.send("GET", "/clip/v2/resource/bridge", undefined, { headers })).status, 200);
  });

  it("turns away a request for another host name", async () => {
    const reply = await rig.send("GET", "/api/config", undefined, { headers: { host: "evil.example" } });
    assert.equal(reply.status, 421);
  });

  describe("pairing", () => {
    it("asks for the link button, with HTTP status 200", async () => {
      const { status, text } = await rig.send("POST", "/api", GOOD, noKey);
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(text), [
        { error: { type: 101, address: "", description: "link button not pressed" } },
      ]);
    });

    it("gives a key that works once the button is pressed", async () => {
      rig.bridge.pressButton();
      const answer = await pair(GOOD);
      const key = String(answer.at(0, "success", "username"));
      assert.equal(key.length, 40);
      assert.match(String(answer.at(0, "success", "clientkey")), /^[0-9A-F]{32}$/);
      const headers = { "hue-application-key": key };
      assert.equal((await rig.send("GET", "/clip/v2/resource", undefined, { headers })).status, 200);
    });

    it("makes no client key unasked", async () => {
      rig.bridge.pressButton();
      const answer = await pair({ devicetype: "teams-presence#kitchen" });
      assert.deepEqual(answer.keysAt(0, "success"), ["username"]);
    });

    it("forgets the button after 30 seconds", async () => {
      rig.bridge.pressButton();
      await rig.clock.advance(29_999);
      assert.notEqual((await pair(GOOD)).at(0, "success"), undefined);
      await rig.clock.advance(1);
      assert.equal((await pair(GOOD)).at(0, "error", "type"), 101);
    });

    describe("that has to wait for the button", () => {
      let told: boolean[];
      beforeEach(() => {
        told = [];
        rig.bridge.onChange(() => told.push(rig.bridge.isPairingWanted()));
      });

      it("is wanted for 30 seconds after the last attempt", async () => {
        assert.equal(rig.bridge.isPairingWanted(), false);
        await pair(GOOD);
        await rig.clock.advance(20_000);
        await pair(GOOD);
        await rig.clock.advance(29_999);
        assert.equal(rig.bridge.isPairingWanted(), true);
        await rig.clock.advance(1);
        assert.equal(rig.bridge.isPairingWanted(), false);
        assert.deepEqual(told, [true, true]);
      });

      it("is no longer wanted once the button is pressed", async () => {
        await pair(GOOD);
        rig.bridge.pressButton();
        await pair(GOOD);
        assert.equal(rig.bridge.isPairingWanted(), false);
        assert.deepEqual(told, [true, false]);
      });

      it("is not wanted by a request that makes no sense", async () => {
        await pair("{");
        assert.deepEqual([rig.bridge.isPairingWanted(), told], [false, []]);
      });
    });

    const refusals: readonly (readonly [string, unknown, number])[] = [
      ["broken JSON", "{", 2],
      ["an empty body", "", 2],
      ["a list", [], 5],
      ["no devicetype", { generateclientkey: true }, 5],
      ["an unknown parameter", { ...GOOD, username: "me" }, 6],
      ["a parameter every object inherits", { ...GOOD, constructor: 1 }, 6],
      ["a devicetype that is no text", { devicetype: 5 }, 7],
      ["a devicetype without instance", { devicetype: "teams-presence" }, 7],
      ["a devicetype of three parts", { devicetype: "a#b#c" }, 7],
      ["a devicetype with an empty application", { devicetype: "#kitchen" }, 7],
      ["an application of 21 characters", { devicetype: `${"a".repeat(21)}#b` }, 7],
      ["an instance of 20 characters", { devicetype: `a#${"b".repeat(20)}` }, 7],
      ["generateclientkey other than true", { ...GOOD, generateclientkey: "yes" }, 7],
    ];
    for (const [what, body, type] of refusals) {
      it(`refuses ${what} with error type ${type}`, async () => {
        rig.bridge.pressButton();
        assert.equal((await pair(body)).at(0, "error", "type"), type);
      });
    }

    it("takes the longest devicetype there may be", async () => {
      rig.bridge.pressButton();
      const answer = await pair({ devicetype: `${"a".repeat(20)}#${"b".repeat(19)}` });
      assert.notEqual(answer.at(0, "success"), undefined);
    });
  });

  describe("the wire log", () => {
    it("has every request with its status", async () => {
      await rig.send("GET", "/api/config?secret=1", undefined, noKey);
      await rig.send("GET", "/clip/v2/resource", undefined, noKey);
      const lines = rig.log.entries.map(({ service, method, path, status }) => [
        service,
        method,
        path,
        status,
      ]);
      assert.deepEqual(lines, [
        ["hue", "GET", "/api/config", 200],
        ["hue", "GET", "/clip/v2/resource", 403],
      ]);
    });

    it("never shows a key that is in a path", async () => {
      await rig.send("GET", `/api/${rig.key}/lights`);
      await rig.send("GET", "/api/short/lights/1");
      await rig.send("GET", `/clip/v2/resource/light/${rig.key}`);
      await rig.send("GET", `/clip/v2/resource/light/${"x".repeat(40)}`);
      assert.deepEqual(
        rig.log.entries.map(({ path }) => path),
        [
          "/api/***/lights",
          "/api/***/lights/1",
          "/clip/v2/resource/light/***",
          "/clip/v2/resource/light/***",
        ],
      );
    });
  });
});
