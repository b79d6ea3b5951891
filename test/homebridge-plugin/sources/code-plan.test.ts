import assert from "node:assert/strict";
import {
  afterEnding,
  type CodeEnding,
  type CodePlan,
  endingOf,
  FIRST_CODE,
} from "../../../homebridge-plugin/sources/code-plan";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function times(count: number, ending: CodeEnding, from: CodePlan = FIRST_CODE): CodePlan {
  return Array.from({ length: count }).reduce<CodePlan>((plan) => afterEnding(plan, ending), from);
}

describe("when the next code comes", () => {
  it("is at once at first", () => assert.equal(FIRST_CODE.waitMs, 0));

  const rows: readonly (readonly [what: string, plan: CodePlan, waitMs: number])[] = [
    ["1 that nobody entered", times(1, "unanswered"), HOUR],
    ["2 that nobody entered", times(2, "unanswered"), 4 * HOUR],
    ["3 that nobody entered", times(3, "unanswered"), 24 * HOUR],
    ["100 that nobody entered", times(100, "unanswered"), 24 * HOUR],
    ["1 trouble", times(1, "trouble"), MINUTE],
    ["2 troubles", times(2, "trouble"), 2 * MINUTE],
    ["4 troubles", times(4, "trouble"), 8 * MINUTE],
    ["5 troubles", times(5, "trouble"), 15 * MINUTE],
    ["5000 troubles", times(5000, "trouble"), 15 * MINUTE],
    ["trouble between codes that nobody entered", times(1, "trouble", times(2, "unanswered")), MINUTE],
    ["a code that nobody entered, after trouble", times(1, "unanswered", times(5, "trouble")), HOUR],
    [
      "codes that nobody entered, with trouble between them",
      times(1, "unanswered", times(5, "trouble", times(1, "unanswered"))),
      4 * HOUR,
    ],
    ["the configuration was wrong", times(1, "configuration"), HOUR],
    ["the configuration was wrong many times", times(50, "configuration"), HOUR],
    ["the wrong account", times(1, "wrong-account", times(3, "unanswered")), 0],
    [
      "a code that nobody entered, after the wrong account",
      times(1, "unanswered", times(1, "wrong-account")),
      HOUR,
    ],
    ["somebody who has signed in", times(1, "signed-in", times(3, "unanswered")), HOUR],
  ];
  for (const [what, { waitMs }, wanted] of rows)
    it(`is in ${wanted / MINUTE} minutes after ${what}`, () => assert.equal(waitMs, wanted));

  const pauses: readonly (readonly [seconds: number, waitMs: number])[] = [
    [0, MINUTE],
    [30, MINUTE],
    [1800, 1_800_000],
  ];
  for (const [seconds, wanted] of pauses)
    it(`is in ${wanted / MINUTE} minutes where Microsoft wants to be left alone for ${seconds} s`, () =>
      assert.equal(afterEnding(FIRST_CODE, "trouble", seconds).waitMs, wanted));
});

describe("how a try to sign somebody in ends", () => {
  const rows: readonly (readonly [CodeEnding, readonly string[]])[] = [
    ["unanswered", ["code-expired", "sign-in-declined"]],
    ["wrong-account", ["wrong-account"]],
    [
      "configuration",
      [
        "tenant-unknown",
        "application-unknown",
        "blocked-by-policy",
        "public-client-off",
        "admin-consent-needed",
      ],
    ],
    [
      "trouble",
      [
        "microsoft-unreachable",
        "microsoft-throttled",
        "clock-wrong",
        "proxy-failed",
        "storage-failed",
        "unexpected",
      ],
    ],
  ];
  for (const [ending, codes] of rows)
    for (const code of codes) it(`is ${ending} with ${code}`, () => assert.equal(endingOf(code), ending));
});
