import assert from "node:assert/strict";
import type { Status } from "../../../shared/presence/presence";
import { canonicalToken, deriveStatus, isIdle, saysOutOfOffice } from "../../../shared/presence/status";

const AVAILABILITIES = [
  "Available",
  "AvailableIdle",
  "Away",
  "BeRightBack",
  "Busy",
  "BusyIdle",
  "DoNotDisturb",
  "Offline",
  "OutOfOffice",
  "PresenceUnknown",
] as const;

const SHORT: Readonly<Record<string, Status>> = {
  av: "available",
  bu: "busy",
  ca: "in-a-call",
  me: "in-a-meeting",
  pr: "presenting",
  dn: "do-not-disturb",
  fo: "focusing",
  br: "be-right-back",
  aw: "away",
  of: "offline",
  ow: "off-work",
  oo: "out-of-office",
  un: "unknown",
};

/** One row per activity, one column per availability, in the order above. */
const TABLE: Readonly<Record<string, string>> = {
  //                       Av AI Aw BR Bu BI DN Of OO PU
  Available: "              av av av av av av av av oo av",
  AvailableInactive: "      av av av av av av av av oo av",
  Away: "                   aw aw aw aw aw aw aw aw oo aw",
  BeRightBack: "            br br br br br br br br oo br",
  Busy: "                   bu bu bu bu bu bu bu bu bu bu",
  DoNotDisturb: "           dn dn dn dn dn dn dn dn dn dn",
  Focusing: "               fo fo fo fo fo fo fo fo fo fo",
  InACall: "                ca ca ca ca ca ca ca ca ca ca",
  InAConferenceCall: "      ca ca ca ca ca ca ca ca ca ca",
  Inactive: "               av av aw br bu bu dn of oo un",
  InAMeeting: "             me me me me me me me me me me",
  Offline: "                of of of of of of of of oo of",
  OffWork: "                ow ow ow ow ow ow ow ow oo ow",
  OutOfOffice: "            oo oo oo oo bu bu dn oo oo oo",
  Presenting: "             pr pr pr pr pr pr pr pr pr pr",
  PresenceUnknown: "        av av aw br bu bu dn of oo un",
  UrgentInterruptionsOnly: "dn dn dn dn dn dn dn dn dn dn",
  NeverHeardOf: "           av av aw br bu bu dn of oo un",
};

const PAIRS = Object.entries(TABLE).flatMap(([activity, row]) =>
  row
    .trim()
    .split(" ")
    .map((short, column) => ({
      availability: AVAILABILITIES[column] ?? "",
      activity,
      expected: SHORT[short],
    })),
);

