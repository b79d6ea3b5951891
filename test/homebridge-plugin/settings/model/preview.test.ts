import assert from "node:assert/strict";
import { readConfig } from "../../../../homebridge-plugin/config/config";
import { type Heard, heardAfter, previewOf } from "../../../../homebridge-plugin/settings/model/preview";
import type { Status } from "../../../../shared/presence/presence";

const NOON = Date.UTC(2026, 10, 30, 12);
const HOURS = { enabled: true, timezone: "UTC", days: [1], start: "09:00", end: "17:00" };
const PROBLEM = { code: "broker", title: "The broker refuses", advice: "Look at the password." };

function presence(status: Status, observedAt = "2026-11-30T12:00:00.000Z"): NonNullable<Heard["presence"]> {
  return {
    person: { id: "alice", slug: "alice", name: "Alice" },
    availability: "Busy",
    activity: "InACall",
    status,
    idle: false,
    outOfOffice: false,
    observedAt,
    source: "graph",
  };
}

function preview(heard: Heard | undefined, { hours, now = NOON }: { hours?: object; now?: number } = {}) {
  const config = readConfig({
    accounts: [{ name: "Work", tenant: "contoso.com", clientId: "00000000-0000-4000-8000-000000000000" }],
    people: [
      {
        name: "Alice",
        sensors: [
          { id: "call", name: "In a call", statuses: ["in-a-call"] },
          { id: "quiet", name: "No call", statuses: ["in-a-call"], invert: true },
          { id: "trouble", name: "Trouble", statuses: ["sign-in-needed", "stale"] },
        ],
      },
    ],
    ...(hours && { hours }),
  });
  const [alice] = config.people;
  assert.ok(alice);
  const { state, outside, sensors } = previewOf(alice, heard, config.hours, now);
  return [state, outside, ...sensors.values()];
}

const stale = { ...presence("unknown"), stale: true, lastStatus: "in-a-call" } as const;

describe("the preview of a person", () => {
  const night = { now: NOON + 9 * 3_600_000 };
  for (const [what, shown, expected] of [
    ["before anything is heard", preview(undefined), ["waiting", undefined, false, false, false]],
    ["in a call", preview({ presence: presence("in-a-call") }), ["live", undefined, true, false, false]],
    ["away", preview({ presence: presence("away") }), ["live", undefined, false, true, false]],
    [
      "of whom nothing is known",
      preview({ presence: presence("unknown") }),
      ["live", undefined, false, false, false],
    ],
    ["signed out", preview({ signInNeeded: true }), ["sign-in", undefined, false, false, true]],
    ["with a broker in trouble", preview({ problem: PROBLEM }), ["problem", undefined, false, false, false]],
    [
      "in a call, and nothing newer since",
      preview({ presence: presence("in-a-call"), problem: PROBLEM }),
      ["live", undefined, true, false, false],
    ],
    [
      "not heard for long",
      preview({ stale: true, presence: presence("in-a-call") }),
      ["stale", undefined, false, false, true],
    ],
    ["given up by the source", preview({ presence: stale }), ["stale", undefined, false, false, true]],
    [
      "during working hours",
      preview({ presence: presence("in-a-call") }, { hours: HOURS }),
      ["live", undefined, true, false, false],
    ],
    [
      "outside them",
      preview({ presence: presence("in-a-call") }, { hours: HOURS, ...night }),
      ["live", "off", false, false, false],
    ],
    [
      "outside those that leave things as they are",
      preview({ presence: presence("in-a-call") }, { hours: { ...HOURS, outside: "leave" }, ...night }),
      ["live", "leave", undefined, undefined, undefined],
    ],
  ] as const)
    it(`shows what HomeKit would, ${what}`, () => assert.deepEqual(shown, expected));
});

describe("what is told of a person", () => {
  const CALL = presence("in-a-call");
  const LATER = presence("away", "2026-11-30T12:05:00.000Z");

  it("lasts since it was first seen to change", () => {
    const heard = heardAfter(heardAfter(undefined, { presence: CALL }), { presence: LATER });
    assert.equal(heard.presence?.since, LATER.observedAt);
    const again = heardAfter(heard, { presence: presence("away", "2026-11-30T12:06:00.000Z") });
    assert.equal(again.presence?.since, LATER.observedAt);
  });

  it("has no beginning where nobody saw it begin", () => {
    const first = heardAfter(undefined, { presence: CALL });
    assert.equal(first.presence?.since, undefined);
    assert.equal(heardAfter(first, { presence: CALL }).presence?.since, undefined);
  });

  it("keeps the beginning that its source knows", () => {
    const since = "2026-11-30T11:00:00.000Z";
    const heard = heardAfter({ presence: LATER }, { presence: { ...CALL, since } });
    assert.equal(heard.presence?.since, since);
  });

  it("is of somebody else when another one has signed in", () => {
    const other = { ...LATER, person: { id: "bob", slug: "bob", name: "Bob" } };
    assert.equal(heardAfter({ presence: CALL }, { presence: other }).presence?.since, undefined);
  });

  it("is kept while there is only trouble, and gone once nobody is signed in", () => {
    assert.deepEqual(heardAfter({ presence: CALL }, { problem: PROBLEM }), {
      presence: CALL,
      problem: PROBLEM,
    });
    assert.deepEqual(heardAfter({ presence: CALL }, { signInNeeded: true }), { signInNeeded: true });
  });
});
