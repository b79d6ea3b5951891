import assert from "node:assert/strict";
import { chosen, type Present, winner, type Wish } from "../../../../shared/lights/busylight/assignment";
import { DARK } from "../../../../shared/lights/busylight/light-state";
import { parseSelector } from "../../../../shared/lights/busylight/selector";

/** `c!` is a light c that is in trouble. */
function present(name: string): Present {
  const [key = ""] = name;
  return {
    key,
    device: {
      transport: "hid",
      vendorId: 0x04d8,
      productId: 0xf372,
      path: key,
      serialNumber: "",
      manufacturer: "",
      product: "",
      release: 0,
      port: key,
    },
    isInTrouble: name.endsWith("!"),
  };
}

describe("which lights a node is about", () => {
  for (const [text, there, before, lights] of [
    ["any", [], [], []],
    ["any", [], ["a"], []],
    ["any", ["b", "a"], [], ["a"]],
    ["any", ["a", "b"], ["b"], ["b"]],
    ["any", ["a", "c"], ["b"], ["a"]],
    ["any", ["a!", "b"], [], ["b"]],
    ["any", ["a!", "b"], ["a"], ["b"]],
    ["any", ["a!", "b!"], [], ["a"]],
    ["any", ["a!", "b!"], ["b"], ["b"]],
    ["any", ["a", "b", "c"], ["c", "b"], ["b"]],
    ["04d8:f372", ["b", "a"], [], ["a"]],
    ["04d8:f372", ["a", "b"], ["b"], ["b"]],
    ["04d8:f372@b", ["a", "b!"], ["a"], ["b"]],
    ["04d8:f373", ["a", "b"], ["a"], []],
    ["all", [], ["a"], []],
    ["all", ["a!", "b"], ["c"], ["a", "b"]],
    ["virtual", ["a"], ["a"], []],
  ] as const)
    it(`${text} of ${there.join(" ") || "none"}, before ${before.join(" ") || "none"}`, () => {
      const selector = parseSelector(text);
      assert.ok(selector);
      const found = chosen(selector, there.map(present), new Set(before));
      assert.deepEqual(
        found.map(({ key }) => key),
        lights,
      );
    });
});

describe("who of several nodes has a light", () => {
  const wants = (askedAt: number): Wish => ({ state: DARK, askedAt });
  const wantsNothing = (askedAt: number): Wish => ({ askedAt });

  for (const [what, wishes, askedAt] of [
    ["nobody of none", [], undefined],
    ["nobody where none wants it", [wantsNothing(1), wantsNothing(2)], undefined],
    ["the only one", [wants(1)], 1],
    ["who asked last", [wants(1), wants(3), wants(2)], 3],
    ["who still wants something", [wants(1), wantsNothing(2)], 1],
    ["who wants it dark, too", [wantsNothing(3), wants(2), wants(1)], 2],
  ] as const)
    it(what, () => assert.equal(winner<Wish>(wishes)?.askedAt, askedAt));
});
