import assert from "node:assert/strict";
import { listedBridge, wantsCloud } from "../../../nodes/hue-bridge/bridge-search";
import type { FoundBridge } from "../../../shared/lights/hue/bridge/probe";

const FOUND: FoundBridge = {
  host: "192.168.1.60",
  port: 443,
  bridgeId: "001788fffe5a4d0b",
  name: "Hue Bridge",
  model: "BSB002",
  swversion: "1967054020",
  clip: true,
  transport: "https",
};

describe("the search of the bridge's dialog", () => {
  it("tells what choosing needs", () =>
    assert.deepEqual(listedBridge(FOUND), {
      host: "192.168.1.60",
      port: 443,
      bridgeId: "001788fffe5a4d0b",
      name: "Hue Bridge",
      model: "BSB002",
    }));

  const OFFERED: readonly (readonly [found: Partial<FoundBridge>, port: number, api: string | undefined])[] =
    [
      [{ port: 8443 }, 8443, undefined],
      [{ clip: false }, 443, undefined],
      [{ transport: "http", port: 80, clip: false, model: "BSB001" }, 80, "v1"],
      [{ transport: "http", port: 80 }, 443, undefined],
    ];
  for (const [found, port, api] of OFFERED)
    it(`offers ${JSON.stringify(found)} at ${port}${api ? " without encryption" : ""}`, () => {
      const offered = listedBridge({ ...FOUND, ...found });
      assert.deepEqual([offered.port, offered.api], [port, api]);
    });

  for (const [cloud, wanted] of [
    [undefined, false],
    [false, false],
    [true, true],
    ["true", true],
  ] as const)
    it(`${wanted ? "asks" : "does not ask"} Signify with ${JSON.stringify(cloud)}`, () =>
      assert.equal(wantsCloud({ cloud }), wanted));

  for (const cloud of ["yes", 1, {}])
    it(`refuses ${JSON.stringify(cloud)}`, () =>
      assert.throws(() => wantsCloud({ cloud }), {
        code: "bad-configuration",
        advice: "cloud must be true or false.",
      }));
});
