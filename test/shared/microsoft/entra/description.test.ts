import assert from "node:assert/strict";
import { firstLine, numbersNamedIn } from "../../../../shared/microsoft/entra/description";

const DESCRIPTIONS: readonly (readonly [string, string, readonly number[]])[] = [
  ["AADSTS50059: No tenant. Trace ID: 1 Correlation ID: 2", "AADSTS50059: No tenant.", [50059]],
  ["AADSTS700016: Not found.\r\nTrace ID: 1\r\nTimestamp: now", "AADSTS700016: Not found.", [700016]],
  ["One line.\rAnother.", "One line.", []],
  ["\u001b[31mRed\u0007 ", "[31mRed", []],
  ["", "", []],
  [`AADSTS${"9".repeat(20)}: too long a number`, `AADSTS${"9".repeat(20)}: too long a number`, [999_999_999]],
];

describe("the description of an error of Entra", () => {
  for (const [description, line, numbers] of DESCRIPTIONS) {
    it(`is its sentence and the number it names: ${JSON.stringify(description)}`, () => {
      assert.deepEqual([firstLine(description), numbersNamedIn(description)], [line, numbers]);
    });
  }
});
