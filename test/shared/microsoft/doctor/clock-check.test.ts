import assert from "node:assert/strict";
import { type ClockVerdict, judgeClock } from "../../../../shared/microsoft/doctor/clock-check";

const NOON = Date.parse("2026-11-21T12:00:00Z");

describe("the clock, judged by an answer's date at noon", () => {
  const VERDICTS: readonly (readonly [string | undefined, ClockVerdict])[] = [
    ["Sat, 21 Nov 2026 12:00:00 GMT", { kind: "ok" }],
    ["Sat, 21 Nov 2026 12:05:00 GMT", { kind: "ok" }],
    ["Sat, 21 Nov 2026 11:55:00 GMT", { kind: "ok" }],
    ["Sat, 21 Nov 2026 12:05:01 GMT", { kind: "behind", unit: "minutes", count: 5 }],
    ["Sat, 21 Nov 2026 11:54:59 GMT", { kind: "ahead", unit: "minutes", count: 5 }],
    ["Sat, 21 Nov 2026 10:01:00 GMT", { kind: "ahead", unit: "minutes", count: 119 }],
    ["Sat, 21 Nov 2026 10:00:00 GMT", { kind: "ahead", unit: "hours", count: 2 }],
    ["Sun, 22 Nov 2026 12:00:00 GMT", { kind: "behind", unit: "hours", count: 24 }],
    ["Mon, 23 Nov 2026 12:00:00 GMT", { kind: "behind", unit: "days", count: 2 }],
    ["Thu, 01 Jan 1970 00:00:00 GMT", { kind: "ahead", unit: "days", count: 20779 }],
    [undefined, { kind: "unknown" }],
    ["", { kind: "unknown" }],
    ["soon", { kind: "unknown" }],
  ];
  for (const [date, verdict] of VERDICTS) {
    it(`is ${Object.values(verdict).join(" ")} where it says ${JSON.stringify(date)}`, () => {
      assert.deepEqual(judgeClock(date, NOON), verdict);
    });
  }
});
