import assert from "node:assert/strict";
import type { PersonSettings } from "../../../homebridge-plugin/config/person-settings";
import { Person } from "../../../homebridge-plugin/people/person";
import type { PersonView } from "../../../homebridge-plugin/people/person-keeper";
import type { ToldPresence } from "../../../homebridge-plugin/on-change/placeholders";
import { DEFAULT_SENSORS } from "../../../homebridge-plugin/sensors/default-sensors";
import { FakeClock, settle } from "../../support/fake-clock";
import { Lines } from "../../support/lines";
import { presence } from "../../support/presences";

const ALICE: PersonSettings = {
  id: "alice",
  name: "Alice",
  source: { kind: "mqtt", topic: "house/alice" },
  separate: false,
  pauseSwitch: true,
  onChange: undefined,
  sensors: DEFAULT_SENSORS,
};

interface Setting {
  readonly settings?: PersonSettings;
  readonly remembered?: unknown;
  /** HomeKit fails. */
  readonly failing?: boolean;
}

function setUp({ settings = ALICE, remembered, failing = false }: Setting = {}) {
  const clock = new FakeClock();
  const log = new Lines();
  const views: PersonView[] = [];
  const calls: (ToldPresence | "ended" | "close")[] = [];
  const person = new Person({
    settings,
    config: { settle: 0, grace: 900, hours: undefined },
    services: {
      show: (view) => {
        views.push(view);
        if (failing) throw new Error("HAP fails");
      },
    },
    caller: {
      changed: (told) => void calls.push(told),
      ended: () => void calls.push("ended"),
      close: () => void calls.push("close"),
    },
    memory: { save: () => Promise.resolve(), loadNow: () => remembered },
    clock,
    log,
  });
  person.start();
  const called = (): readonly string[] =>
    calls.map((call) => (typeof call === "string" ? call : call.status));
  return { clock, log, views, calls, called, person };
}

describe("a person", () => {
  it("is in HomeKit, in the log and at the URL with every change, once", () => {
    const { person, views, called, log } = setUp();
    for (const status of ["available", "available", "in-a-call"] as const) person.heard(presence(status));
    assert.equal(views.length, 3);
    assert.deepEqual(called(), ["available", "in-a-call"]);
    assert.deepEqual(log.all, ["info Alice: Available", "info Alice: Busy · in a call"]);
  });

  it("calls no URL, and writes nothing, because somebody has to sign in", () => {
    const { person, called, log } = setUp();
    person.heard(presence("busy"));
    person.setSignInNeeded(true);
    assert.deepEqual(called(), ["busy"]);
    assert.equal(log.all.length, 1);
  });

  it("calls the URL after a start too: a light may have lost its power as well", () => {
    const state = { passed: presence("busy"), since: "2026-11-21T08:00:00.000Z", previous: null };
    const remembered = { source: JSON.stringify(ALICE.source), state, paused: false };
    const { person, called, log } = setUp({ remembered });
    person.heard(presence("busy", { observedAt: "2026-11-21T09:00:00.000Z", sequence: "7" }));
    assert.deepEqual(called(), ["busy"]);
    assert.deepEqual(log.all, ["info Alice: Busy, as before the restart"]);
  });

  it("ends at the URL while paused, and is back after it", () => {
    const { person, called, log } = setUp();
    person.heard(presence("busy"));
    person.setPaused(true);
    person.heard(presence("away"));
    person.setPaused(false);
    assert.deepEqual(called(), ["busy", "ended", "away"]);
    assert.deepEqual(log.all.slice(1), ["info Alice: Teams is ignored", "info Alice: Away"]);
  });

  it("is not paused for ever where the switch has gone", () => {
    const { views } = setUp({ settings: { ...ALICE, pauseSwitch: false }, remembered: { paused: true } });
    assert.equal(views[0]?.paused, false);
  });

  it("takes back all it said when its source is silent", async () => {
    const { person, calls, clock, log } = setUp();
    person.heard(
      presence("in-a-call", { statusMessage: "In Rome", workLocation: "office", media: { camera: true } }),
    );
    person.lost();
    await clock.advance(900_000);
    const told = calls.at(-1);
    assert.ok(typeof told === "object");
    const { status, stale, lastStatus, statusMessage, workLocation, media } = told;
    assert.deepEqual(
      { status, stale, lastStatus, statusMessage, workLocation, media },
      {
        status: "unknown",
        stale: true,
        lastStatus: "in-a-call",
        statusMessage: undefined,
        workLocation: undefined,
        media: undefined,
      },
    );
    assert.equal(log.all.at(-1), "info Alice: nothing new for too long (was Busy · in a call)");
  });

  it("says so where nothing is known after the grace", async () => {
    const { clock, log, called } = setUp();
    await clock.advance(900_000);
    assert.deepEqual(log.all, ["info Alice: nothing is known yet"]);
    assert.deepEqual(called(), []);
  });

  it("goes on when HomeKit fails, also when a timer tells it", async () => {
    const { person, clock, log, called, views } = setUp({ failing: true });
    person.heard(presence("busy"));
    person.lost();
    await clock.advance(900_000);
    await settle();
    assert.deepEqual(called(), ["busy", "unknown"]);
    assert.equal(views.length, 3);
    assert.match(log.all.join("\n"), /error Something unexpected went wrong. HAP fails/);
  });

  it("does nothing more once it is closed", async () => {
    const { person, clock, views, called } = setUp();
    person.lost();
    person.close();
    person.heard(presence("busy"));
    await clock.advance(3_600_000);
    assert.equal(views.length, 1);
    assert.deepEqual(called(), ["close"]);
    assert.equal(clock.pending, 0);
  });
});
