import assert from "node:assert/strict";
import { fitsFilter, isTopic, isTopicLevel, isTopicPrefix } from "../../../shared/mqtt/topics";

describe("topics", () => {
  const PREFIXES: readonly (readonly [text: string, fits: boolean])[] = [
    ["teams-presence", true],
    ["house/upstairs/alice", true],
    ["Büro/Zoë O'Neil", true],
    ["", false],
    ["/alice", false],
    ["alice/", false],
    ["house//alice", false],
    ["house/+", false],
    ["house/#", false],
    ["house/al+ice", false],
    ["house/\0", false],
    ["house/\u0007", false],
    ["house/\ud800", false],
    ["house/\u200b", false],
    ["$SYS/broker", false],
    ["house/$SYS", true],
    ["x".repeat(200), true],
    ["x".repeat(201), false],
  ];
  for (const [text, fits] of PREFIXES)
    it(`${fits ? "take" : "refuse"} ${JSON.stringify(text.slice(0, 30))} as a prefix`, () =>
      assert.equal(isTopicPrefix(text), fits));

  it("have levels without separators", () => {
    assert.equal(isTopicLevel("alice"), true);
    assert.equal(isTopicLevel("house/alice"), false);
    assert.equal(isTopicLevel(""), false);
  });

  it("may be longer than a prefix, since levels are added", () => {
    assert.equal(isTopic(`${"x".repeat(200)}/_source/${"y".repeat(100)}/status`), true);
    assert.equal(isTopic(""), false);
    assert.equal(isTopic("house/#"), false);
  });

  const FILTERS: readonly (readonly [topic: string, filter: string, fits: boolean])[] = [
    ["a/b", "a/b", true],
    ["a/b", "a/c", false],
    ["a/b", "a", false],
    ["a", "a/b", false],
    ["a/b", "a/+", true],
    ["a/b/c", "a/+", false],
    ["a/b/c", "a/+/c", true],
    ["a", "a/+", false],
    ["a/b/c", "a/#", true],
    ["a", "a/#", true],
    ["b/c", "#", true],
  ];
  for (const [topic, filter, fits] of FILTERS)
    it(`${topic} ${fits ? "fits" : "does not fit"} ${filter}`, () =>
      assert.equal(fitsFilter(topic, filter), fits));
});
