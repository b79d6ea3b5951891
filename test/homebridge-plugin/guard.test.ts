import assert from "node:assert/strict";
import { guard } from "../../homebridge-plugin/guard";
import { Problem } from "../../shared/support/problem";
import { settle } from "../support/fake-clock";
import { Lines } from "../support/lines";

describe("the guard around what Homebridge calls", () => {
  const failures: readonly (readonly [string, () => unknown, string])[] = [
    ["throws", () => assert.fail("no"), "error Something unexpected went wrong. no"],
    ["rejects", () => Promise.reject(new Error("no")), "error Something unexpected went wrong. no"],
    [
      "rejects with nothing",
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- libraries do so
      () => Promise.reject(undefined),
      "error Something unexpected went wrong. undefined",
    ],
    [
      "throws trouble with advice",
      () => {
        throw new Problem({ code: "x", title: "Title", advice: "Advice." });
      },
      "error Title. Advice.",
    ],
  ];
  for (const [what, work, line] of failures)
    it(`makes a line in the log of work that ${what}`, async () => {
      const log = new Lines();
      guard(log, work);
      await settle();
      assert.deepEqual(log.all, [line]);
    });

  it("says nothing of work that goes well", async () => {
    const log = new Lines();
    guard(log, () => 7);
    guard(log, () => Promise.resolve());
    await settle();
    assert.deepEqual(log.all, []);
  });
});
