import assert from "node:assert/strict";
import {
  addressOf,
  bridgeProperties,
  type BridgeProperties,
  type BridgeSettings,
} from "../../../nodes/hue-bridge/bridge-properties";
import { Problem } from "../../../shared/support/problem";

const BRIDGE_ID = "001788fffe5a4d0b";

const read = (properties: object = {}): BridgeProperties =>
  bridgeProperties({ id: "bridge", type: "presence-hue-bridge", host: "192.168.1.60", ...properties });

describe("a bridge's properties", () => {
  it("need no more than an address", () =>
    assert.deepEqual(read(), {
      host: "192.168.1.60",
      port: 443,
      bridgeId: "",
      tls: "verified",
      api: "auto",
    }));

  it("are read as the editor stores them", () =>
    assert.deepEqual(
      read({ host: " Hue.Home ", port: "8443", bridgeId: BRIDGE_ID.toUpperCase(), tls: "pinned", api: "v2" }),
      { host: "hue.home", port: 8443, bridgeId: BRIDGE_ID, tls: "pinned", api: "v2" },
    ));

  for (const host of [
    "127.0.0.1",
    "bridge",
    "hue_bridge.lan",
    "philips-hue.fritz.box",
    "::1",
    "fe80::217:88ff:fe5a:4d0b%eth0",
    "2001:db8::1",
  ])
    it(`take the address ${host}`, () => assert.equal(read({ host }).host, host));

  for (const api of [undefined, "", "auto"])
    it(`take ${JSON.stringify(api)} as: whatever is best`, () => assert.equal(read({ api }).api, "auto"));

  const PORTS: readonly (readonly [properties: object, port: number])[] = [
    [{ api: "v2" }, 443],
    [{ api: "auto", port: 80 }, 80],
    [{ api: "v1" }, 80],
    [{ api: "v1", port: "" }, 80],
    [{ api: "v1", port: "443" }, 80],
    [{ api: "v1", port: 8080 }, 8080],
  ];
  for (const [properties, port] of PORTS)
    it(`mean port ${port} with ${JSON.stringify(properties)}`, () =>
      assert.equal(read(properties).port, port));

  const REFUSED: readonly (readonly [properties: object, said: RegExp])[] = [
    ...[
      undefined,
      "",
      7,
      ["192.168.1.60"],
      "https://192.168.1.60",
      "192.168.1.60/api",
      "me:secret@192.168.1.60",
      "192.168.1.60:443",
      "192.168.1.300",
      "[::1]",
      "a b",
      "a..b",
      "-a",
      "${HUE_HOST}",
      "x".repeat(64),
      `${"a.".repeat(130)}b`,
    ].map((host) => [{ host }, /host must be the bridge's IP address or host name alone/] as const),
    ...[0, 65_536, "https", 1.5, Number.NaN, true].map(
      (port) => [{ port }, /port must be a (whole )?number from 1 to 65535/] as const,
    ),
    ...["001788", "zz1788fffe5a4d0b", 42].map(
      (bridgeId) => [{ bridgeId }, /bridgeId must be the 16 digits and letters a to f/] as const,
    ),
    ...["none", true].map((tls) => [{ tls }, /tls must be one of verified, pinned, insecure/] as const),
    ...["v3", 2].map((api) => [{ api }, /api must be one of auto, v2, v1/] as const),
  ];
  for (const [properties, said] of REFUSED)
    it(`are refused with ${JSON.stringify(properties)}`, () =>
      assert.throws(
        () => read(properties),
        (error) => error instanceof Problem && error.code === "bad-configuration" && said.test(error.message),
      ));
});

describe("a bridge's address", () => {
  const settings = (
    properties: Partial<BridgeProperties>,
    others: Partial<Omit<BridgeSettings, "properties">> = {},
  ): BridgeSettings => ({
    properties: { host: "h", port: 443, bridgeId: "", tls: "verified", api: "auto", ...properties },
    key: "key",
    certificate: "",
    ...others,
  });

  const PAIRED: readonly BridgeSettings[] = [
    settings({ bridgeId: BRIDGE_ID }),
    settings({ tls: "pinned", bridgeId: BRIDGE_ID }, { certificate: "PEM" }),
    settings({ tls: "insecure" }),
    settings({ api: "v1", port: 80, bridgeId: BRIDGE_ID }),
    settings({ api: "v1", port: 80, bridgeId: BRIDGE_ID, tls: "pinned" }),
  ];
  for (const paired of PAIRED)
    it(`is known where it is paired: ${paired.properties.api}, ${paired.properties.tls}`, () => {
      const { properties, certificate } = paired;
      const { bridgeId, host, port, tls } = properties;
      assert.deepEqual(addressOf(paired), {
        host,
        port,
        tls,
        ...(bridgeId !== "" && { bridgeId }),
        ...(certificate !== "" && { certificate }),
      });
    });

  const NOT_PAIRED: readonly (readonly [why: string, settings: BridgeSettings])[] = [
    ["without a key", settings({ bridgeId: BRIDGE_ID }, { key: "" })],
    ["without a key, unchecked", settings({ tls: "insecure" }, { key: "" })],
    ["verified without a bridge id", settings({})],
    ["without encryption and without a bridge id", settings({ api: "v1" })],
    ["pinned without a bridge id", settings({ tls: "pinned" }, { certificate: "PEM" })],
    ["pinned without a certificate", settings({ tls: "pinned", bridgeId: BRIDGE_ID })],
  ];
  for (const [why, unpaired] of NOT_PAIRED)
    it(`is not enough ${why}`, () =>
      assert.throws(
        () => addressOf(unpaired),
        (error) =>
          error instanceof Problem &&
          error.code === "not-paired" &&
          error.advice === "Open the bridge's dialog and press Pair.",
      ));
});
