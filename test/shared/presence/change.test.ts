import assert from "node:assert/strict";
import { parseState, receive, restart, wake } from "../../../shared/presence/change";
import type { DiffOptions, Outcome, PersonState } from "../../../shared/presence/change";
import { parseGraphPresence } from "../../../shared/presence/parse";
import type { ChangedPresence, Presence, Status } from "../../../shared/presence/presence";

const START = Date.parse("2026-11-21T09:00:00.000Z");
const OPTIONS: DiffOptions = { compare: "status", settle: 0, hold: [], first: true };

/** Seconds after the start, as the time in a Presence. */
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

const WORDS: Readonly<Partial<Record<Status, readonly [string, string]>>> = {
  available: ["Available", "Available"],
  busy: ["Busy", "Busy"],
  "in-a-call": ["Busy", "InACall"],
  "do-not-disturb": ["DoNotDisturb", "DoNotDisturb"],
  away: ["Away", "Away"],
};

function presence(status: Status, seconds: number, more: Partial<Presence> = {}): Presence {
  const [availability, activity] = WORDS[status] ?? assert.fail(status);
  return {
    ...parseGraphPresence(
      { availability, activity },
      {
        person: { id: "a-1", slug: "alice", name: "Alice" },
        source: "graph-poll",
        now: START + seconds * 1000,
      },
    ),
    ...more,
  };
}

/** One person's flow, with the time in seconds; it wakes by itself like the timer of a node would. */
class Flow {
  state: PersonState | undefined;
  wakeAt: number | undefined;
  readonly passed: (readonly [second: number, change: ChangedPresence])[] = [];

  constructor(readonly options: Partial<DiffOptions> = {}) {}

  get #allOptions(): DiffOptions {
    return { ...OPTIONS, ...this.options };
  }

  receive(second: number, presence: Presence): this {
    this.runTo(second);
    return this.#take(second, receive(this.state, presence, this.#allOptions, START + second * 1000));
  }

  /** Calls for each status at its second. */
  play(...steps: readonly (readonly [second: number, status: Status])[]): this {
    for (const [second, status] of steps) this.receive(second, presence(status, second));
    return this;
  }

  runTo(second: number): this {
    while (this.state && this.wakeAt !== undefined && this.wakeAt <= second) {
      const due = this.wakeAt;
      this.#take(due, wake(this.state, this.#allOptions, START + due * 1000));
    }
    return this;
  }

  restart(): this {
    const stored: unknown = JSON.parse(JSON.stringify(this.state));
    const state = parseState(stored);
    assert.ok(state);
    this.state = restart(state);
    this.wakeAt = undefined;
    return this;
  }

  /** What passed: second, status, second its status began, and the change. */
  get log(): string[] {
    return this.passed.map(
      ([second, { status, since, change }]) => `${second} ${status} since ${secondOf(since)} ${change}`,
    );
  }

  get last(): ChangedPresence {
    return this.passed.at(-1)?.[1] ?? assert.fail("nothing has passed");
  }

  #take(second: number, outcome: Outcome): this {
    this.state = outcome.state;
    this.wakeAt = outcome.wakeAt === undefined ? undefined : (outcome.wakeAt - START) / 1000;
    if (outcome.pass) this.passed.push([second, outcome.pass]);
    assert.deepEqual(JSON.parse(JSON.stringify(outcome.state)), outcome.state);
    return this;
  }
}

const secondOf = (time: string) => (Date.parse(time) - START) / 1000;

