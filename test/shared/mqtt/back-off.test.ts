import assert from "node:assert/strict";
import { retryDelay } from "../../../shared/mqtt/back-off";

describe("waiting for a broker", () => {
  const TABLE: readonly (readonly [tries: number, shortest: number, longest: number])[] = [
    [1, 1000, 2000],
    [2, 2000, 4000],
    [3, 4000, 8000],
    [5, 16_000, 32_000],
    [6, 30_000, 60_000],
    [7, 30_000, 60_000],
    [1_000_000, 30_000, 60_000],
  ];
  for (const [tries, shortest, longest] of TABLE)
    it(`takes ${shortest} to ${longest} ms after ${tries} tries`, () => {
      assert.equal(
        retryDelay(tries, () => 0),
        shortest,
      );
      assert.equal(
        retryDelay(tries, () => 1),
        longest,
      );
    });
});
