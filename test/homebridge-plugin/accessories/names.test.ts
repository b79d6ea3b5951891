import assert from "node:assert/strict";
import { homeKitName } from "../../../homebridge-plugin/accessories/names";

/** What HAP-NodeJS takes without a warning (`checkName`). */
const ALLOWED = /^[\p{L}\p{N}][\p{L}\p{N}\p{Zs}’'&!._:;()/,-]*[\p{L}\p{N}]$/u;

describe("a name for HomeKit", () => {
  const cases: readonly (readonly [given: string, expected: string])[] = [
    ["In a call", "In a call"],
    ["Zoë O’Neil", "Zoë O’Neil"],
    ["会議中", "会議中"],
    ["  Alice \t Smith\n", "Alice Smith"],
    ["📞 In a call 📞", "In a call"],
    ["Alice (work)", "Alice work"],
    ["Alice (work) at home", "Alice (work) at home"],
    ["Alice's", "Alice's"],
    ["alice@contoso.com", "alice contoso.com"],
    ["-- Busy --", "Busy"],
    ["Busy\u202e", "Busy"],
    ["A", "Fallback"],
    ["📞", "Fallback"],
    ["", "Fallback"],
    [`${"a".repeat(63)}(bc`, "a".repeat(63)],
    [`${"a".repeat(63)} bc`, "a".repeat(63)],
    [`${"a".repeat(63)}𝒜`, "a".repeat(63)],
  ];
  for (const [given, expected] of cases)
    it(`is ${JSON.stringify(expected)} for ${JSON.stringify(given)}`, () => {
      const name = homeKitName(given, "Fallback");
      assert.equal(name, expected);
      assert.match(name, ALLOWED);
    });

  it("says whose it is where there is a single letter only", () =>
    assert.equal(homeKitName("A", "a"), "Teams A"));

  for (const id of ["a", "-", "---", "-a-", "7", "x".repeat(40)])
    it(`is one that HomeKit takes where all there is is the id ${id}`, () =>
      assert.match(homeKitName("", id), ALLOWED));
});
