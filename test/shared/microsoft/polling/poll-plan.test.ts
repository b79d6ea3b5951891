import assert from "node:assert/strict";
import {
  afterAccountChange,
  afterFailure,
  afterJump,
  afterResume,
  afterSilence,
  afterSuccess,
  atPoll,
  manualPoll,
  staleAt,
  startState,
} from "../../../../shared/microsoft/polling/poll-plan";
import type { PlanOptions, PollState, Trouble } from "../../../../shared/microsoft/polling/poll-plan";

const NOW = Date.parse("2026-11-21T09:00:00.000Z");
const OPTIONS: PlanOptions = { interval: 30, staleAfter: 900, random: () => 0 };

/** Lets the same troubles happen one after the other, each at the moment the one before planned. */
function run(troubles: readonly Trouble[], options: PlanOptions = OPTIONS) {
  let state = startState(NOW);
  return troubles.map((trouble) => {
    const now = state.nextAt;
    const step = afterFailure(state, trouble, now, options);
    state = step.state;
    return { ...step, wait: (step.nextAt - now) / 1000, now };
  });
}

const after = (...codes: string[]): PollState =>
  run(codes.map((code) => ({ code }))).at(-1)?.state ?? startState(NOW);
const eventNames = (step: { events: readonly { event: string }[] }) => step.events.map(({ event }) => event);

describe("poll plan: how long to wait", () => {
  const table: { trouble: string; retryAfter?: number; interval?: number; waits: number[] }[] = [
    { trouble: "graph-throttled", retryAfter: 17, waits: [17, 17, 17] },
    { trouble: "microsoft-throttled", retryAfter: 170, waits: [170, 170, 170, 240, 300] },
    { trouble: "graph-throttled", retryAfter: 0.5, waits: [0.5] },
    { trouble: "graph-throttled", retryAfter: 7200, waits: [7200] },
    { trouble: "graph-throttled", waits: [3, 6, 12, 24, 48, 96, 192, 300, 300] },
    { trouble: "graph-unreachable", waits: [30, 60, 60, 60] },
    { trouble: "graph-unreachable", interval: 5, waits: [5, 10, 20, 40, 60, 60] },
    { trouble: "microsoft-unreachable", waits: [30, 60, 60, 60] },
    { trouble: "clock-wrong", waits: [30, 60, 60, 60] },
    { trouble: "graph-unavailable", waits: [30, 60, 120, 240, 300, 300] },
    { trouble: "graph-unavailable", interval: 5, waits: [5, 10, 20, 40, 80, 160, 300, 300] },
    { trouble: "graph-unavailable", retryAfter: 100, waits: [100, 100, 120] },
    { trouble: "graph-unreachable", interval: 1200, waits: [1200, 1200] },
    { trouble: "graph-bad-answer", waits: [30, 60, 120] },
    { trouble: "graph-unauthorized", waits: [30, 60, 120] },
    { trouble: "sign-in-needed", waits: [60, 60, 60] },
    { trouble: "permission-missing", waits: [900, 900] },
    { trouble: "client-secret-wrong", waits: [900, 900] },
    { trouble: "certificate-wrong", waits: [900, 900] },
    { trouble: "person-not-found", waits: [900, 900] },
    { trouble: "something-else", waits: [30, 60] },
  ];
  for (const { trouble, retryAfter, interval = 30, waits } of table) {
    const after = retryAfter === undefined ? "" : ` with Retry-After ${retryAfter}`;
    it(`${trouble}${after} at an interval of ${interval} s waits ${waits.join(", ")} s`, () => {
      const each = { code: trouble, ...(retryAfter === undefined ? {} : { retryAfter }) };
      const steps = run(
        waits.map(() => each),
        { ...OPTIONS, interval },
      );
      assert.deepEqual(
        steps.map(({ wait }) => wait),
        waits,
      );
      for (const { state, nextAt } of steps) assert.equal(state.nextAt, nextAt);
    });
  }

  it("waits the interval while all is well", () => {
    assert.equal(afterSuccess(startState(NOW), NOW, OPTIONS).nextAt, NOW + 30_000);
  });

  it("adds up to half of jitter where a throttled answer names no time, never above the longest wait", () => {
    const waits = run(
      Array.from({ length: 8 }, () => ({ code: "graph-throttled" })),
      { ...OPTIONS, random: () => 1 },
    ).map(({ wait }) => wait);
    assert.deepEqual(waits, [4.5, 9, 18, 36, 72, 144, 288, 300]);
  });

  it("keeps backing off while different troubles take turns", () => {
    const waits = run([
      { code: "graph-bad-answer" },
      { code: "graph-unavailable" },
      { code: "graph-unreachable" },
      { code: "graph-unavailable" },
    ]).map(({ wait }) => wait);
    assert.deepEqual(waits, [30, 60, 60, 120]);
  });

  it("has not become slow in a long time without network", () => {
    const waits = run([
      ...Array.from({ length: 1000 }, () => ({ code: "graph-unreachable" })),
      { code: "graph-unavailable" },
      { code: "graph-unavailable" },
    ]).map(({ wait }) => wait);
    assert.deepEqual(waits.slice(-2), [60, 120]);
  });

  it("begins anew after a good answer", () => {
    const tired = after("graph-unreachable", "graph-unreachable", "graph-unreachable");
    const { state } = afterSuccess(tired, NOW, OPTIONS);
    assert.equal(afterFailure(state, { code: "graph-unreachable" }, NOW, OPTIONS).nextAt, NOW + 30_000);
  });
});