describe("deriving a status", () => {
  it("has an expectation for every pair", () => {
    assert.equal(PAIRS.length, 10 * 18);
    assert.ok(PAIRS.every(({ availability, expected }) => availability !== "" && expected !== undefined));
  });

  for (const { availability, activity, expected } of PAIRS) {
    it(`takes ${availability} / ${activity} as ${expected}`, () => {
      assert.equal(deriveStatus({ availability, activity, outOfOffice: false }), expected);
    });
  }

  const swapped: readonly (readonly [string, string, Status])[] = [
    ["InACall", "Busy", "in-a-call"],
    ["InAConferenceCall", "Busy", "in-a-call"],
    ["InAMeeting", "Busy", "in-a-meeting"],
    ["Focusing", "DoNotDisturb", "focusing"],
    ["Presenting", "DoNotDisturb", "presenting"],
    ["UrgentInterruptionsOnly", "DoNotDisturb", "do-not-disturb"],
    ["UrgentInterruptionsOnly", "Available", "do-not-disturb"],
    ["OffWork", "Offline", "off-work"],
    ["OffWork", "OutOfOffice", "out-of-office"],
    ["InACall", "OutOfOffice", "in-a-call"],
    ["InACall", "PresenceUnknown", "in-a-call"],
    ["InAMeeting", "Presenting", "presenting"],
    ["InAMeeting", "InACall", "in-a-call"],
    ["Inactive", "Away", "away"],
    ["Inactive", "NeverHeardOf", "unknown"],
  ];
  for (const [availability, activity, expected] of swapped) {
    it(`takes the swapped ${availability} / ${activity} as ${expected}`, () => {
      assert.equal(deriveStatus({ availability, activity }), expected);
    });
  }

  const withFlag: readonly (readonly [string, string, Status])[] = [
    ["Available", "Available", "out-of-office"],
    ["AvailableIdle", "Inactive", "out-of-office"],
    ["Away", "Away", "out-of-office"],
    ["BeRightBack", "BeRightBack", "out-of-office"],
    ["Offline", "Offline", "out-of-office"],
    ["Offline", "OffWork", "out-of-office"],
    ["OutOfOffice", "OutOfOffice", "out-of-office"],
    ["Busy", "Busy", "busy"],
    ["BusyIdle", "Inactive", "busy"],
    ["Busy", "InACall", "in-a-call"],
    ["Busy", "InAConferenceCall", "in-a-call"],
    ["Busy", "InAMeeting", "in-a-meeting"],
    ["DoNotDisturb", "DoNotDisturb", "do-not-disturb"],
    ["DoNotDisturb", "Focusing", "focusing"],
    ["DoNotDisturb", "Presenting", "presenting"],
    ["PresenceUnknown", "PresenceUnknown", "unknown"],
    ["NeverHeardOf", "NorOfThis", "unknown"],
  ];
  for (const [availability, activity, expected] of withFlag) {
    it(`takes ${availability} / ${activity} with the out of office flag as ${expected}`, () => {
      assert.equal(deriveStatus({ availability, activity, outOfOffice: true }), expected);
    });
  }

  it("reads words in any casing", () => {
    assert.equal(deriveStatus({ availability: "busy", activity: "inAConferenceCall" }), "in-a-call");
    assert.equal(deriveStatus({ availability: "DONOTDISTURB", activity: "doNotDisturb" }), "do-not-disturb");
  });

  it("manages with one field, or none", () => {
    assert.equal(deriveStatus({ availability: "Busy" }), "busy");
    assert.equal(deriveStatus({ activity: "InACall" }), "in-a-call");
    assert.equal(deriveStatus({ availability: "Away", activity: "" }), "away");
    assert.equal(deriveStatus({}), "unknown");
  });

  it("does not trip over words that objects have of themselves", () => {
    assert.equal(deriveStatus({ availability: "constructor", activity: "__proto__" }), "unknown");
  });
});

describe("the idle layer", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["AvailableIdle", "Available", true],
    ["BusyIdle", "Busy", true],
    ["Away", "Inactive", true],
    ["Inactive", "Busy", true],
    ["busyIdle", "InACall", true],
    ["Available", "AvailableInactive", true],
    ["Available", "Available", false],
    ["Away", "Away", false],
    ["NeverHeardOf", "Busy", false],
  ];
  for (const [availability, activity, expected] of rows) {
    it(`${expected ? "is" : "is not"} in ${availability} / ${activity}`, () => {
      assert.equal(isIdle({ availability, activity }), expected);
    });
  }
});

describe("the words of Graph", () => {
  it("are known in any casing and given in Graph's own", () => {
    assert.equal(canonicalToken("inACall"), "InACall");
    assert.equal(canonicalToken(" URGENTINTERRUPTIONSONLY "), "UrgentInterruptionsOnly");
    assert.equal(canonicalToken("presenceUnknown"), "PresenceUnknown");
  });

  it("do not include others", () => {
    for (const text of ["", "in a call", "InACallNow", "toString"])
      assert.equal(canonicalToken(text), undefined);
  });

  it("say out of office in either field", () => {
    assert.equal(saysOutOfOffice({ availability: "outOfOffice" }), true);
    assert.equal(saysOutOfOffice({ availability: "Busy", activity: "OutOfOffice" }), true);
    assert.equal(saysOutOfOffice({ availability: "Busy", activity: "Busy" }), false);
  });
});
