import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { safeFileName } from "../../../shared/support/safe-name";

const KEPT = ["8f2c1a9be0d34f77", "a", "node_1-x", "1a2b3c4d.5e6f7a", "A".repeat(64)];

const HASHED = [
  "",
  ".",
  "..",
  "../../etc/passwd",
  "..\\..\\secrets",
  "/etc/passwd",
  "a/b",
  "a\\b",
  ".hidden",
  "-rf",
  "_x",
  "a.b.c",
  "a.",
  "a..b",
  "a b",
  "a\n",
  "a\0b",
  "C:",
  "é",
  "%2e%2e%2f",
  "A".repeat(65),
  `a.${"b".repeat(4000)}`,
];

describe("safe file name", () => {
  for (const id of KEPT) it(`keeps ${id}`, () => assert.equal(safeFileName(id), id));

  for (const id of HASHED) {
    it(`hashes ${JSON.stringify(id.slice(0, 30))}`, () => {
      const hex = createHash("sha256").update(id).digest("hex");
      assert.equal(safeFileName(id), `sha256-${hex}`);
    });
  }

  it("hashes an id that looks like a hashed one", () => {
    const hashed = safeFileName("../x");
    assert.notEqual(safeFileName(hashed), hashed);
  });
});
