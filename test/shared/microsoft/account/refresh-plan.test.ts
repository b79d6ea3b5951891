import assert from "node:assert/strict";
import {
  believedExpiry,
  isDue,
  isUsable,
  refreshAt,
  retryAt,
  type RefreshTrouble,
} from "../../../../shared/microsoft/account/refresh-plan";

const NOW = Date.parse("2026-11-21T09:00:00.000Z");
const YEAR_1970 = 60_000;
const MINUTE = 60;
const HOUR = 3600;

const living = (seconds: number, fromCache = false) => ({
  obtainedAt: NOW,
  expiresAt: NOW + seconds * 1000,
  fromCache,
});

describe("refresh plan: whether a token serves", () => {
  const table: { what: string; left: number; wanted: number; now?: number; usable: boolean }[] = [
    { what: "an hour is left", left: HOUR, wanted: 30, usable: true },
    { what: "as much is left as is wanted", left: 30, wanted: 30, usable: true },
    { what: "less is left than is wanted", left: 29, wanted: 30, usable: false },
    { what: "anything will do and a second is left", left: 1, wanted: 0, usable: true },
    { what: "it ends now", left: 0, wanted: 0, usable: false },
    { what: "it has ended", left: -1, wanted: 0, usable: false },
    { what: "it lives as long as the longest", left: 28 * HOUR, wanted: 30, usable: true },
    { what: "clocks differ a little", left: 29 * HOUR, wanted: 30, usable: true },
    { what: "it would live longer than any token", left: 29 * HOUR + 1, wanted: 30, usable: false },
    { what: "the clock starts in 1970", left: HOUR, wanted: 30, now: YEAR_1970, usable: false },
    { what: "nobody knows when it ends", left: Number.NaN, wanted: 0, usable: false },
  ];
  for (const { what, left, wanted, now = NOW, usable } of table) {
    it(`${usable ? "serves" : "does not serve"} where ${what}`, () => {
      assert.equal(isUsable(living(left), now, wanted), usable);
    });
  }
});

describe("refresh plan: how long a token is believed to live", () => {
  const table: [what: string, seconds: number, fromCache: boolean, believed: number][] = [
    ["as long as it says", 90 * MINUTE, false, 90 * MINUTE],
    ["28 hours where a new one says more", 50 * HOUR, false, 28 * HOUR],
    ["as a cache says, which is judged when it is used", 50 * HOUR, true, 50 * HOUR],
    ["not at all where it does not say", Number.NaN, false, 0],
  ];
  for (const [what, seconds, fromCache, expected] of table) {
    it(what, () => assert.equal((believedExpiry(living(seconds, fromCache)) - NOW) / 1000, expected));
  }
});

describe("refresh plan: when to renew", () => {
  const table: { life: number; fromCache?: boolean; earliest: number; latest: number }[] = [
    { life: HOUR, earliest: 37.5 * MINUTE, latest: 45 * MINUTE },
    { life: 90 * MINUTE, earliest: 56.25 * MINUTE, latest: 67.5 * MINUTE },
    { life: 28 * HOUR, earliest: 17.5 * HOUR, latest: 21 * HOUR },
    // A network that is away for minutes is not felt.
    { life: 30 * MINUTE, earliest: 18.75 * MINUTE, latest: 20 * MINUTE },
    // Half of a short life is used.
    { life: 10 * MINUTE, earliest: 5 * MINUTE, latest: 5 * MINUTE },
    { life: MINUTE, earliest: 30, latest: 30 },
    // Nothing is renewed all the time.
    { life: 5, earliest: 10, latest: 10 },
    { life: 0, earliest: 10, latest: 10 },
    // What is left of a token that was stored.
    { life: HOUR, fromCache: true, earliest: 37.5 * MINUTE, latest: 45 * MINUTE },
    { life: 12 * MINUTE, fromCache: true, earliest: 2 * MINUTE, latest: 2 * MINUTE },
    { life: 6 * MINUTE, fromCache: true, earliest: 0, latest: 0 },
    { life: -HOUR, fromCache: true, earliest: 0, latest: 0 },
  ];
  for (const { life, fromCache = false, earliest, latest } of table) {
    const what = fromCache ? "stored token with" : "new token of";
    it(`a ${what} ${life} s is renewed after ${earliest} to ${latest} s`, () => {
      const after = (random: number) => (refreshAt(living(life, fromCache), random) - NOW) / 1000;
      assert.deepEqual([after(1), after(0)], [earliest, latest]);
    });
  }
});

