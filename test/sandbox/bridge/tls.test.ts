import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { startBridge } from "../../../sandbox/bridge/bridge";
import { errorCode, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";

describe("the pretend bridge's certificate", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  it("names the bridge in its CN and its serial number, and has no other name", () => {
    const leaf = new X509Certificate(rig.bridge.certificate);
    assert.equal(leaf.subject, `CN=${rig.bridge.bridgeId}\nO=Philips Hue\nC=NL`);
    assert.equal(BigInt(`0x${leaf.serialNumber}`), BigInt(`0x${rig.bridge.bridgeId}`));
    assert.equal(leaf.subjectAltName, undefined);
    assert.match(rig.bridge.bridgeId, /^001788fffe[0-9a-f]{6}$/);
  });

  it("satisfies a client that trusts the authority and expects this bridge", async () => {
    assert.equal((await rig.send("GET", "/api/config")).status, 200);
  });

  const refusals = [
    ["another bridge is expected", { servername: "001788fffe000000" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["the authority is not trusted", { ca: [] }, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["the client speaks nothing newer than TLS 1.1", { maxVersion: "TLSv1.1" }, undefined],
  ] as const;
  for (const [when, options, code] of refusals) {
    it(`fails when ${when}`, async () => {
      const old =
        "maxVersion" in options ? { minVersion: "TLSv1" as const, ciphers: "DEFAULT@SECLEVEL=0" } : {};
      const { ca, ...rest } = { ca: undefined, ...options };
      const trust = ca === undefined ? {} : { ca: [...ca] };
      const reached = rig.send("GET", "/api/config", undefined, { ...rest, ...old, ...trust });
      if (code === undefined) await assert.rejects(reached, /alert protocol version/);
      else assert.equal(await errorCode(reached), code);
    });
  }

  it("can vouch for itself, which only a client that has pinned it accepts", async () => {
    const own = await startRig({ selfSigned: true });
    try {
      assert.equal(await errorCode(own.send("GET", "/api/config")), "DEPTH_ZERO_SELF_SIGNED_CERT");
      const pinned = await own.send("GET", "/api/config", undefined, { ca: own.bridge.certificate });
      assert.equal(pinned.status, 200);
    } finally {
      await own.bridge.close();
    }
  });

  it("does not start on a port somebody else has", async () => {
    const { authority, log, faults } = rig;
    const again = startBridge({ authority, log, faults, port: rig.bridge.port });
    assert.equal(await errorCode(again), "EADDRINUSE");
  });

  it("breaks off what is still on its way when it closes", async () => {
    const request = rig.open("PUT", "/clip/v2/resource/light/x");
    request.setHeader("expect", "100-continue");
    request.flushHeaders();
    await once(request, "continue");
    const broken = once(request, "error");
    await rig.bridge.close();
    await broken;
  });
});