describe("what passes", () => {
  it("is the first, and then each change of status", () => {
    const flow = new Flow().play(
      [0, "busy"],
      [30, "busy"],
      [60, "in-a-call"],
      [90, "in-a-call"],
      [120, "busy"],
    );
    assert.deepEqual(flow.log, [
      "0 busy since 0 start",
      "60 in-a-call since 60 status",
      "120 busy since 120 status",
    ]);
  });

  it("carries the Presence itself and the one that passed before", () => {
    const flow = new Flow().play([0, "busy"]);
    assert.deepEqual(flow.last, { ...presence("busy", 0), since: at(0), previous: null, change: "start" });
    flow.play([30, "busy"], [60, "in-a-call"]);
    assert.deepEqual(flow.last, {
      ...presence("in-a-call", 60),
      since: at(60),
      previous: { status: "busy", availability: "Busy", activity: "Busy", since: at(0) },
      change: "status",
    });
  });

  it("does not include the very first when first is off, but what follows", () => {
    const flow = new Flow({ first: false }).play([0, "busy"], [30, "busy"], [60, "away"]);
    assert.deepEqual(flow.log, ["60 away since 60 status"]);
    assert.equal(flow.last.previous?.since, at(0));
  });

  it("does not include an older sequence, whatever its time says", () => {
    const flow = new Flow();
    flow.receive(0, presence("busy", 0, { sequence: "A5" }));
    flow.receive(10, presence("away", 10, { sequence: "A4" }));
    flow.receive(20, presence("in-a-call", 20, { sequence: "A6" }));
    flow.receive(30, presence("busy", 30, { sequence: "A5" }));
    assert.deepEqual(flow.log, ["0 busy since 0 start", "20 in-a-call since 20 status"]);
  });

  it("remembers the newest sequence, also of what did not pass and across one without", () => {
    const flow = new Flow();
    flow.receive(0, presence("busy", 0, { sequence: "A5" }));
    flow.receive(10, presence("busy", 10, { sequence: "A7" }));
    flow.receive(20, presence("busy", 20));
    flow.receive(30, presence("away", 30, { sequence: "A6" }));
    assert.deepEqual(flow.log, ["0 busy since 0 start"]);
  });

  it("includes what was observed earlier when no sequence says that it is older", () => {
    const flow = new Flow().play([100, "busy"]).receive(110, presence("away", 40));
    assert.deepEqual(flow.log, ["100 busy since 100 start", "110 away since 40 status"]);
  });

  it("began now at the latest, though the clock of the source runs ahead", () => {
    const flow = new Flow().receive(10, presence("busy", 500));
    assert.deepEqual(flow.log, ["10 busy since 10 start"]);
  });
});

describe("what is compared", () => {
  const meeting = { availability: "Busy", activity: "InAMeeting" };
  const rows: readonly {
    readonly what: string;
    readonly before?: Partial<Presence>;
    readonly after: Partial<Presence>;
    /** The change for each of status, availability, activity, any; a dash where nothing passes. */
    readonly expected: string;
  }[] = [
    {
      what: "nothing but the time, the sequence and the source",
      after: { observedAt: at(30), sequence: "A9", source: "mqtt" },
      expected: "- - - -",
    },
    {
      what: "the status message",
      before: { statusMessage: "a" },
      after: { statusMessage: "b" },
      expected: "- - - other",
    },
    {
      what: "the camera",
      before: { media: { camera: true } },
      after: { media: { camera: false } },
      expected: "- - - other",
    },
    {
      what: "the order of the media",
      before: { media: { camera: true, inCall: true } },
      after: { media: { inCall: true, camera: true } },
      expected: "- - - -",
    },
    { what: "idleness", after: { idle: true }, expected: "- - - other" },
    { what: "out of office", after: { outOfOffice: true }, expected: "- - - other" },
    { what: "the work location", after: { workLocation: "office" }, expected: "- - - other" },
    {
      what: "the name",
      after: { person: { id: "a-1", slug: "alice", name: "Alicia" } },
      expected: "- - - other",
    },
    { what: "the activity alone", after: { activity: "Inactive" }, expected: "- - activity activity" },
    {
      what: "the availability alone",
      after: { availability: "BusyIdle" },
      expected: "- availability - availability",
    },
    {
      what: "the status and the activity",
      after: { ...meeting, status: "in-a-meeting" },
      expected: "status - status status",
    },
    { what: "the status alone", after: { status: "away" }, expected: "status - - status" },
    {
      what: "staleness",
      after: { status: "unknown", stale: true, lastStatus: "busy" },
      expected: "status - - status",
    },
  ];
  for (const { what, before, after, expected } of rows) {
    const changes = expected.split(" ");
    for (const [i, compare] of (["status", "availability", "activity", "any"] as const).entries()) {
      it(`by ${compare}: ${what} is ${changes[i] === "-" ? "no change" : `a change of ${changes[i]}`}`, () => {
        const flow = new Flow({ compare });
        flow
          .receive(0, presence("busy", 0, before))
          .receive(10, presence("busy", 10, { ...before, ...after }));
        assert.equal(flow.passed[1]?.[1].change ?? "-", changes[i]);
      });
    }
  }

  it("leaves since alone while the status stays", () => {
    const flow = new Flow({ compare: "any" }).play([0, "busy"]);
    flow.receive(60, presence("busy", 60, { statusMessage: "lunch at one" }));
    assert.deepEqual(flow.log, ["0 busy since 0 start", "60 busy since 0 other"]);
    assert.deepEqual(flow.last.previous, {
      status: "busy",
      availability: "Busy",
      activity: "Busy",
      since: at(0),
    });
  });

  it("knows since when a status lasts that began while something else was compared", () => {
    const flow = new Flow({ compare: "availability" }).play([0, "busy"], [100, "in-a-call"]);
    flow.receive(200, presence("in-a-call", 200, { availability: "DoNotDisturb" }));
    assert.deepEqual(flow.log, ["0 busy since 0 start", "200 in-a-call since 100 status"]);
  });
});

