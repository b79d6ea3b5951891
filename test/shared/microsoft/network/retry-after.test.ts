import assert from "node:assert/strict";
import { retryAfterSeconds } from "../../../../shared/microsoft/network/retry-after";

const NOW = Date.parse("2026-11-21T09:00:00Z");
const IN_A_MINUTE = "Sat, 21 Nov 2026 09:01:00 GMT";
const DAY_S = 86_400;

describe("Retry-After", () => {
  const table: [what: string, headers: Record<string, string>, now: number, seconds: number | undefined][] = [
    ["that is missing", {}, NOW, undefined],
    ["in seconds", { "retry-after": "17" }, NOW, 17],
    ["of nothing", { "retry-after": "0" }, NOW, undefined],
    ["that is no number and no date", { "retry-after": "soon" }, NOW, undefined],
    ["as a date", { "retry-after": IN_A_MINUTE }, NOW, 60],
    ["as a date that is over", { "retry-after": "Sat, 21 Nov 2026 08:59:00 GMT" }, NOW, undefined],
    [
      "as a date, read with a clock of 1970",
      { "retry-after": IN_A_MINUTE, date: "Sat, 21 Nov 2026 09:00:00 GMT" },
      0,
      60,
    ],
    [
      "as a date and nothing to hold it against but a clock of 1970",
      { "retry-after": IN_A_MINUTE },
      0,
      DAY_S,
    ],
    ["of 31 years", { "retry-after": "999999999" }, NOW, DAY_S],
    ["of more digits than a number has", { "retry-after": "9".repeat(400) }, NOW, DAY_S],
  ];
  for (const [what, headers, now, seconds] of table) {
    it(`${what} is ${seconds ?? "no"} seconds`, () => {
      assert.equal(retryAfterSeconds(new Headers(headers), now), seconds);
    });
  }
});
