import assert from "node:assert/strict";
import { asProblem, Problem } from "../../../shared/support/problem";

describe("a thrown value as a Problem", () => {
  const text = { code: "usb-busy", title: "Another program holds the light", advice: "Close it." };

  it("is the Problem that it is", () => {
    const problem = new Problem(text);
    assert.equal(asProblem(problem), problem);
  });

  it("keeps what a Problem of another copy of this package says", () => {
    const foreign = Object.assign(new Error("Another program holds the light. Close it."), text, {
      name: "Problem",
    });
    assert.deepEqual(asProblem(foreign).text, text);
  });

  it("is unexpected otherwise, with what was thrown as its advice", () => {
    assert.deepEqual(asProblem(new Error("Boom")).text, {
      code: "unexpected",
      title: "Something unexpected went wrong",
      advice: "Boom",
    });
  });
});
