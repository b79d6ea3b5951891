import assert from "node:assert/strict";
import { createAuthority, type Authority, type Leaf } from "../../../../../sandbox/support/certificates";
import { ClipApi } from "../../../../../shared/lights/hue/home/clip-api";
import type { LightBody } from "../../../../../shared/lights/hue/home/light-body";
import { silentLog } from "../../../../../shared/support/log";
import { FakeClock } from "../../../../support/fake-clock";
import { type Handler, startServer } from "../wire/https-server";
import { light } from "./clip-resources";

const ID = "001788fffe0a1b2c";

describe("a bridge of CLIP v2", () => {
  let authority: Authority;
  let leaf: Leaf;
  const clock = new FakeClock();
  const open: { close(): unknown }[] = [];
  let asked: string[];

  before(async () => {
    authority = await createAuthority("C=NL, O=Philips Hue, CN=root-bridge");
    leaf = await authority.issue({ commonName: ID });
  });
  beforeEach(() => (asked = []));
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
    assert.equal(clock.pending, 0, "no timer stays");
  });

  /** A bridge that answers everything alike. */
  async function api(handler: Handler): Promise<ClipApi> {
    const server = await startServer(leaf, (request, response, body) => {
      asked.push(`${request.method} ${request.url}${body && ` ${body}`}`);
      handler(request, response, body);
    });
    open.push(server);
    const address = { host: "127.0.0.1", port: server.port, bridgeId: ID, tls: "verified" } as const;
    const bridge = new ClipApi({
      address,
      key: "k".repeat(40),
      clock,
      log: silentLog,
      roots: [authority.certificate],
    });
    open.push(bridge);
    return bridge;
  }

  const json =
    (data: readonly unknown[], errors: readonly unknown[] = [], status = 200): Handler =>
    (_, response) =>
      void response.writeHead(status).end(JSON.stringify({ data, errors }));
  const notFound = json([], [{ description: "Not Found" }], 404);

  it("is of the second generation", async () => {
    const bridge = await api(notFound);
    assert.equal(bridge.generation, "v2");
  });

  it("tells the whole home in one request", async () => {
    const bridge = await api(json([light("l1", "d1"), { type: "news", id: "n" }, null]));
    assert.deepEqual([...(await bridge.readHome()).lights.keys()], ["l1"]);
    assert.deepEqual(asked, ["GET /clip/v2/resource"]);
  });

  describe("tells of lights", () => {
    const all = json([light("l1", "d1"), light("l2", "d2", { on: { on: false } }), { id: "l3" }, null]);

    it("one by itself", async () => {
      const bridge = await api(json([light("l 1/", "d1", { dimming: { brightness: 12 } })]));
      const states = await bridge.readLights(["l 1/", "l 1/"]);
      assert.equal(states.get("l 1/")?.brightness, 12);
      assert.deepEqual(asked, ["GET /clip/v2/resource/light/l%201%2F"]);
    });

    it("several in one request, without those that are not known or make no sense", async () => {
      const bridge = await api(all);
      const states = await bridge.readLights(["l2", "l3", "l9"]);
      assert.deepEqual(
        [...states].map(([id, { on }]) => [id, on]),
        [["l2", false]],
      );
      assert.deepEqual(asked, ["GET /clip/v2/resource/light"]);
    });

    it("none without a request", async () => {
      const bridge = await api(all);
      assert.equal((await bridge.readLights([])).size, 0);
      assert.deepEqual(asked, []);
    });

    it("one that is gone by leaving it out", async () => {
      const bridge = await api(notFound);
      assert.equal((await bridge.readLights(["l1"])).size, 0);
    });
  });

  describe("takes writes", () => {
    const body: LightBody = { on: { on: true } };
    const writes = [
      ["light", (bridge: ClipApi) => bridge.writeLight("a/b", body), "light-not-found"],
      ["grouped_light", (bridge: ClipApi) => bridge.writeGroup("a/b", body), "light-not-found"],
      ["scene", (bridge: ClipApi) => bridge.recallScene("a/b", 400), "scene-not-found"],
    ] as const;
    const unheard = "device (light) has communication issues, command (.on.on) may not have effect";
    const softOff = 'device (light) is "soft off", command (.color.xy) may not have effect';

    for (const [type, write, missing] of writes) {
      it(`to a ${type}`, async () => {
        const bridge = await api(json([{ rid: "a/b", rtype: type }]));
        assert.deepEqual(await write(bridge), { warnings: [], heard: true });
        const sent =
          type === "scene" ? '{"recall":{"action":"active","duration":400}}' : '{"on":{"on":true}}';
        assert.deepEqual(asked, [`PUT /clip/v2/resource/${type}/a%2Fb ${sent}`]);
      });

      for (const status of [200, 207]) {
        it(`to a ${type} that was not heard, with ${status}`, async () => {
          const bridge = await api(json([], [{ description: softOff }, { description: unheard }], status));
          assert.deepEqual(await write(bridge), { warnings: [softOff, unheard], heard: false });
        });
      }

      it(`to a ${type} that is off`, async () => {
        const bridge = await api(json([], [{ description: softOff }], 207));
        assert.deepEqual(await write(bridge), { warnings: [softOff], heard: true });
      });

      it(`to a ${type} that is gone: ${missing}`, async () => {
        const bridge = await api(notFound);
        await assert.rejects(write(bridge), { code: missing });
      });

      it(`to a ${type}, or says why not`, async () => {
        const bridge = await api((_, response) => void response.writeHead(429).end("<html></html>"));
        await assert.rejects(write(bridge), { code: "bridge-overloaded" });
      });
    }
  });

  for (const [what, handler, code] of [
    ["too old", notFound, "bridge-not-found"],
    ["another device", (_, response) => void response.end("<html></html>"), "bridge-bad-answer"],
    [
      "that has lost our key",
      (_, response) => void response.writeHead(403).end("<html>"),
      "bridge-key-refused",
    ],
  ] as const satisfies readonly (readonly [string, Handler, string])[]) {
    it(`that is ${what} tells no home`, async () => {
      const bridge = await api(handler);
      await assert.rejects(bridge.readHome(), { code });
    });
  }

  it("takes nothing more once closed", async () => {
    const bridge = await api(json([]));
    bridge.close();
    bridge.close();
    await assert.rejects(bridge.readHome(), { code: "bridge-unreachable" });
    await assert.rejects(bridge.writeLight("l1", {}), { code: "bridge-unreachable" });
    assert.deepEqual(asked, []);
  });
});
