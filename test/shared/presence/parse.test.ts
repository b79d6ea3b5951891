import assert from "node:assert/strict";
import {
  isOlder,
  keepLast,
  markStale,
  parseGraphPresence,
  parsePresence,
} from "../../../shared/presence/parse";
import type { Presence } from "../../../shared/presence/presence";
import { Problem } from "../../../shared/support/problem";

const NOW = Date.parse("2026-11-21T09:30:00.000Z");
const MINUTE = 60_000;
const ALICE = { id: "6f1c0000-0000-0000-0000-000000000001", slug: "alice", name: "Alice" };
const CONTEXT = { person: ALICE, source: "graph-poll", now: NOW };

const CALL: Presence = {
  person: ALICE,
  availability: "Busy",
  activity: "InACall",
  status: "in-a-call",
  idle: false,
  outOfOffice: false,
  observedAt: "2026-11-21T09:30:00.000Z",
  source: "graph-poll",
};

const UNKNOWN: Presence = {
  ...CALL,
  availability: "PresenceUnknown",
  activity: "PresenceUnknown",
  status: "unknown",
};

function refusal(run: () => unknown): Problem {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof Problem, "no Problem was thrown");
  assert.equal(thrown.code, "malformed-presence");
  return thrown;
}

describe("a presence from Graph", () => {
  it("is read whole", () => {
    const raw = {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#presence",
      id: ALICE.id,
      availability: "Busy",
      activity: "InACall",
      sequenceNumber: "A0017",
      outOfOfficeSettings: { isOutOfOffice: true, message: "On a beach" },
      statusMessage: { message: { content: "Back at ten", contentType: "text" } },
      workLocation: { placeId: null, source: "manual", workLocationType: "timeOff" },
    };
    assert.deepEqual(parseGraphPresence(raw, { ...CONTEXT, statusMessage: true }), {
      ...CALL,
      outOfOffice: true,
      statusMessage: "Back at ten",
      workLocation: "time-off",
      sequence: "A0017",
    });
  });

  it("is enough with the two words alone, as in the US government clouds", () => {
    assert.deepEqual(parseGraphPresence({ availability: "Busy", activity: "InACall" }, CONTEXT), CALL);
  });

  it("keeps the status message to itself unless asked", () => {
    const raw = { availability: "Busy", statusMessage: { message: { content: "private" } } };
    assert.equal(parseGraphPresence(raw, CONTEXT).statusMessage, undefined);
  });

  it("is written as Graph writes it, whatever the casing", () => {
    const { availability, activity, status } = parseGraphPresence(
      { availability: "doNotDisturb", activity: "presenting" },
      CONTEXT,
    );
    assert.deepEqual([availability, activity, status], ["DoNotDisturb", "Presenting", "presenting"]);
  });

  it("keeps a new word and colours nothing by it", () => {
    const { availability, activity, status } = parseGraphPresence(
      { availability: "levitating", activity: "HoveringAbove" },
      CONTEXT,
    );
    assert.deepEqual([availability, activity, status], ["Levitating", "HoveringAbove", "unknown"]);
  });

  it("falls back to the field that says something", () => {
    const presence = parseGraphPresence({ availability: "Busy", activity: "Levitating" }, CONTEXT);
    assert.deepEqual([presence.status, presence.activity], ["busy", "Levitating"]);
    const missing = parseGraphPresence({ activity: "InACall" }, CONTEXT);
    assert.deepEqual([missing.status, missing.availability], ["in-a-call", "PresenceUnknown"]);
  });

  const odd: readonly unknown[] = [undefined, null, 0, 7, true, "", "text", [], [1], {}, { a: 1 }];
  for (const value of odd) {
    it(`is not upset by ${JSON.stringify(value)} in every other field`, () => {
      const presence = parseGraphPresence(
        {
          availability: "Busy",
          activity: value === "text" ? "InACall" : value,
          sequenceNumber: value === "text" ? 12 : value,
          outOfOfficeSettings: value,
          statusMessage: { message: value },
          workLocation: value,
        },
        { ...CONTEXT, statusMessage: true },
      );
      assert.equal(presence.status, value === "text" ? "in-a-call" : "busy");
      assert.deepEqual(
        [presence.outOfOffice, presence.statusMessage, presence.workLocation, presence.sequence],
        [false, undefined, undefined, undefined],
      );
    });
  }

  it("does not take a word that cannot be one", () => {
    for (const availability of ["", "a b", "<script>", "x".repeat(65)]) {
      assert.equal(parseGraphPresence({ availability }, CONTEXT).availability, "PresenceUnknown");
    }
  });

  it("leaves out a work location that is not known", () => {
    for (const workLocationType of ["unspecified", "unknownFutureValue", 3, null]) {
      const presence = parseGraphPresence(
        { availability: "Busy", workLocation: { workLocationType } },
        CONTEXT,
      );
      assert.equal("workLocation" in presence, false);
    }
  });

  it("is out of office by the word as well as by the flag", () => {
    const raw = {
      availability: "Available",
      activity: "OutOfOffice",
      outOfOfficeSettings: { isOutOfOffice: false },
    };
    const presence = parseGraphPresence(raw, CONTEXT);
    assert.deepEqual([presence.outOfOffice, presence.status], [true, "out-of-office"]);
  });

  it("is refused when it is no presence at all", () => {
    for (const raw of [
      undefined,
      null,
      "Busy",
      3,
      [],
      {},
      { availability: 1, activity: null },
      { error: {} },
    ]) {
      assert.match(refusal(() => parseGraphPresence(raw, CONTEXT)).message, /availability/);
    }
  });
});

