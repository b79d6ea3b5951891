import assert from "node:assert/strict";
import { definitionsOf, paletteNodes } from "../../support/palette";

type Validator = (this: object, value: unknown, options: object) => boolean | string;

/** What the dialog says of a value: true, or why not. */
function judge(nodeName: string, property: string, value: unknown, others: object = {}): boolean | string {
  const node = paletteNodes.find(({ name }) => name === nodeName);
  assert.ok(node);
  const [definition] = definitionsOf(node).values();
  const found = definition?.defaults[property] as { readonly validate: Validator } | undefined;
  assert.ok(found);
  const { validate } = found;
  return validate.call({ ...others, _: (key: string) => key }, value, {});
}

const TARGET = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";

describe("the dialogs of lamps and a bridge", () => {
  const VALUES: readonly (readonly [
    node: string,
    property: string,
    right: readonly unknown[],
    wrong: readonly unknown[],
  ])[] = [
    [
      "hue-bridge",
      "host",
      ["192.168.1.60", " bridge.lan ", "fe80::1%eth0", "${HUE_HOST}"],
      ["", "https://192.168.1.60", "192.168.1.60/x", "a b", "me@bridge", "[::1]", "bridge:443"],
    ],
    ["hue-bridge", "port", [443, "8443"], ["x", 0, 65_536]],
    ["hue-bridge", "bridgeId", ["", "001788fffe5a4d0b", "001788FFFE5A4D0B"], ["001788", "x".repeat(16)]],
    ["hue-light", "target", [TARGET, "${LAMP}", "7", "1234"], ["", "Desk lamp", "12345"]],
    ["hue-light", "person", ["", "alice", "a-1"], ["Alice", "al ice"]],
    ["hue-light", "transition", [0, "400", 60_000], ["x", -1, 60_001]],
    ["hue-light", "maxBrightness", [1, "100", 12.5], ["x", 0, 101]],
    [
      "busylight",
      "device",
      ["", "any", "all", "virtual", "27bb:3bcd", "27bb:3bcd:A1", "27bb:3bcd@1-1.4", "${LIGHT}"],
      ["some", "27bb", "27bb:3bcd:", "27bb:3bcg"],
    ],
    ["busylight", "person", ["", "alice", "${WHO}"], ["Alice", "al ice"]],
    ["busylight", "maxBrightness", [1, "100", 12.5], ["x", 0, 101]],
    ["busylight", "volume", [0, "50", 100], ["x", -1, 101]],
    ["busylight", "onClose", [undefined, "", "off", "leave", "${ENDING}"], ["never", true]],
    [
      "busylight",
      "protocols",
      [undefined, [], [{ id: "1234:abcd", as: "kuando" }], [{ id: "1234:ABCD", as: "epos" }]],
      [[{ id: "1234", as: "kuando" }], [{ id: "1234:abcd", as: "virtual" }], [{ id: "1234:abcd" }], [null]],
    ],
  ];
  for (const [node, property, right, wrong] of VALUES)
    it(`judge ${property} of ${node}`, () => {
      for (const value of right) assert.equal(judge(node, property, value), true, String(value));
      for (const value of wrong)
        assert.equal(typeof judge(node, property, value), "string", JSON.stringify(value));
    });

  for (const [targetType, isRight] of [
    ["home", true],
    ["room", false],
    ["light", false],
    [undefined, false],
  ] as const)
    it(`${isRight ? "need no" : "ask for a"} target with targetType ${targetType ?? "absent"}`, () =>
      assert.equal(judge("hue-light", "target", "", { targetType }) === true, isRight));
});
