import assert from "node:assert/strict";
import { parseInfo } from "../../../../../shared/lights/hue/bridge/bridge-info";

const ID = "001788fffe0a1b2c";
const parse = (config: object) => parseInfo(JSON.stringify({ bridgeid: ID.toUpperCase(), ...config }));

describe("what a bridge says about itself", () => {
  it("is read with its id in lower case", () =>
    assert.deepEqual(parse({ name: " Hue Bridge ", modelid: "BSB002", swversion: "1967054020" }), {
      bridgeId: ID,
      name: "Hue Bridge",
      model: "BSB002",
      swversion: "1967054020",
      clip: true,
    }));

  it("may be no more than an id, which then is its name", () =>
    assert.deepEqual(parse({ name: " ", swversion: 7 }), {
      bridgeId: ID,
      name: ID,
      model: "",
      swversion: "",
      clip: false,
    }));

  const CLIP: readonly (readonly [model: string, swversion: string | undefined, clip: boolean])[] = [
    ["BSB002", "1948086000", true],
    ["BSB002", "1948085999", false],
    ["BSB002", undefined, false],
    ["BSB002", "soon", false],
    ["BSB001", "01041302", false],
    ["BSB003", "1010000000", true],
    ["BSB003", undefined, true],
  ];
  for (const [modelid, swversion, clip] of CLIP)
    it(`${modelid} with ${swversion} ${clip ? "has" : "does not have"} CLIP v2`, () =>
      assert.equal(parse({ modelid, swversion })?.clip, clip));

  for (const text of [
    "",
    "<html>",
    "null",
    "[]",
    "{}",
    '{"bridgeid":7}',
    '{"bridgeid":"bridge"}',
    `[{"bridgeid":"${ID}"}]`,
    `{"bridgeid":"${ID}0"}`,
  ])
    it(`is not a bridge's with ${JSON.stringify(text)}`, () => assert.equal(parseInfo(text), undefined));
});