describe("a sequence", () => {
  it("is older when it sorts before the last one as text", () => {
    assert.equal(isOlder("A9", "B1"), true);
    assert.equal(isOlder("B1", "B1"), false);
    assert.equal(isOlder("B2", "B1"), false);
  });

  it("is never older when one side has none", () => {
    assert.equal(isOlder(undefined, "B1"), false);
    assert.equal(isOlder("A1", undefined), false);
  });
});

describe("a presence in a message", () => {
  it("is taken as it is, without fields we do not know", () => {
    const presence: Presence = {
      ...CALL,
      statusMessage: "x",
      workLocation: "remote",
      media: { inCall: true, camera: false },
      sequence: "A1",
      observedAt: "2026-11-21T09:00:00.000Z",
    };
    const wire = {
      ...presence,
      media: { ...presence.media, lamp: 1 },
      since: "…",
      expiresAt: "…",
      sourceId: "pi",
    };
    assert.deepEqual(parsePresence(wire, NOW), presence);
  });

  it("needs no more than a person and a status", () => {
    assert.deepEqual(parsePresence({ person: { slug: "alice", name: "Alice" }, status: "busy" }, NOW), {
      person: { id: "alice", slug: "alice", name: "Alice" },
      availability: "PresenceUnknown",
      activity: "PresenceUnknown",
      status: "busy",
      idle: false,
      outOfOffice: false,
      observedAt: "2026-11-21T09:30:00.000Z",
      source: "manual",
    });
  });

  it("gets its status from the words when it has none we know", () => {
    for (const status of [undefined, null, "unknown", "levitating", 3]) {
      assert.equal(parsePresence({ ...CALL, status }, NOW).status, "in-a-call");
    }
  });

  it("keeps a status that says more than the words", () => {
    assert.equal(parsePresence({ ...UNKNOWN, status: "away" }, NOW).status, "away");
  });

  it("is unknown while stale, and remembers what it was", () => {
    const stale = parsePresence({ ...UNKNOWN, stale: true, lastStatus: "busy" }, NOW);
    assert.deepEqual([stale.status, stale.stale, stale.lastStatus], ["unknown", true, "busy"]);
    const careless = parsePresence({ ...CALL, stale: true }, NOW);
    assert.deepEqual([careless.status, careless.stale, careless.lastStatus], ["unknown", true, "in-a-call"]);
    assert.equal("lastStatus" in parsePresence({ ...CALL, stale: false, lastStatus: "busy" }, NOW), false);
  });

  it("gives its time in UTC", () => {
    assert.equal(
      parsePresence({ ...CALL, observedAt: "2026-11-21T10:30:00+01:00" }, NOW).observedAt,
      "2026-11-21T09:30:00.000Z",
    );
  });

  it("has a person whose id is lower case and whose slug is one", () => {
    const person = { id: "ABC-1", slug: "The Boss", name: "Bo" };
    assert.deepEqual(parsePresence({ ...CALL, person }, NOW).person, {
      id: "abc-1",
      slug: "the-boss",
      name: "Bo",
    });
  });

  it("may be one of Graph, whose id is the person", () => {
    const presence = parsePresence(
      { id: ALICE.id.toUpperCase(), availability: "busy", activity: "inACall" },
      NOW,
    );
    assert.deepEqual(presence.person, { id: ALICE.id, slug: ALICE.id, name: ALICE.id.toUpperCase() });
    assert.deepEqual([presence.status, presence.source], ["in-a-call", "graph"]);
  });

  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ["no object", "busy", /"payload"/],
    ["a list", [CALL], /"payload"/],
    ["nothing", undefined, /"payload"/],
    ["neither person nor words", { status: "busy" }, /"availability"/],
    ["a Graph presence without id", { availability: "Busy" }, /"id"/],
    ["a Graph presence whose id is a number", { availability: "Busy", id: 4 }, /"id"/],
    ["a person that is text", { ...CALL, person: "alice" }, /"person"/],
    ["a person without id and slug", { ...CALL, person: { name: "Alice" } }, /"person.id"/],
    [
      "nothing to make a status from",
      { person: ALICE, status: "levitating" },
      /"status" must be one of available, busy/,
    ],
    ["an availability that is a number", { ...CALL, availability: 3 }, /"availability"/],
    ["an idle that is text", { ...CALL, idle: "no" }, /"idle" must be true or false/],
    ["an outOfOffice that is a number", { ...CALL, outOfOffice: 1 }, /"outOfOffice" must be true or false/],
    [
      "a work location of its own",
      { ...CALL, workLocation: "moon" },
      /"workLocation" must be one of office, remote, time-off/,
    ],
    ["media that is a list", { ...CALL, media: [] }, /"media"/],
    [
      "media with a camera that is text",
      { ...CALL, media: { camera: "on" } },
      /"camera" must be true or false/,
    ],
    ["a sequence that is a number", { ...CALL, sequence: 7 }, /"sequence"/],
    ["a time without zone", { ...CALL, observedAt: "2026-11-21T09:30:00" }, /"observedAt"/],
    ["a time that is none", { ...CALL, observedAt: "2026-13-41T99:30:00Z" }, /"observedAt"/],
    ["a stale that is text", { ...CALL, stale: "yes" }, /"stale" must be true or false/],
    ["a last status of its own", { ...CALL, stale: true, lastStatus: "gone" }, /"lastStatus" must be one of/],
  ];
  for (const [what, value, message] of refused) {
    it(`is refused with ${what}`, () =>
      assert.match(refusal(() => parsePresence(value, NOW)).message, message));
  }
});

