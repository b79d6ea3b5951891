import assert from "node:assert/strict";
import { matterName } from "../../../homebridge-plugin/matter/matter-name";

describe("a name in Matter", () => {
  const cases: readonly (readonly [owner: string, what: string, expected: string])[] = [
    ["Alice", "In a call", "Alice In a call"],
    ["A", "Busy", "A Busy"],
    ["Wolfeschlegelsteinhausenberger", "In a call", "Wolfeschlegelsteinhaus In a call"],
    ["Wolfeschlegelsteinhausenberger", "Not", "Wolfeschlegelsteinhausenberg Not"],
    ["Al", "Neither in a call nor in a meeting", "Al Neither in a call nor in a me"],
    ["Alice Example", "Neither in a call nor in a meeting", "Alice Ex Neither in a call nor i"],
    ["Александра", "Свободна сейчас", "Алек Свободна сей"],
    ["王小明", "通話中", "王小明 通話中"],
    ["王小明王小明王小明", "通話中", "王小明王小明王 通話中"],
    ["𝒜lice", "👩‍💻👩‍💻👩‍💻", "𝒜lice 👩‍💻👩‍💻"],
  ];
  for (const [owner, what, expected] of cases)
    it(`is ${expected} for ${what} of ${owner}`, () => {
      const name = matterName(owner, what);
      assert.equal(name, expected);
      assert.ok(Buffer.byteLength(name) <= 32, `${Buffer.byteLength(name)} bytes`);
    });
});
