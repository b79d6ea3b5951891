import assert from "node:assert/strict";
import {
  isCurrent,
  parseAnswer,
  parseRequest,
  requestText,
  type TrialAnswer,
  type TrialRequest,
} from "../../../homebridge-plugin/trials/trial-messages";

const PERSON = { person: "alice", sensor: "in-a-call" };
const RIGHT = { id: "x-1", at: 1000, ...PERSON, detects: true, seconds: 30 };

describe("a request for a trial", () => {
  const requests: readonly (readonly [string, TrialRequest])[] = [
    ["of a person's sensor", { id: "x-1", at: 1000, wish: { target: PERSON, detects: true, seconds: 30 } }],
    [
      "of an account's sensor",
      { id: "X_1", at: 0, wish: { target: { account: "work" }, detects: false, seconds: 5 } },
    ],
    ["that ends all", { id: "1", at: 1000, wish: "end" }],
  ];
  for (const [what, request] of requests)
    it(`${what} comes over as it was`, () => assert.deepEqual(parseRequest(requestText(request)), request));

  it("is written in fields that others can write, too", () => {
    assert.deepEqual(parseRequest(JSON.stringify(RIGHT)), requests[0]?.[1]);
    assert.deepEqual(parseRequest('{"id":"1","end":true,"at":1000}'), requests[2]?.[1]);
  });

  const wrong: readonly (readonly [string, object])[] = [
    ["no id", { id: undefined }],
    ["an id that is a path", { id: "../x" }],
    ["an id of a mile", { id: "x".repeat(65) }],
    ["an id that is no text", { id: 7 }],
    ["no time", { at: undefined }],
    ["a time that is none", { at: "1000" }],
    ["a broken time", { at: 0.5 }],
    ["no person", { person: undefined }],
    ["no sensor", { sensor: undefined }],
    ["a person and an account", { account: "work" }],
    ["a sensor of an account", { person: undefined, account: "work" }],
    ["a person that is a list", { person: ["alice"] }],
    ["a name with a line break", { sensor: "a\nb" }],
    ["nothing to show", { detects: undefined }],
    ["something else to show", { detects: 1 }],
    ["too short a time", { seconds: 4 }],
    ["too long a time", { seconds: 121 }],
    ["a time that is no number", { seconds: "30" }],
    ["no end", { end: false }],
    ["more than we know", { command: "rm" }],
  ];
  for (const [what, changes] of wrong)
    it(`is none with ${what}`, () =>
      assert.equal(parseRequest(JSON.stringify({ ...RIGHT, ...changes })), undefined));

  for (const text of ["", "{", "null", "[]", '"x"', '{"id":"1","at":1,"end":"true"}', "[".repeat(4000)])
    it(`is not ${JSON.stringify(text).slice(0, 40)}`, () => assert.equal(parseRequest(text), undefined));

  const times: readonly (readonly [string, number, boolean])[] = [
    ["of this moment", 100_000, true],
    ["of the start", 50_000, false],
    ["of 30 seconds ago", 70_000, true],
    ["of longer ago", 69_999, false],
    ["of an earlier run", 59_999, false],
    ["of tomorrow", 130_001, false],
  ];
  for (const [what, at, counts] of times)
    it(`${what} ${counts ? "counts" : "does not count"}`, () =>
      assert.equal(isCurrent({ id: "1", at, wish: "end" }, { startedAt: 60_000, now: 100_000 }), counts));

  it("of the run before does not count, however short ago that is", () =>
    assert.equal(
      isCurrent({ id: "1", at: 99_998, wish: "end" }, { startedAt: 99_999, now: 100_000 }),
      false,
    ));
});

describe("an answer about a trial", () => {
  const answers: readonly TrialAnswer[] = [
    { id: "x-1", until: 31_000 },
    { id: "x-1", problem: "unknown-sensor" },
    { id: "x-1", ended: true },
  ];
  for (const answer of answers)
    it(`${JSON.stringify(answer)} comes over as it was`, () =>
      assert.deepEqual(parseAnswer(JSON.stringify(answer)), answer));

  for (const text of [
    "",
    "{}",
    '{"id":"x"}',
    '{"id":"x","until":"1"}',
    '{"id":"x","problem":"<b>"}',
    '{"id":"a b","ended":true}',
  ])
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseAnswer(text), undefined));
});