describe("PresenceUnknown", () => {
  const later = (minutes: number): Presence => ({
    ...UNKNOWN,
    observedAt: new Date(NOW + minutes * MINUTE).toISOString(),
  });

  it("keeps the last status, and when it was observed", () => {
    const kept = keepLast(later(5), { ...CALL, idle: true, outOfOffice: true }, NOW + 5 * MINUTE, 900);
    assert.deepEqual(kept, {
      ...UNKNOWN,
      status: "in-a-call",
      idle: true,
      outOfOffice: true,
      observedAt: CALL.observedAt,
    });
  });

  it("becomes stale after staleAfter, also when what was kept is handed back each time", () => {
    let last: Presence = CALL;
    for (const minute of [5, 10, 14]) {
      last = keepLast(later(minute), last, NOW + minute * MINUTE, 900);
      assert.equal(last.status, "in-a-call");
    }
    last = keepLast(later(15), last, NOW + 15 * MINUTE, 900);
    assert.deepEqual(
      [last.status, last.stale, last.lastStatus, last.observedAt],
      ["unknown", true, "in-a-call", "2026-11-21T09:45:00.000Z"],
    );
    assert.equal(keepLast(later(16), last, NOW + 16 * MINUTE, 900), last);
  });

  it("keeps the last status for ever when staleAfter is 0", () => {
    assert.equal(keepLast(later(9000), CALL, NOW + 9000 * MINUTE, 0).status, "in-a-call");
  });

  it("stays unknown when nothing is known from before", () => {
    assert.equal(keepLast(UNKNOWN, undefined, NOW, 900), UNKNOWN);
    assert.equal(keepLast(UNKNOWN, { ...UNKNOWN, sequence: "A" }, NOW, 900), UNKNOWN);
  });

  it("is not the same as a word we do not know", () => {
    const strange: Presence = { ...UNKNOWN, availability: "Levitating", activity: "Levitating" };
    assert.equal(keepLast(strange, CALL, NOW, 900), strange);
  });

  it("changes nothing about a presence that says something", () => {
    assert.equal(keepLast(CALL, { ...CALL, status: "busy" }, NOW, 900), CALL);
  });
});

describe("a stale presence", () => {
  it("withdraws all but who it is and what it was", () => {
    const full: Presence = {
      ...CALL,
      idle: true,
      statusMessage: "x",
      workLocation: "office",
      media: { camera: true },
      sequence: "A1",
    };
    assert.deepEqual(markStale(full, NOW + MINUTE), {
      ...UNKNOWN,
      sequence: "A1",
      observedAt: "2026-11-21T09:31:00.000Z",
      stale: true,
      lastStatus: "in-a-call",
    });
  });

  it("stays as it is when marked again", () => {
    const stale = markStale(CALL, NOW);
    assert.equal(markStale(stale, NOW + MINUTE), stale);
  });
});