describe("poll plan: what is told", () => {
  const table: { story: string[]; told: string[][] }[] = [
    { story: ["good", "good"], told: [[], []] },
    {
      story: ["sign-in-needed", "sign-in-needed", "good", "good"],
      told: [["sign-in-needed"], [], ["signed-in", "recovered"], []],
    },
    { story: ["graph-throttled", "graph-throttled", "good"], told: [["throttled"], [], ["recovered"]] },
    {
      story: ["permission-missing", "permission-missing", "good"],
      told: [["permission-missing"], [], ["recovered"]],
    },
    { story: ["person-not-found", "good"], told: [["person-not-found"], ["recovered"]] },
    { story: ["graph-unreachable", "graph-unreachable", "good"], told: [[], [], ["recovered"]] },
    { story: ["graph-throttled", "permission-missing"], told: [["throttled"], ["permission-missing"]] },
    // Troubles that take turns are told once each.
    {
      story: ["graph-throttled", "graph-unreachable", "graph-throttled", "good", "graph-throttled"],
      told: [["throttled"], [], [], ["recovered"], ["throttled"]],
    },
    // Graph answered, so there was a token again.
    {
      story: ["sign-in-needed", "permission-missing", "good"],
      told: [["sign-in-needed"], ["signed-in", "permission-missing"], ["recovered"]],
    },
    {
      story: ["sign-in-needed", "graph-unreachable", "sign-in-needed"],
      told: [["sign-in-needed"], ["signed-in"], ["sign-in-needed"]],
    },
    // Trouble of the sign-in service, or a token that Graph refuses, says nothing about a new sign-in.
    {
      story: ["sign-in-needed", "entra-unreachable", "graph-unauthorized", "sign-in-needed", "good"],
      told: [["sign-in-needed"], [], [], [], ["signed-in", "recovered"]],
    },
  ];
  for (const { story, told } of table) {
    it(`${story.join(", ")} → ${told.map((events) => events.join("+") || "–").join(", ")}`, () => {
      let state = startState(NOW);
      const heard = story.map((code) => {
        const step =
          code === "good"
            ? afterSuccess(state, state.nextAt, OPTIONS)
            : afterFailure(state, { code }, state.nextAt, OPTIONS);
        state = step.state;
        return eventNames(step);
      });
      assert.deepEqual(heard, told);
    });
  }

  it("says once that a trouble is new, whether or not it has an event of its own", () => {
    const steps = run([
      { code: "graph-unreachable" },
      { code: "graph-unreachable" },
      { code: "graph-bad-answer" },
    ]);
    assert.deepEqual(
      steps.map(({ isNew }) => isNew),
      [true, false, true],
    );
  });

  it("tells the seconds of a pause, with and without Retry-After", () => {
    const event = (trouble: Trouble) => afterFailure(startState(NOW), trouble, NOW, OPTIONS).events;
    assert.deepEqual(event({ code: "graph-throttled", retryAfter: 17 }), [
      { event: "throttled", retryAfter: 17 },
    ]);
    assert.deepEqual(event({ code: "microsoft-throttled", retryAfter: 170 }), [
      { event: "throttled", retryAfter: 170 },
    ]);
    assert.deepEqual(event({ code: "graph-throttled" }), [{ event: "throttled", retryAfter: 3 }]);
  });
});

describe("poll plan: silence", () => {
  const troubled = afterFailure(startState(NOW), { code: "graph-unreachable" }, NOW, OPTIONS).state;

  const table = [
    { name: "too short", state: troubled, staleAfter: 900, at: 899_999, stale: false },
    { name: "long enough", state: troubled, staleAfter: 900, at: 900_000, stale: true },
    {
      name: "told already",
      state: { ...troubled, stale: true },
      staleAfter: 900,
      at: 2_000_000,
      stale: false,
    },
    { name: "never wanted", state: troubled, staleAfter: 0, at: 90_000_000, stale: false },
    {
      name: "between good polls of a long interval",
      state: startState(NOW),
      staleAfter: 900,
      at: 3_000_000,
      stale: false,
    },
  ];
  for (const { name, state, staleAfter, at, stale } of table) {
    it(`${name}: ${stale ? "stale" : "not stale"}`, () => {
      const step = afterSilence(state, NOW + at, { ...OPTIONS, staleAfter });
      assert.deepEqual(eventNames(step), stale ? ["stale"] : []);
      assert.equal(step.nextAt, state.nextAt);
    });
  }

  it("knows when presence becomes stale, and counts from the last good answer", () => {
    const { state } = afterSuccess(troubled, NOW + 500_000, OPTIONS);
    assert.equal(staleAt(state, OPTIONS), Number.POSITIVE_INFINITY);
    const again = afterFailure(state, { code: "graph-unreachable" }, NOW + 530_000, OPTIONS);
    assert.equal(staleAt(again.state, OPTIONS), NOW + 1_400_000);
  });

  it("is over with a good answer", () => {
    const { state } = afterSilence(troubled, NOW + 900_000, OPTIONS);
    const step = afterSuccess(state, NOW + 901_000, OPTIONS);
    assert.deepEqual(eventNames(step), ["recovered"]);
    assert.equal(step.state.stale, false);
  });
});

