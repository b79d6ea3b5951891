import assert from "node:assert/strict";
import { type Hours, isWithinHours, nextHoursChange } from "../../../shared/presence/hours";
import { isTimezone } from "../../../shared/presence/timezone";
import { seeded } from "../../support/seeded";

const MINUTE_MS = 60_000;
const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];
const WEEKDAYS = [1, 2, 3, 4, 5];

const hours = (timezone: string, days: readonly number[], start: string, end: string): Hours => ({
  timezone,
  days,
  start,
  end,
  outside: "off",
});

const OFFICE = hours("Europe/Berlin", WEEKDAYS, "09:00", "17:00");
const NIGHT = hours("Europe/Berlin", WEEKDAYS, "22:00", "06:00");

interface Case {
  readonly title: string;
  readonly hours: Hours;
  /** Every change from the first time up to the last, in UTC: into the hours, out of them, and so on. */
  readonly changes: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a working week in Berlin, with the week's end in between",
    hours: OFFICE,
    changes: [
      "2026-11-19T08:00Z",
      "2026-11-19T16:00Z",
      "2026-11-20T08:00Z",
      "2026-11-20T16:00Z",
      "2026-11-23T08:00Z",
      "2026-11-23T16:00Z",
    ],
  },
  {
    title: "a night that began on Friday, and none that begins on Saturday or Sunday",
    hours: NIGHT,
    changes: [
      "2026-11-19T21:00Z",
      "2026-11-20T05:00Z",
      "2026-11-20T21:00Z",
      "2026-11-21T05:00Z",
      "2026-11-23T21:00Z",
      "2026-11-24T05:00Z",
    ],
  },
  {
    title: "a Saturday night that ends in the new week",
    hours: hours("Europe/Berlin", [6], "18:00", "02:00"),
    changes: ["2026-11-21T17:00Z", "2026-11-22T01:00Z", "2026-11-28T17:00Z", "2026-11-29T01:00Z"],
  },
  {
    title: "a window to midnight",
    hours: hours("Europe/Berlin", [1, 3], "20:00", "00:00"),
    changes: ["2026-11-23T19:00Z", "2026-11-23T23:00Z", "2026-11-25T19:00Z", "2026-11-25T23:00Z"],
  },
  {
    title: "twenty-four hours from one start to the next",
    hours: hours("Europe/Berlin", [2, 3, 5], "07:00", "07:00"),
    changes: ["2026-11-24T06:00Z", "2026-11-26T06:00Z", "2026-11-27T06:00Z", "2026-11-28T06:00Z"],
  },
  {
    title: "Berlin, the day that has no 02:30: the window is shorter",
    hours: hours("Europe/Berlin", ALL_DAYS, "01:00", "04:00"),
    changes: [
      "2026-03-28T00:00Z",
      "2026-03-28T03:00Z",
      "2026-03-29T00:00Z",
      "2026-03-29T02:00Z",
      "2026-03-29T23:00Z",
      "2026-03-30T02:00Z",
    ],
  },
  {
    title: "Berlin, a start that does not exist is the first instant after the gap",
    hours: hours("Europe/Berlin", ALL_DAYS, "02:30", "05:00"),
    changes: [
      "2026-03-28T01:30Z",
      "2026-03-28T04:00Z",
      "2026-03-29T01:00Z",
      "2026-03-29T03:00Z",
      "2026-03-30T00:30Z",
      "2026-03-30T03:00Z",
    ],
  },
  {
    title: "Berlin, an end that does not exist is the first instant after the gap",
    hours: hours("Europe/Berlin", ALL_DAYS, "01:00", "02:30"),
    changes: ["2026-03-28T00:00Z", "2026-03-28T01:30Z", "2026-03-29T00:00Z", "2026-03-29T01:00Z"],
  },
  {
    title: "Berlin, a window wholly inside the gap is skipped, here until the Sunday after",
    hours: hours("Europe/Berlin", [0], "02:00", "03:00"),
    changes: ["2026-03-22T01:00Z", "2026-03-22T02:00Z", "2026-04-05T00:00Z", "2026-04-05T01:00Z"],
  },
  {
    title: "Berlin, the day that has 02:30 twice: the window is longer",
    hours: hours("Europe/Berlin", ALL_DAYS, "01:00", "04:00"),
    changes: ["2026-10-24T23:00Z", "2026-10-25T03:00Z", "2026-10-26T00:00Z", "2026-10-26T03:00Z"],
  },
  {
    title: "Berlin, a start that exists twice is its first occurrence",
    hours: hours("Europe/Berlin", ALL_DAYS, "02:30", "04:00"),
    changes: ["2026-10-25T00:30Z", "2026-10-25T03:00Z", "2026-10-26T01:30Z", "2026-10-26T03:00Z"],
  },
  {
    title: "Berlin, an end that exists twice is its first occurrence",
    hours: hours("Europe/Berlin", ALL_DAYS, "01:00", "02:30"),
    changes: ["2026-10-24T23:00Z", "2026-10-25T00:30Z", "2026-10-26T00:00Z", "2026-10-26T01:30Z"],
  },
  {
    title: "Berlin, twenty-four hours are twenty-three when the clocks go forward",
    hours: hours("Europe/Berlin", [6], "12:00", "12:00"),
    changes: ["2026-03-28T11:00Z", "2026-03-29T10:00Z", "2026-04-04T10:00Z", "2026-04-05T10:00Z"],
  },
  {
    title: "New York, office hours move with the clocks in March",
    hours: hours("America/New_York", ALL_DAYS, "09:00", "17:00"),
    changes: ["2026-03-07T14:00Z", "2026-03-07T22:00Z", "2026-03-08T13:00Z", "2026-03-08T21:00Z"],
  },
  {
    title: "New York, a night over the change in March",
    hours: hours("America/New_York", [6], "22:00", "02:30"),
    changes: ["2026-03-08T03:00Z", "2026-03-08T07:00Z", "2026-03-15T02:00Z", "2026-03-15T06:30Z"],
  },
  {
    title: "New York, a night over the change in November",
    hours: hours("America/New_York", [6], "22:00", "01:30"),
    changes: ["2026-11-01T02:00Z", "2026-11-01T05:30Z", "2026-11-08T03:00Z", "2026-11-08T06:30Z"],
  },
  {
    title: "Kathmandu, three quarters of an hour off",
    hours: hours("Asia/Kathmandu", WEEKDAYS, "09:00", "17:00"),
    changes: ["2026-11-20T03:15Z", "2026-11-20T11:15Z", "2026-11-23T03:15Z", "2026-11-23T11:15Z"],
  },
  {
    title: "Lord Howe, where the clocks go forward by half an hour at 02:00",
    hours: hours("Australia/Lord_Howe", ALL_DAYS, "02:15", "03:00"),
    changes: ["2026-10-02T15:45Z", "2026-10-02T16:30Z", "2026-10-03T15:30Z", "2026-10-03T16:00Z"],
  },
  {
    title: "Lord Howe, where they go back by half an hour at 02:00",
    hours: hours("Australia/Lord_Howe", ALL_DAYS, "01:45", "02:15"),
    changes: ["2026-04-03T14:45Z", "2026-04-03T15:15Z", "2026-04-04T14:45Z", "2026-04-04T15:45Z"],
  },
  {
    title: "Apia, where there was no Friday, 30 December 2011",
    hours: hours("Pacific/Apia", ALL_DAYS, "09:00", "17:00"),
    changes: ["2011-12-29T19:00Z", "2011-12-30T03:00Z", "2011-12-30T19:00Z", "2011-12-31T03:00Z"],
  },
  {
    title: "Apia, a night that began on the day before ends with the gap; Friday's begins there",
    hours: hours("Pacific/Apia", [4, 5], "22:00", "06:00"),
    changes: ["2011-12-30T08:00Z", "2011-12-30T16:00Z", "2012-01-05T08:00Z"],
  },
  {
    title: "St. John's, where clocks once went back over midnight",
    hours: hours("America/St_Johns", [0], "00:00", "01:00"),
    changes: ["2010-11-07T02:30Z", "2010-11-07T04:30Z", "2010-11-14T03:30Z", "2010-11-14T04:30Z"],
  },
];

