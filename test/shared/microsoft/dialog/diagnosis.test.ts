import assert from "node:assert/strict";
import { type Check, summaryOf } from "../../../../shared/microsoft/dialog/diagnosis";

describe("the sentence above the checks", () => {
  const TABLE: readonly (readonly [readonly Check["state"][], string, number])[] = [
    [["ok", "ok"], "nothing-wrong", 0],
    [["ok", "skipped", "unknown"], "nothing-wrong-so-far", 2],
    [["ok", "failed", "skipped", "skipped"], "one-wrong", 1],
    [["failed", "failed", "unknown"], "some-wrong", 2],
  ];
  for (const [states, key, count] of TABLE)
    it(`is ${key} with ${count} for ${states.join(", ")}`, () =>
      assert.deepEqual(summaryOf(states.map((state) => ({ state }))), { key, count }));
});