describe("poll plan: polling by hand", () => {
  const polled = atPoll(startState(NOW), NOW);
  const failed = (trouble: Trouble) => afterFailure(polled, trouble, NOW, OPTIONS).state;
  const table: { name: string; state: PollState; after: number; verdict: string }[] = [
    { name: "before the first poll", state: startState(NOW), after: 0, verdict: "polling" },
    { name: "4.9 s after a poll", state: polled, after: 4_999, verdict: "too-soon" },
    { name: "5 s after a poll", state: polled, after: 5_000, verdict: "polling" },
    {
      name: "inside a Retry-After",
      state: failed({ code: "graph-throttled", retryAfter: 60 }),
      after: 59_999,
      verdict: "waiting",
    },
    {
      name: "after a Retry-After",
      state: failed({ code: "graph-throttled", retryAfter: 60 }),
      after: 60_000,
      verdict: "polling",
    },
    {
      name: "inside our own pause",
      state: failed({ code: "graph-throttled" }),
      after: 2_999,
      verdict: "waiting",
    },
    {
      name: "inside a 503's Retry-After",
      state: failed({ code: "graph-unavailable", retryAfter: 60 }),
      after: 59_999,
      verdict: "waiting",
    },
    {
      name: "while Graph is unreachable",
      state: failed({ code: "graph-unreachable" }),
      after: 5_000,
      verdict: "polling",
    },
    {
      name: "while permission is missing",
      state: failed({ code: "permission-missing" }),
      after: 5_000,
      verdict: "polling",
    },
  ];
  for (const { name, state, after, verdict } of table) {
    it(`${name}: ${verdict}`, () => assert.equal(manualPoll(state, NOW + after), verdict));
  }

  it("does not forget a pause because another trouble came after it", () => {
    const state = afterFailure(
      failed({ code: "graph-throttled", retryAfter: 600 }),
      { code: "sign-in-needed" },
      NOW,
      OPTIONS,
    ).state;
    assert.equal(manualPoll(state, NOW + 599_999), "waiting");
  });
});

describe("poll plan: from outside", () => {
  it("looks at once when the account changes while a sign-in is needed", () => {
    const state = { ...after("sign-in-needed"), lastPollAt: NOW };
    assert.equal(afterAccountChange(state, NOW + 3_000).nextAt, NOW + 3_000);
  });

  it("lets a flood of account changes cause no flood of polls", () => {
    const polled = atPoll(startState(NOW), NOW);
    assert.equal(afterAccountChange(polled, NOW + 10).nextAt, NOW + 5_000);
    assert.equal(afterAccountChange({ ...polled, signInNeeded: true }, NOW + 10).nextAt, NOW + 1_000);
  });

  it("never polls inside a Retry-After, whatever happens", () => {
    const { state, nextAt } = afterFailure(
      startState(NOW),
      { code: "graph-throttled", retryAfter: 600 },
      NOW,
      OPTIONS,
    );
    assert.equal(afterAccountChange(state, NOW + 10_000).nextAt, nextAt);
    assert.equal(afterResume(state, NOW + 10_000).nextAt, nextAt);
    assert.equal(startState(NOW + 10_000, state.notBefore).nextAt, nextAt);
    const jumped = afterJump(state, 3_600_000, NOW + 3_610_000);
    assert.equal(jumped.nextAt, nextAt + 3_600_000);
  });

  it("does not count a pause that was wished for as silence", () => {
    const later = NOW + 36_000_000;
    const state = afterResume(after("graph-unreachable"), later);
    assert.equal(state.nextAt, later);
    assert.equal(staleAt(state, OPTIONS), later + 900_000);
  });

  it("polls at once after a sleep, without calling the sleep silence", () => {
    const { state } = afterSuccess(atPoll(startState(NOW), NOW), NOW, OPTIONS);
    const woken = afterJump(state, 28_800_000, NOW + 28_800_000);
    assert.equal(woken.nextAt, NOW + 28_800_000);
    assert.equal(woken.silentSince, NOW + 28_800_000);
  });

  it("moves along with a clock that is set back", () => {
    const { state, nextAt } = afterSuccess(atPoll(startState(NOW), NOW), NOW, OPTIONS);
    const back = afterJump(state, -3_600_000, NOW - 3_590_000);
    assert.equal(back.nextAt, nextAt - 3_600_000);
    assert.equal(manualPoll(back, NOW - 3_590_000), "polling");
  });
});