describe("settling", () => {
  const settle = { settle: 10 };

  it("lets a value pass that lasts, with the time it began", () => {
    const flow = new Flow(settle).play([0, "busy"], [30, "away"]);
    assert.equal(flow.wakeAt, 40);
    flow.runTo(100);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "40 away since 30 status"]);
    assert.equal(flow.wakeAt, undefined);
  });

  it("does not start again when the same value comes again, and passes the newest", () => {
    const flow = new Flow(settle).play([0, "busy"], [30, "away"]);
    flow.receive(35, presence("away", 35, { statusMessage: "newest" })).runTo(100);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "40 away since 30 status"]);
    assert.equal(flow.last.statusMessage, "newest");
  });

  it("is called off when the value flaps back", () => {
    const flow = new Flow(settle).play([0, "busy"], [30, "away"], [35, "busy"]);
    assert.equal(flow.wakeAt, undefined);
    flow.play([100, "away"]).runTo(200);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "110 away since 100 status"]);
  });

  it("starts again with another value, which alone passes", () => {
    const flow = new Flow(settle).play([0, "busy"], [30, "away"], [35, "available"]).runTo(100);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "45 available since 35 status"]);
  });

  it("does not keep the first one waiting", () => {
    assert.deepEqual(new Flow(settle).play([0, "busy"]).log, ["0 busy since 0 start"]);
  });

  it("is not disturbed by an older sequence", () => {
    const flow = new Flow(settle);
    flow.receive(0, presence("busy", 0, { sequence: "A1" }));
    flow.receive(30, presence("away", 30, { sequence: "A3" }));
    flow.receive(35, presence("busy", 35, { sequence: "A2" }));
    assert.equal(flow.wakeAt, 40);
    flow.runTo(100);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "40 away since 30 status"]);
  });

  it("passes at the next message when the timer has been missed", () => {
    const flow = new Flow(settle).play([0, "busy"], [30, "away"]);
    flow.wakeAt = undefined;
    flow.play([60, "away"]);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "60 away since 30 status"]);
  });

  it("counts anew when only the compared value changes within a status", () => {
    const flow = new Flow({ ...settle, compare: "any" }).play([0, "busy"], [30, "away"]);
    flow.receive(36, presence("away", 36, { statusMessage: "x" })).runTo(100);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "46 away since 30 status"]);
  });

  it("waits at most its own length more when the clock is set back", () => {
    const flow = new Flow(settle).play([0, "busy"], [3630, "away"]);
    const state = flow.state ?? assert.fail();
    const setBack = wake(state, { ...OPTIONS, ...settle }, START + 40_000);
    assert.equal(setBack.pass, undefined);
    assert.equal(setBack.wakeAt, START + 50_000);
    const done = wake(setBack.state, { ...OPTIONS, ...settle }, START + 50_000);
    assert.equal(done.pass?.status, "away");
  });

  it("has nothing to do when woken without need", () => {
    const { state } = new Flow(settle).play([0, "busy"]);
    assert.ok(state);
    assert.deepEqual(wake(state, { ...OPTIONS, ...settle }, START + 99_000), { state });
  });
});