describe("refresh plan: when to try again", () => {
  const table: { trouble: RefreshTrouble; waits: number[] }[] = [
    { trouble: { code: "microsoft-unreachable" }, waits: [5, 10, 20, 40, 45, 45] },
    { trouble: { code: "clock-wrong" }, waits: [5, 10, 20, 40, 45, 45] },
    { trouble: { code: "storage-failed" }, waits: [5, 10, 20, 40, 45, 45] },
    { trouble: { code: "storage-busy" }, waits: [5, 10, 20, 40, 45, 45] },
    { trouble: { code: "microsoft-throttled" }, waits: [5, 10, 20, 40, 80, 160, 300, 300] },
    { trouble: { code: "microsoft-throttled", retryAfter: 17 }, waits: [17, 17] },
    { trouble: { code: "microsoft-throttled", retryAfter: 7200 }, waits: [7200] },
    { trouble: { code: "microsoft-unreachable", retryAfter: 120 }, waits: [120] },
    { trouble: { code: "application-unknown" }, waits: [5, 10, 20, 40, 80, 160, 300, 300] },
  ];
  for (const { trouble, waits } of table) {
    const after = trouble.retryAfter === undefined ? "" : ` with Retry-After ${trouble.retryAfter}`;
    it(`${trouble.code}${after} waits ${waits.join(", ")} s`, () => {
      const waited = waits.map(
        (_, i) => (retryAt(trouble, i + 1, { startedAt: NOW, now: NOW, random: 0 }) - NOW) / 1000,
      );
      assert.deepEqual(waited, waits);
    });
  }

  it("leaves up to an eighth of a wait to chance, and nothing of a Retry-After", () => {
    const at = { startedAt: NOW, now: NOW, random: 1 };
    assert.equal(retryAt({ code: "microsoft-unreachable" }, 9, at) - NOW, 39_375);
    assert.equal(retryAt({ code: "microsoft-throttled", retryAfter: 60 }, 9, at) - NOW, 60_000);
  });

  it("stays within a minute of the last attempt after any number of failures", () => {
    const at = { startedAt: NOW, now: NOW, random: 0 };
    assert.equal(retryAt({ code: "microsoft-unreachable" }, 100_000, at) - NOW, 45_000);
  });

  it("counts a request that hung as part of the wait, but rests a second", () => {
    const hung = { startedAt: NOW - 30_000, now: NOW, random: 0 };
    assert.equal(retryAt({ code: "microsoft-unreachable" }, 9, hung) - NOW, 15_000);
    assert.equal(retryAt({ code: "microsoft-unreachable" }, 1, hung) - NOW, 1000);
  });

  it("does not wait for a time from before the clock was set back", () => {
    const setBack = { startedAt: NOW, now: YEAR_1970, random: 0 };
    assert.equal(retryAt({ code: "clock-wrong" }, 9, setBack) - YEAR_1970, 45_000);
  });
});

describe("refresh plan: what is due", () => {
  const table: [what: string, at: number, now: number, due: boolean][] = [
    ["before its time", 60, 59.999, false],
    ["at its time", 60, 60, true],
    ["long after it, as after a sleep", 60, 9999, true],
    ["where the clock was corrected a little", 60, -10, false],
    ["where the clock was set back to before the plan", 60, -10.001, true],
  ];
  for (const [what, at, now, due] of table) {
    it(`is ${due ? "" : "not "}due ${what}`, () => {
      assert.equal(isDue(NOW + at * 1000, NOW, NOW + now * 1000), due);
    });
  }
});
