import assert from "node:assert/strict";
import {
  type CredentialEnd,
  daysLeft,
  endOf,
  expiryText,
  isDay,
  isDue,
  isNear,
} from "../../../../shared/microsoft/account/credential-expiry";

const SECRET = { kind: "secret", secret: "x" } as const;
const DAY_MS = 86_400_000;

function certificateUntil(notAfter: string): CredentialEnd {
  const end = endOf(
    {
      kind: "certificate",
      certificate: "",
      hasChain: false,
      privateKey: "",
      thumbprintSha256: "",
      subject: "lamp",
      notBefore: 0,
      notAfter: Date.parse(notAfter),
    },
    "",
  );
  assert.ok(end);
  return end;
}

function secretUntil(day: string): CredentialEnd {
  const end = endOf(SECRET, day);
  assert.ok(end);
  return end;
}

describe("the end of a credential", () => {
  it("is not known where nobody has entered when the secret ends", () => {
    assert.equal(endOf(SECRET, ""), undefined);
  });

  const LEFT: [string, CredentialEnd, string, number][] = [
    ["the day before, at its start", secretUntil("2026-11-30"), "2026-11-29T00:00:00Z", 1],
    ["the day before, at its end", secretUntil("2026-11-30"), "2026-11-29T23:59:59Z", 1],
    ["its day, at its start", secretUntil("2026-11-30"), "2026-11-30T00:00:00Z", 0],
    ["its day, at its end", secretUntil("2026-11-30"), "2026-11-30T23:59:59Z", 0],
    ["the day after", secretUntil("2026-11-30"), "2026-12-01T00:00:00Z", -1],
    ["its day in Auckland, the day before in UTC", secretUntil("2026-11-30"), "2026-11-30T09:00:00+13:00", 1],
    ["the day after in Auckland, its day in UTC", secretUntil("2026-11-30"), "2026-12-01T09:00:00+13:00", 0],
    ["its day in Honolulu, the day after in UTC", secretUntil("2026-11-30"), "2026-11-30T20:00:00-10:00", -1],
    ["a leap day", secretUntil("2028-02-29"), "2028-02-28T12:00:00Z", 1],
    ["the change to summer time", secretUntil("2027-03-29"), "2027-03-27T12:00:00+01:00", 2],
    [
      "a certificate, a second more than a day",
      certificateUntil("2026-11-30T10:00:00Z"),
      "2026-11-29T09:59:59Z",
      1,
    ],
    [
      "a certificate, a second less than a day",
      certificateUntil("2026-11-30T10:00:00Z"),
      "2026-11-29T10:00:01Z",
      0,
    ],
    ["a certificate, its last second", certificateUntil("2026-11-30T10:00:00Z"), "2026-11-30T09:59:59Z", 0],
    ["a certificate that has ended", certificateUntil("2026-11-30T10:00:00Z"), "2026-11-30T10:00:01Z", -1],
  ];
  for (const [what, end, now, days] of LEFT) {
    it(`leaves ${days}: ${what}`, () => assert.equal(daysLeft(end, Date.parse(now)), days));
  }

  const DATES: [string, boolean][] = [
    ["2026-11-30", true],
    ["2028-02-29", true],
    ["2027-02-29", false],
    ["2026-13-01", false],
    ["2026-1-1", false],
    ["30.11.2026", false],
    ["2026-11-30T00:00:00Z", false],
    ["", false],
  ];
  for (const [text, is] of DATES) {
    it(`${is ? "may" : "may not"} be written ${JSON.stringify(text)}`, () => assert.equal(isDay(text), is));
  }
});