describe("holding", () => {
  const hold = { hold: [{ status: "in-a-call", seconds: 60 }] as const };

  it("stays in a status after it has ended, then tells when it really ended", () => {
    const flow = new Flow(hold).play([0, "in-a-call"], [100, "available"]);
    assert.equal(flow.wakeAt, 160);
    flow.runTo(200);
    assert.deepEqual(flow.log, ["0 in-a-call since 0 start", "160 available since 100 status"]);
  });

  it("does not count anew when something else comes; the newest passes", () => {
    const flow = new Flow(hold)
      .play([0, "in-a-call"], [100, "available"], [130, "busy"], [150, "away"])
      .runTo(300);
    assert.deepEqual(flow.log, ["0 in-a-call since 0 start", "160 away since 150 status"]);
    assert.equal(flow.last.previous?.status, "in-a-call");
  });

  it("goes on with its old since when the status comes back, and holds in full the next time", () => {
    const flow = new Flow(hold).play([0, "in-a-call"], [100, "available"], [150, "in-a-call"]).runTo(400);
    assert.deepEqual(flow.log, ["0 in-a-call since 0 start"]);
    flow.play([500, "available"]).runTo(600);
    assert.deepEqual(flow.log, ["0 in-a-call since 0 start", "560 available since 500 status"]);
    assert.equal(flow.last.previous?.since, at(0));
  });

  it("concerns only the statuses named", () => {
    const flow = new Flow(hold).play([0, "busy"], [100, "available"]);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "100 available since 100 status"]);
  });

  it("lets changes within the status pass at once", () => {
    const flow = new Flow({ ...hold, compare: "any" }).play([0, "in-a-call"]);
    flow.receive(10, presence("in-a-call", 10, { media: { camera: true } }));
    assert.deepEqual(flow.log, ["0 in-a-call since 0 start", "10 in-a-call since 0 other"]);
  });

  it("ends when the status comes back with something else changed", () => {
    const flow = new Flow({ ...hold, compare: "any" }).play([0, "in-a-call"], [100, "available"]);
    flow.receive(120, presence("in-a-call", 120, { media: { camera: true } })).runTo(300);
    assert.deepEqual(flow.log, ["0 in-a-call since 0 start", "120 in-a-call since 0 other"]);
  });

  it("and settling both have to be over", () => {
    const both = { ...hold, settle: 20 };
    const short = new Flow(both).play([0, "in-a-call"], [100, "available"]).runTo(300);
    assert.deepEqual(short.log, ["0 in-a-call since 0 start", "160 available since 100 status"]);
    const late = new Flow(both).play([0, "in-a-call"], [100, "available"], [155, "away"]).runTo(300);
    assert.deepEqual(late.log, ["0 in-a-call since 0 start", "175 away since 155 status"]);
  });

  it("begins when the status first ended, even if what followed did not settle", () => {
    const flow = new Flow({ ...hold, settle: 20 });
    flow.play([0, "in-a-call"], [100, "available"], [110, "busy"], [120, "available"]).runTo(300);
    assert.deepEqual(flow.log, ["0 in-a-call since 0 start", "160 available since 120 status"]);
  });

  it("takes the last of two rules for one status", () => {
    const twice = { hold: [...hold.hold, { status: "in-a-call", seconds: 5 }] as const };
    const flow = new Flow(twice).play([0, "in-a-call"], [100, "available"]).runTo(300);
    assert.deepEqual(flow.log.at(-1), "105 available since 100 status");
  });
});

