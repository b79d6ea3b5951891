import assert from "node:assert/strict";
import type { Format } from "../../../shared/mqtt/formats/format";
import { OWN_FORMAT } from "../../../shared/mqtt/formats/own";
import { TEAMS_FOR_LINUX_FORMAT } from "../../../shared/mqtt/formats/teams-for-linux";
import { TEAMS2HA_FORMAT } from "../../../shared/mqtt/formats/teams2ha";
import { PresenceSubscriber } from "../../../shared/mqtt/presence-subscriber";
import { STATUSES } from "../../../shared/presence/presence";
import { silentLog } from "../../../shared/support/log";
import { FakeClock } from "../../support/fake-clock";
import { presence } from "../../support/presences";
import { seeded } from "../../support/seeded";
import { type Message, NOW, PERSON, saidAfter } from "./formats/heard";
import { StandInConnection } from "./stand-in-connection";

const GOOD = {
  ...presence("busy", { observedAt: "2026-11-21T09:29:00.000Z", media: { inCall: false } }),
  statusMessage: "writing",
  workLocation: "office",
  sequence: "7",
  sourceId: "hb-1",
  expiresAt: "2026-11-21T09:40:00.000Z",
};

const WRONG_TYPES: readonly unknown[] = [42, true, [], ["x"], {}, { length: 1 }, "\0", "x".repeat(70_000)];

/** Texts that mean nothing to anybody, whichever topic they come to. */
const GARBAGE: readonly string[] = [
  "\0",
  "\0".repeat(1000),
  "null",
  "42",
  '"busy"',
  "{",
  '{"person":',
  "[".repeat(30_000),
  `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  '{"__proto__":{"status":"busy","availability":"Away"}}',
  '{"constructor":{"prototype":{"status":"away"}}}',
  '{"toString":"away","status":{"toString":"away"}}',
  "x".repeat(64 * 1024 + 1),
  '{"status":"__proto__"}',
  '{"status":"constructor"}',
  "__proto__",
  "constructor",
  "\ufeff{}",
  "\ud800",
  "TRUE",
  "On",
];

/** One field of a good state spoilt, or a state that comes too late. */
const SPOILT: readonly string[] = [
  ...["person", "availability", "media", "workLocation", "sourceId", "expiresAt", "observedAt"].flatMap(
    (field) =>
      WRONG_TYPES.filter((value) => !isRight(field, value)).map((value) =>
        JSON.stringify({ ...GOOD, availability: "Away", activity: "Away", status: "away", [field]: value }),
      ),
  ),
  JSON.stringify({ ...GOOD, status: "away", observedAt: "2026-11-21T09:28:59.999Z" }),
  JSON.stringify({ ...GOOD, status: "away", observedAt: "1970-01-01T00:00:00Z" }),
  JSON.stringify({ ...GOOD, status: "away", observedAt: "2026-99-99T00:00:00Z" }),
];

/** What is of another type, and still right. */
function isRight(field: string, value: unknown): boolean {
  if (field === "person" || field === "media") return typeof value === "object" && !Array.isArray(value);
  return field === "availability" && typeof value === "string";
}

interface Case<S> {
  readonly format: Format<S>;
  readonly topic: string;
  readonly good: readonly Message[];
  readonly hostile: readonly string[];
}

const OWN: Case<ReturnType<(typeof OWN_FORMAT)["afterReconnect"]>> = {
  format: OWN_FORMAT,
  topic: "house/alice",
  good: [
    ["house/alice/state", JSON.stringify(GOOD)],
    ["house/_source/hb-1/status", "online"],
  ],
  hostile: [...GARBAGE, ...SPOILT],
};

const LINUX: Case<ReturnType<(typeof TEAMS_FOR_LINUX_FORMAT)["afterReconnect"]>> = {
  format: TEAMS_FOR_LINUX_FORMAT,
  topic: "teams",
  good: [
    ["teams/status", '{"status":"busy"}'],
    ["teams/in-call", "true"],
    ["teams/connected", "true"],
  ],
  hostile: GARBAGE,
};

const WINDOWS: Case<ReturnType<(typeof TEAMS2HA_FORMAT)["afterReconnect"]>> = {
  format: TEAMS2HA_FORMAT,
  topic: "teams2ha/office",
  good: [
    ["teams2ha/office/availability", "online"],
    ["homeassistant/sensor/office/teamsstatus/state", "Busy"],
    ["homeassistant/binary_sensor/office/isinmeeting/state", "ON"],
  ],
  hostile: GARBAGE,
};

function changesNothing<S>({ format, topic, good, hostile }: Case<S>): void {
  const before = saidAfter(format, topic, good);
  assert.equal(before.kind, "presence");
  const places = [...format.filters(topic), topic, `${topic}/`, `${topic}/__proto__`, "__proto__", ""].map(
    (filter) => filter.replace("+", "hb-1"),
  );
  for (const place of places)
    for (const text of hostile)
      assert.deepEqual(
        saidAfter(format, topic, [...good, [place, text]]),
        before,
        `${place}: ${text.slice(0, 200)}`,
      );
}

describe("hostile messages", () => {
  it("change nothing that we publish ourselves", () => changesNothing(OWN));
  it("change nothing that teams-for-linux publishes", () => changesNothing(LINUX));
  it("change nothing that TEAMS2HA publishes", () => changesNothing(WINDOWS));

  it("leave everybody else's objects alone", () => {
    for (const { format, topic } of [OWN])
      saidAfter(format, topic, [[`${topic}/state`, `{"__proto__":{"polluted":true},"status":"busy"}`]]);
    assert.equal(Reflect.get({}, "polluted"), undefined);
  });

  it("do not make a Presence out of what is not one, in whatever order they come", async () => {
    const random = seeded(20_261_121);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const cases = [OWN, LINUX, WINDOWS] as const;
    const clock = new FakeClock(NOW);
    const connection = new StandInConnection();
    let told = 0;
    const subscriber = new PresenceSubscriber({
      connection,
      clock,
      log: { ...silentLog, error: (text) => assert.fail(text) },
      people: cases.map(({ topic }) => ({ id: PERSON.id, topic, name: PERSON.name })),
      listener: {
        onPresence(id, { person, source, status, observedAt, ...rest }) {
          told += 1;
          assert.deepEqual([id, person, source], [PERSON.id, PERSON, "mqtt"]);
          assert.ok(STATUSES.includes(status));
          assert.ok(Date.parse(observedAt) <= clock.now());
          for (const word of [rest.availability, rest.activity])
            assert.match(word, /^[A-Z][A-Za-z0-9]{0,63}$/);
        },
        onLost: () => (told += 1),
      },
    });
    subscriber.start();
    connection.online();
    const good = cases.flatMap(({ good }) => good);
    const places = cases
      .flatMap(({ format, topic }) => format.filters(topic))
      .map((at) => at.replace("+", "hb-1"));
    const hostile = [...cases.flatMap(({ hostile }) => hostile), ...good.map(([, text]) => text), ""];
    for (let round = 0; round < 5000; round++) {
      const text = pick(hostile);
      const cut = random() < 0.2 ? text.slice(0, Math.floor(random() * text.length)) : text;
      if (random() < 0.5) connection.deliver(...pick(good));
      else connection.deliver(pick(places), cut);
      if (round % 20 === 0) await clock.advance(random() * 500);
      if (round % 500 === 499) {
        connection.offline();
        connection.online();
      }
    }
    assert.ok(told > 50, `${told} told`);
    subscriber.stop();
    assert.equal(clock.pending, 0);
  });
});
