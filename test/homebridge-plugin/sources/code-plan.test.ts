import assert from "node:assert/strict";
import { nextCodeAt } from "../../../homebridge-plugin/sources/code-plan";

const HOUR = 3_600_000;

describe("when the next code comes", () => {
  const rows: readonly (readonly [unanswered: number, hours: number])[] = [
    [0, 0],
    [1, 1],
    [2, 4],
    [3, 24],
    [4, 24],
    [100, 24],
  ];
  for (const [unanswered, hours] of rows)
    it(`is in ${hours} hours after ${unanswered} that nobody entered`, () =>
      assert.equal(nextCodeAt(unanswered, 1000), 1000 + hours * HOUR));
});
