import assert from "node:assert/strict";
import { mayPass, repeatAfter } from "../../../homebridge-plugin/on-change/repeat";

/** The longest that a call lasts. */
const CALL_MS = 5_000;

describe("a call that failed", () => {
  const rows: readonly (readonly [number, number | undefined])[] = [
    [0, 30_000],
    [1, 60_000],
    [2, 60_000],
    [27, 60_000],
    [28, undefined],
    [29, undefined],
  ];
  for (const [repeats, expected] of rows)
    it(`after ${repeats} repeats is ${expected === undefined ? "given up" : `repeated in ${expected} ms`}`, () =>
      assert.equal(repeatAfter(repeats), expected));

  it("is repeated for half an hour at most, and for no more than one repeat less", () => {
    let spent = CALL_MS;
    for (let repeats = 0, wait = repeatAfter(0); wait !== undefined; wait = repeatAfter(++repeats))
      spent += wait + CALL_MS;
    assert.ok(spent <= 30 * 60_000 && spent > 28 * 60_000, `${spent} ms`);
  });

  const statuses: readonly (readonly [number, boolean])[] = [
    [300, false],
    [301, false],
    [304, false],
    [399, false],
    [400, false],
    [401, false],
    [404, false],
    [407, false],
    [408, true],
    [409, false],
    [428, false],
    [429, true],
    [430, false],
    [499, false],
    [500, true],
    [501, true],
    [503, true],
    [599, true],
  ];
  for (const [status, expected] of statuses)
    it(`with status ${status} ${expected ? "can pass" : "stays wrong"}`, () =>
      assert.equal(mayPass(status), expected));
});
