import assert from "node:assert/strict";
import { parseColour } from "../../../shared/presence/colour";
import { CSS_COLOURS } from "../../../shared/presence/css-colours";

describe("a colour", () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["#FF8000", "#ff8000"],
    ["#f80", "#ff8800"],
    ["255,128,0", "#ff8000"],
    [" 0, 0 , 7 ", "#000007"],
    ["Red", "#ff0000"],
    ["green", "#008000"],
    ["lime", "#00ff00"],
    ["RebeccaPurple", "#663399"],
    ["darkgrey", "#a9a9a9"],
    ["darkgray", "#a9a9a9"],
    ["lightgoldenrodyellow", "#fafad2"],
    ["amber", "#ffbf00"],
    ["", undefined],
    ["#ff80", undefined],
    ["#ff80000", undefined],
    ["#gg0000", undefined],
    ["ff8000", undefined],
    ["256,0,0", undefined],
    ["-1,0,0", undefined],
    ["1.5,0,0", undefined],
    ["1,2", undefined],
    ["1,2,3,4", undefined],
    ["1,,3", undefined],
    ["transparent", undefined],
    ["constructor", undefined],
    ["burnt umber", undefined],
  ];
  for (const [text, colour] of rows) {
    it(`"${text}" is ${colour ?? "none"}`, () => assert.equal(parseColour(text), colour));
  }

  it("has all 148 CSS names, each a colour", () => {
    assert.equal(CSS_COLOURS.size, 148);
    for (const [name, colour] of CSS_COLOURS) {
      assert.match(name, /^[a-z]+$/);
      assert.equal(parseColour(colour), colour);
    }
  });
});