describe("working hours", () => {
  for (const { title, hours, changes } of CASES)
    it(title, () => {
      const times = changes.map((change) => Date.parse(change));
      for (const [index, time] of times.entries()) {
        assert.equal(isWithinHours(hours, time - 1), index % 2 === 1, `before ${changes[index]}`);
        assert.equal(isWithinHours(hours, time), index % 2 === 0, `at ${changes[index]}`);
        const next = times[index + 1];
        if (next === undefined) continue;
        for (const from of [time, time + 1, (time + next) / 2, next - 1])
          assert.equal(isoOf(nextHoursChange(hours, from)), isoOf(next), `from ${isoOf(from)}`);
      }
    });

  for (const [title, always, within] of [
    ["no days: never", hours("Europe/Berlin", [], "09:00", "17:00"), false],
    ["all days around the clock: always", hours("Europe/Berlin", ALL_DAYS, "09:00", "09:00"), true],
    [
      "all days around the clock, from a time that a day lacks",
      hours("Europe/Berlin", ALL_DAYS, "02:30", "02:30"),
      true,
    ],
    ["all days around the clock, Apia", hours("Pacific/Apia", ALL_DAYS, "00:00", "00:00"), true],
  ] as const)
    it(`${title}, and that never changes`, () => {
      for (const day of ["2026-03-28", "2026-10-24", "2011-12-28"])
        for (let hour = 0; hour < 72; hour++) {
          const at = Date.parse(`${day}T00:00Z`) + hour * 60 * MINUTE_MS;
          assert.equal(isWithinHours(always, at), within, isoOf(at));
          assert.equal(nextHoursChange(always, at), undefined, isoOf(at));
        }
    });

  it("are the host's where no zone is named", () => {
    const host = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (let hour = 0; hour < 200; hour++) {
      const at = Date.parse("2026-10-20T00:30Z") + hour * 60 * MINUTE_MS;
      assert.equal(
        isWithinHours({ ...OFFICE, timezone: "" }, at),
        isWithinHours({ ...OFFICE, timezone: host }, at),
      );
    }
  });
});

