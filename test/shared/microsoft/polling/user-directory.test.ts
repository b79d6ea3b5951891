import assert from "node:assert/strict";
import { GraphProblem } from "../../../../shared/microsoft/graph/graph-problem";
import { isDue, UserDirectory } from "../../../../shared/microsoft/polling/user-directory";
import { Problem } from "../../../../shared/support/problem";

const USER = { id: "b0b00000-0000-4000-8000-000000000002", displayName: "Bob" };
const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.parse("2026-11-21T09:00:00.000Z");

describe("looking up a user principal name again", () => {
  const failed = new GraphProblem("person-not-found");
  for (const [what, looked, due] of [
    ["somebody found just now", { askedAt: NOW, answer: USER }, false],
    ["somebody found almost a day ago", { askedAt: NOW - DAY + 1, answer: USER }, false],
    ["somebody found a day ago", { askedAt: NOW - DAY, answer: USER }, true],
    ["a failure of just now", { askedAt: NOW - 1, answer: failed }, false],
    ["a failure of a quarter of an hour ago", { askedAt: NOW - 15 * MINUTE, answer: failed }, true],
    ["a doubt of just now", { askedAt: NOW - MINUTE, answer: USER, doubtful: true }, false],
    ["a doubt about an old answer", { askedAt: NOW - 15 * MINUTE, answer: USER, doubtful: true }, true],
    ["an answer of what is now the future", { askedAt: NOW + 1, answer: USER }, true],
  ] as const)
    it(`is ${due ? "" : "not "}due after ${what}`, () => assert.equal(isDue(looked, NOW), due));
});

describe("the directory of user principal names", () => {
  function setUp() {
    const asked: string[] = [];
    const world = { answer: USER as typeof USER | Error };
    const directory = new UserDirectory(async (upn) => {
      asked.push(upn);
      if (world.answer instanceof Error) throw world.answer;
      return world.answer;
    });
    return { asked, directory, world };
  }

  it("asks once and remembers", async () => {
    const { asked, directory } = setUp();
    assert.equal(await directory.find("bob@x.test", NOW), USER);
    assert.equal(await directory.find("bob@x.test", NOW + DAY - 1), USER);
    assert.deepEqual(asked, ["bob@x.test"]);
    await directory.find("bob@x.test", NOW + DAY);
    assert.equal(asked.length, 2);
  });

  it("looks up one known name per round, and every name that is new", async () => {
    const { asked, directory, world } = setUp();
    for (const upn of ["a@x.test", "b@x.test"]) await directory.find(upn, NOW);
    asked.length = 0;
    world.answer = new GraphProblem("graph-unreachable");
    for (let round = 0; round < 3; round++) {
      directory.beginRound();
      for (const upn of ["a@x.test", "b@x.test"]) assert.equal(await directory.find(upn, NOW + DAY), USER);
    }
    assert.deepEqual(asked, ["a@x.test", "b@x.test"]);
    world.answer = USER;
    assert.equal(await directory.find("c@x.test", NOW + DAY), USER);
    assert.equal(asked.length, 3);
  });

  it("does not remember more than somebody could have meant", async () => {
    const { asked, directory } = setUp();
    for (let i = 0; i <= 10_000; i++) await directory.find(`${i}@x.test`, NOW);
    asked.length = 0;
    for (const i of [1, 10_000, 0]) await directory.find(`${i}@x.test`, NOW);
    assert.deepEqual(asked, ["0@x.test"]);
  });

  it("asks again after a doubt, not more often than every quarter of an hour", async () => {
    const { asked, directory } = setUp();
    await directory.find("bob@x.test", NOW);
    directory.doubt("bob@x.test");
    await directory.find("bob@x.test", NOW + 14 * MINUTE);
    assert.equal(asked.length, 1);
    await directory.find("bob@x.test", NOW + 15 * MINUTE);
    assert.equal(asked.length, 2);
  });

  for (const code of ["person-not-found", "graph-refused"] as const) {
    it(`takes ${code} for an answer, also about somebody who was known`, async () => {
      const { asked, directory, world } = setUp();
      await directory.find("bob@x.test", NOW);
      world.answer = new GraphProblem(code);
      assert.equal(await directory.find("bob@x.test", NOW + DAY), world.answer);
      assert.equal(await directory.find("bob@x.test", NOW + DAY + MINUTE), world.answer);
      assert.equal(asked.length, 2);
    });
  }

  it("asks for no other name after a refusal, until a quarter of an hour is over or somebody signs in", async () => {
    const { asked, directory, world } = setUp();
    world.answer = new GraphProblem("permission-missing");
    assert.equal(await directory.find("a@x.test", NOW), world.answer);
    assert.equal(await directory.find("b@x.test", NOW + MINUTE), world.answer);
    assert.deepEqual(asked, ["a@x.test"]);
    await directory.find("b@x.test", NOW + 15 * MINUTE);
    assert.deepEqual(asked, ["a@x.test", "b@x.test"]);
    world.answer = USER;
    directory.accountChanged();
    assert.equal(await directory.find("a@x.test", NOW + 16 * MINUTE), USER);
  });

  for (const code of ["permission-missing", "graph-unavailable", "graph-unreachable"] as const) {
    it(`goes on with whom it knows after ${code}`, async () => {
      const { directory, world } = setUp();
      await directory.find("bob@x.test", NOW);
      world.answer = new GraphProblem(code);
      assert.equal(await directory.find("bob@x.test", NOW + DAY), USER);
    });
  }

  it("throws what may pass while nobody is known, and a pause that is asked for always", async () => {
    const { directory, world } = setUp();
    world.answer = new GraphProblem("graph-unavailable");
    await assert.rejects(directory.find("bob@x.test", NOW), Problem);
    world.answer = USER;
    await directory.find("bob@x.test", NOW);
    world.answer = new GraphProblem("graph-throttled", { retryAfter: 5 });
    await assert.rejects(directory.find("bob@x.test", NOW + DAY), world.answer);
  });
});
