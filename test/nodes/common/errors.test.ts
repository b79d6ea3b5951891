import assert from "node:assert/strict";
import { nodeError } from "../../../nodes/common/errors";
import { Problem } from "../../../shared/support/problem";

describe("an error for Catch nodes", () => {
  const TEXT = { code: "graph-unavailable", title: "Graph has trouble", advice: "Wait." };

  it("has code and cause of its own, which Node-RED copies into msg.error", () => {
    const error = nodeError(new Problem(TEXT, { cause: new Error("secret inside") }));
    assert.ok(Object.hasOwn(error, "code") && Object.hasOwn(error, "cause"));
    assert.deepEqual(
      [error.message, Reflect.get(error, "code"), error.cause],
      ["Graph has trouble. Wait.", TEXT.code, { title: TEXT.title, advice: TEXT.advice }],
    );
  });

  it("has a cause that is readable as text, which the debug sidebar makes of it, and no more than data", () => {
    const { cause } = nodeError(new Problem(TEXT));
    assert.equal(String(cause), "Graph has trouble. Wait.");
    assert.equal(JSON.stringify(cause), JSON.stringify({ title: TEXT.title, advice: TEXT.advice }));
    assert.deepEqual(cause, { title: TEXT.title, advice: TEXT.advice });
    assert.deepEqual(structuredClone(cause), { title: TEXT.title, advice: TEXT.advice });
  });

  it("has no stack: Node-RED would log and show it", () => {
    assert.equal(Object.hasOwn(nodeError(new Problem(TEXT)), "stack"), false);
    assert.equal(nodeError(new Error("x")).stack, undefined);
  });

  for (const thrown of [new TypeError("no such thing"), "no such thing"]) {
    it(`calls ${thrown instanceof Error ? "an Error" : "a thrown text"} unexpected`, () => {
      const error = nodeError(thrown);
      assert.equal(Reflect.get(error, "code"), "unexpected");
      assert.match(error.message, /no such thing/);
    });
  }
});
