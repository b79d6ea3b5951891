import assert from "node:assert/strict";
import { asProblem, Problem } from "../../../shared/support/problem";

const TEXT = { code: "usb-gone", title: "The light was unplugged", advice: "Plug it in again." };

/** What another copy of the module makes. */
class ForeignProblem extends Error {
  override readonly name = "Problem";
  readonly text = TEXT;
  readonly code = TEXT.code;
}

describe("whatever was thrown", () => {
  it("stays the Problem it is, also one of another copy of the module", () => {
    for (const problem of [new Problem(TEXT), new ForeignProblem()])
      assert.equal(asProblem(problem), problem);
  });

  for (const [thrown, advice] of [
    [new TypeError("no such thing"), "no such thing"],
    ["a text", "a text"],
    [{ name: "Problem", text: TEXT }, "[object Object]"],
  ] as const)
    it(`becomes one that says ${advice}, where it is none`, () => {
      const problem = asProblem(thrown);
      assert.ok(problem instanceof Problem);
      assert.deepEqual([problem.code, problem.advice, problem.cause], ["unexpected", advice, thrown]);
    });
});