describe("the announcement of an end", () => {
  const end = secretUntil("2027-01-31");
  const at = (days: number): number => end.at - days * DAY_MS - DAY_MS / 2;

  // Days left, days left at the last announcement, whether the flow has just started, due.
  const DUE: [number, number | undefined, boolean, boolean][] = [
    [365, undefined, true, false],
    [31, undefined, true, false],
    [30, undefined, true, true],
    [30, undefined, false, true],
    [29, 30, false, false],
    [15, 30, false, false],
    [14, 30, false, true],
    [14, 14, false, false],
    [14, 14, true, false],
    [13, 14, false, false],
    [13, 14, true, true],
    [8, 14, false, false],
    [7, 14, false, true],
    [5, 14, false, true],
    [5, 7, false, false],
    [4, 7, false, false],
    [3, 7, false, true],
    [2, 3, false, true],
    [1, 2, false, true],
    [0, 1, false, true],
    [-1, 0, false, true],
    [-9, 0, false, true],
    [-2, -1, false, false],
    [-2, -1, true, true],
    [-9, undefined, true, true],
    // The clock was set back.
    [20, 7, false, false],
    [20, 7, true, false],
  ];
  for (const [days, told, starting, due] of DUE) {
    const before = told === undefined ? "nothing told" : `told at ${told}`;
    it(`${due ? "comes" : "does not come"} with ${days} days left, ${before}${starting ? ", after a start" : ""}`, () => {
      const memory = told === undefined ? undefined : { expiresAt: end.expiresAt, days: told };
      assert.equal(isDue(end, at(days), { told: memory, starting }), due);
    });
  }

  it("comes once a day at most, however often the flow is deployed, until half a year later", () => {
    let told: { expiresAt: string; days: number } | undefined;
    const days = new Map<string, number>();
    for (let hour = 0; hour < 24 * 220; hour++) {
      const now = at(40) + hour * (DAY_MS / 24);
      if (!isDue(end, now, { told, starting: true })) continue;
      told = { expiresAt: end.expiresAt, days: daysLeft(end, now) };
      const day = new Date(now).toISOString().slice(0, 10);
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    assert.ok(days.size > 31);
    assert.deepEqual([...new Set(days.values())], [1]);
  });

  it("comes at its steps where nothing is deployed", () => {
    let told: { expiresAt: string; days: number } | undefined;
    const heard: number[] = [];
    for (let hour = 0; hour < 24 * 100; hour++) {
      const now = at(40) + hour * (DAY_MS / 24);
      if (!isDue(end, now, { told, starting: hour === 0 })) continue;
      told = { expiresAt: end.expiresAt, days: daysLeft(end, now) };
      heard.push(told.days);
    }
    assert.deepEqual(heard, [30, 14, 7, 3, 2, 1, 0, -1]);
  });

  it("begins anew with a new credential", () => {
    const told = { expiresAt: "2026-12-31", days: 0 };
    assert.equal(isDue(end, at(20), { told, starting: false }), true);
  });

  const TEXTS: [CredentialEnd, number, string, RegExp][] = [
    [end, 5, "client-secret-expiring", /^The client secret of Lamp ends in 5 days$/],
    [end, 1, "client-secret-expiring", /ends in 1 day$/],
    [end, 0, "client-secret-expiring", /ends within a day$/],
    [end, -1, "client-secret-expired", /has ended$/],
    [
      certificateUntil("2027-01-31T10:00:00Z"),
      3,
      "certificate-expiring",
      /^The certificate of Lamp ends in 3 days$/,
    ],
    [certificateUntil("2027-01-31T10:00:00Z"), -1, "certificate-expired", /has ended$/],
  ];
  for (const [of, days, code, title] of TEXTS) {
    it(`says ${code} with ${days} days left`, () => {
      const text = expiryText(of, days, "Lamp");
      assert.equal(text.code, code);
      assert.match(text.title, title);
      assert.ok(text.advice.includes(of.expiresAt));
      assert.match(text.advice, /Certificates & secrets/);
    });
  }

  it("is mentioned in a status line from two weeks before", () => {
    assert.deepEqual([30, 15, 14, 3, -5].map(isNear), [false, false, true, true, true]);
  });
});