describe("after a start", () => {
  it("the first passes with the since and the previous that were remembered", () => {
    const flow = new Flow().play([0, "busy"], [60, "in-a-call"]).restart().play([600, "in-a-call"]);
    assert.deepEqual(flow.log.at(-1), "600 in-a-call since 60 start");
    assert.deepEqual(flow.last.previous, {
      status: "busy",
      availability: "Busy",
      activity: "Busy",
      since: at(0),
    });
    flow.play([630, "in-a-call"], [660, "away"]);
    assert.deepEqual(flow.log.slice(-2), ["600 in-a-call since 60 start", "660 away since 660 status"]);
  });

  it("the first passes as a start also when it differs; what was remembered is the previous", () => {
    const flow = new Flow().play([0, "busy"], [60, "in-a-call"]).restart().play([600, "away"]);
    assert.deepEqual(flow.log.at(-1), "600 away since 600 start");
    assert.deepEqual(flow.last.previous, {
      status: "in-a-call",
      availability: "Busy",
      activity: "InACall",
      since: at(60),
    });
  });

  it("the first passes at once, past settle and hold", () => {
    const options = { settle: 10, hold: [{ status: "busy", seconds: 60 }] as const };
    const flow = new Flow(options).play([0, "busy"]).restart().play([600, "away"]);
    assert.deepEqual(flow.log.at(-1), "600 away since 600 start");
  });

  it("without first, the same does not pass, and a difference passes as the change it is", () => {
    const flow = new Flow({ first: false }).play([0, "busy"]).restart().play([600, "busy"]);
    assert.deepEqual(flow.log, []);
    flow.restart().play([700, "away"]);
    assert.deepEqual(flow.log, ["700 away since 700 status"]);
    assert.deepEqual(flow.last.previous?.since, at(0));
  });

  it("what had waited is forgotten", () => {
    const flow = new Flow({ settle: 10 })
      .play([0, "busy"], [30, "away"])
      .restart()
      .play([600, "busy"])
      .runTo(900);
    assert.deepEqual(flow.log, ["0 busy since 0 start", "600 busy since 0 start"]);
  });

  it("a sequence that has begun anew is listened to", () => {
    const flow = new Flow().receive(0, presence("busy", 0, { sequence: "B1" })).restart();
    flow.receive(600, presence("away", 600, { sequence: "A1" }));
    assert.equal(flow.last.status, "away");
  });
});

describe("the state in a file", () => {
  const { state } = new Flow().play([0, "busy"], [60, "in-a-call"]);

  it("comes back as it was", () => {
    assert.deepEqual(parseState(JSON.parse(JSON.stringify(state))), state);
  });

  it("is still good without the part that only refines", () => {
    const { seen, ...rest } = state ?? assert.fail();
    assert.deepEqual(parseState(rest)?.seen, seen);
  });

  const broken: readonly (readonly [string, unknown])[] = [
    ["nothing", undefined],
    ["null", null],
    ["text", "state"],
    ["a list", [state]],
    ["an empty object", {}],
    ["no Presence", { ...state, passed: undefined }],
    ["a Presence without person", { ...state, passed: { ...state?.passed, person: undefined } }],
    ["a Presence without time", { ...state, passed: { ...state?.passed, observedAt: undefined } }],
    ["a since that is no time", { ...state, since: "yesterday" }],
    ["no previous", { ...state, previous: undefined }],
    ["a previous with a status of its own", { ...state, previous: { ...state?.previous, status: "gone" } }],
    ["a previous without words", { ...state, previous: { ...state?.previous, activity: 3 } }],
    ["a previous without since", { ...state, previous: { ...state?.previous, since: null } }],
  ];
  for (const [what, value] of broken) {
    it(`is none with ${what}`, () => assert.equal(parseState(value), undefined));
  }
});