const ZONES: readonly (readonly [zone: string, around: readonly string[]])[] = [
  ["Europe/Berlin", ["2026-03-29", "2026-10-25", "2026-12-31"]],
  ["America/New_York", ["2026-03-08", "2026-11-01"]],
  ["Asia/Kathmandu", ["2026-11-21"]],
  ["Australia/Lord_Howe", ["2026-04-05", "2026-10-04"]],
  ["Pacific/Apia", ["2011-12-30"]],
  ["America/St_Johns", ["2010-11-07"]],
  ["Africa/Casablanca", ["2026-02-15", "2026-03-22"]],
];

describe("the next change of working hours", () => {
  const random = seeded(20_261_121);
  const below = (limit: number): number => Math.floor(random() * limit);
  const time = (): string => {
    // Near a change of the clocks as often as not.
    const hour = random() < 0.5 ? below(4) : below(24);
    return `${String(hour).padStart(2, "0")}:${String(below(4) * 15).padStart(2, "0")}`;
  };

  for (const [zone, dates] of ZONES)
    for (const date of dates)
      it(`is the first minute that differs, ${zone} around ${date}`, () => {
        const from = Date.parse(`${date}T00:00Z`) - 1440 * MINUTE_MS;
        const minutes = Array.from({ length: 3 * 1440 }, (_, minute) => from + minute * MINUTE_MS);
        for (let round = 0; round < 2; round++) {
          const start = time();
          const some = hours(
            zone,
            ALL_DAYS.filter(() => random() < 0.7),
            start,
            random() < 0.2 ? start : time(),
          );
          const within = minutes.map((at) => isWithinHours(some, at));
          for (let ask = 0; ask < 40; ask++) {
            const index = below(minutes.length);
            const flip = within.findIndex((value, at) => at > index && value !== within[index]);
            const next = nextHoursChange(some, minutes[index] ?? 0);
            const said = `${JSON.stringify(some)} from ${isoOf(minutes[index])}`;
            if (flip === -1) assert.ok(next === undefined || next > (minutes.at(-1) ?? 0), said);
            else {
              assert.equal(isoOf(next), isoOf(minutes[flip]), said);
              assert.equal(isWithinHours(some, (next ?? 0) - 1), within[index], `just before, ${said}`);
            }
          }
        }
      }).timeout(30_000);
});

describe("a time zone", () => {
  for (const name of ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", ""])
    it(`can be ${JSON.stringify(name)}`, () => assert.ok(isTimezone(name)));
  for (const name of ["Europe/Berln", "+01:00", "Berlin", "9", " "])
    it(`cannot be ${JSON.stringify(name)}`, () => assert.ok(!isTimezone(name)));
});

function isoOf(at: number | undefined): string {
  return at === undefined ? "never" : new Date(at).toISOString();
}
