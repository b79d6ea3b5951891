import assert from "node:assert/strict";
import { graphProblem } from "../../../../shared/microsoft/graph/graph-problem";
import { Problem } from "../../../../shared/support/problem";

describe("Graph problems", () => {
  it("takes a malformed presence for a bad answer of Graph", () => {
    const malformed = new Problem({ code: "malformed-presence", title: "x", advice: "y" });
    const problem = graphProblem(malformed, 0);
    assert.equal(problem.code, "graph-bad-answer");
    assert.equal(problem.cause, malformed);
  });

  it("leaves other Problems as they are", () => {
    const known = new Problem({ code: "entra-unreachable", title: "x", advice: "y" });
    assert.equal(graphProblem(known, 0), known);
  });

  it("calls what nobody knows unexpected", () => {
    assert.equal(graphProblem(new RangeError("x"), 0).code, "unexpected");
    assert.equal(graphProblem(undefined, 0).code, "unexpected");
  });
});
