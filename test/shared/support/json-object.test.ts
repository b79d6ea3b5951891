import assert from "node:assert/strict";
import { parseJsonObject } from "../../../shared/support/json-object";

describe("JSON object", () => {
  it("is what stands between braces", () => {
    assert.deepEqual(parseJsonObject('{"a":[1]}'), { a: [1] });
  });

  for (const text of ["", "{", "null", "[1]", '"x"', "5", "<html>"]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseJsonObject(text), undefined));
  }
});
