import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { errorCode, parsed, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";
import { sendPlain } from "./plain-client";

describe("the models of the pretend bridge", () => {
  let rig: Rig;
  afterEach(() => rig.bridge.close());

  describe("BSB003, the Bridge Pro,", () => {
    beforeEach(async () => {
      rig = await startRig({ model: "BSB003", httpPort: 0 });
    });

    it("has its own MAC prefix, and a certificate in capitals with a unit", async () => {
      assert.match(rig.bridge.bridgeId, /^c42996fffe[0-9a-f]{6}$/);
      const { subject } = new X509Certificate(rig.bridge.certificate);
      assert.equal(subject, `CN=${rig.bridge.bridgeId.toUpperCase()}\nOU=BSB003\nO=Philips Hue\nC=NL`);
      const config = parsed((await rig.send("GET", "/api/config")).text);
      assert.deepEqual(
        [config.at("modelid"), config.at("bridgeid"), config.at("mac")],
        ["BSB003", rig.bridge.bridgeId.toUpperCase(), "c4:29:96:5a:4d:0c"],
      );
      const devices = parsed((await rig.send("GET", "/clip/v2/resource/device")).text).list("data");
      assert.ok(devices.some((device) => device.at("product_data", "product_name") === "Hue Bridge Pro"));
    });

    for (const [method, path] of [
      ["GET", "/api/config"],
      ["POST", "/api"],
      ["GET", "/clip/v2/resource?a=b"],
      ["GET", "/description.xml"],
    ] as const) {
      it(`sends ${method} ${path} over plain HTTP to HTTPS`, async () => {
        const { status, headers } = await sendPlain(rig.bridge.httpPort ?? 0, method, path);
        assert.equal(status, 301);
        assert.equal(headers.location, `https://127.0.0.1:${rig.bridge.port}${path}`);
      });
    }
  });

  describe("BSB002, the square one,", () => {
    it("has the old API on plain HTTP when told to, and CLIP v2 there not", async () => {
      rig = await startRig({ httpPort: 0 });
      const port = rig.bridge.httpPort ?? 0;
      assert.equal(parsed((await sendPlain(port, "GET", "/api/config")).text).at("modelid"), "BSB002");
      const lights = parsed((await sendPlain(port, "GET", `/api/${rig.key}/lights`)).text);
      assert.equal(lights.at("1", "name"), "Desk lamp");
      assert.notEqual(lights.at("2", "capabilities", "control"), undefined);
      for (const path of ["/clip/v2/resource", "/eventstream/clip/v2", "/auth/v1"])
        assert.equal((await sendPlain(port, "GET", path)).status, 404);
      const secure = parsed((await rig.send("GET", `/api/${rig.key}/lights`)).text);
      assert.deepEqual(secure.value, lights.value);
    });

    it("has no plain HTTP otherwise", async () => {
      rig = await startRig();
      assert.equal(rig.bridge.httpPort, undefined);
    });

    it("does not start when somebody has its port for plain HTTP, and leaves the other free", async () => {
      rig = await startRig({ httpPort: 0 });
      const { httpPort = 0, port } = rig.bridge;
      assert.equal(await errorCode(startRig({ httpPort })), "EADDRINUSE");
      await rig.bridge.stop();
      await rig.bridge.startAgain();
      assert.deepEqual([rig.bridge.port, rig.bridge.httpPort], [port, httpPort]);
    });
  });

  describe("BSB001, the round one,", () => {
    beforeEach(async () => {
      rig = await startRig({ model: "BSB001" });
    });
    const send = (method: string, path: string, body?: unknown) =>
      sendPlain(rig.bridge.port, method, path, body);

    it("speaks plain HTTP and the old API only", async () => {
      const config = parsed((await send("GET", "/api/config")).text);
      assert.deepEqual([config.at("modelid"), config.at("apiversion")], ["BSB001", "1.16.0"]);
      for (const path of ["/clip/v2/resource", "/eventstream/clip/v2", "/auth/v1"])
        assert.equal((await send("GET", path)).status, 404);
      await assert.rejects(rig.send("GET", "/api/config"));
    });

    it("pairs without a client key, though it was asked for one", async () => {
      const body = { devicetype: "teams-presence#kitchen", generateclientkey: true };
      assert.equal(parsed((await send("POST", "/api", body)).text).at(0, "error", "type"), 101);
      rig.bridge.pressButton();
      const answer = parsed((await send("POST", "/api", body)).text);
      assert.deepEqual(answer.keysAt(0, "success"), ["username"]);
      const key = String(answer.at(0, "success", "username"));
      assert.equal(parsed((await send("GET", `/api/${key}/lights`)).text).at("1", "name"), "Desk lamp");
    });

    it("does not know of half of its lamps what they can do", async () => {
      const lights = parsed((await send("GET", `/api/${rig.key}/lights`)).text);
      assert.deepEqual(
        lights.keysAt().filter((number) => lights.at(number, "capabilities") !== undefined),
        ["1", "3", "5"],
      );
    });
  });
});
