import assert from "node:assert/strict";
import { PresenceSubscriber } from "../../../shared/mqtt/presence-subscriber";
import { silentLog } from "../../../shared/support/log";
import { FakeClock } from "../../support/fake-clock";
import { presence } from "../../support/presences";
import { presenceInShort } from "./formats/heard";
import { StandInConnection } from "./stand-in-connection";

const RETAINED_MS = 500;
const PIECES_MS = 150;
const SILENCE_MS = 10_000;

function bench(topic = "house/alice") {
  const clock = new FakeClock("2026-11-21T09:30:00.000Z");
  const connection = new StandInConnection();
  const told: string[] = [];
  const subscriber = new PresenceSubscriber({
    connection,
    clock,
    log: silentLog,
    people: [{ id: "alice", topic, name: "Alice" }],
    listener: {
      onPresence: (id, presence) => told.push(`${id}: ${presenceInShort(presence)}`),
      onLost: (id, { code }) => told.push(`${id}: lost ${code}`),
    },
  });
  subscriber.start();
  const seconds = (count: number): string => new Date(clock.now() + count * 1000).toISOString();
  const state = (status: "busy" | "away" | "available", changes: object = {}): void =>
    connection.deliver(
      `${topic}/state`,
      JSON.stringify({
        ...presence(status),
        observedAt: seconds(0),
        sourceId: "hb-1",
        expiresAt: seconds(900),
        ...changes,
      }),
    );
  const source = (word: string): void => connection.deliver("house/_source/hb-1/status", word);
  const online = async (...retained: (() => void)[]): Promise<void> => {
    connection.online();
    for (const deliver of retained) deliver();
    await clock.advance(RETAINED_MS);
  };
  const news = (): string[] => told.splice(0);
  return { clock, connection, subscriber, seconds, state, source, online, news };
}

describe("who listens to presence over MQTT", () => {
  it("tells what is retained, and then each change", async () => {
    const { state, online, news } = bench();
    await online(() => state("busy"));
    assert.deepEqual(news(), ["alice: busy"]);
    state("away");
    assert.deepEqual(news(), ["alice: away"]);
  });

  it("tells nothing twice", async () => {
    const { clock, state, online, news } = bench();
    await online(() => state("busy"));
    news();
    await clock.advance(300_000);
    state("busy");
    assert.deepEqual(news(), []);
  });

  it("hands out the person of its configuration", async () => {
    const clock = new FakeClock();
    const connection = new StandInConnection();
    const people: unknown[] = [];
    new PresenceSubscriber({
      connection,
      clock,
      log: silentLog,
      people: [{ id: "mine", topic: "house/alice", name: "My name" }],
      listener: {
        onPresence: (_, { person, source }) => people.push([person, source]),
        onLost: () => people.push("lost"),
      },
    }).start();
    connection.online();
    connection.deliver("house/alice/state", JSON.stringify(presence("busy")));
    await clock.advance(RETAINED_MS);
    assert.deepEqual(people, [[{ id: "mine", slug: "mine", name: "My name" }, "mqtt"]]);
  });

  it("says so when the broker is away, why, and when that changes", () => {
    const { connection, news } = bench();
    assert.deepEqual(news(), []);
    connection.offline("mqtt-unreachable");
    connection.offline("mqtt-unreachable");
    connection.offline("mqtt-refused");
    assert.deepEqual(news(), ["alice: lost mqtt-unreachable", "alice: lost mqtt-refused"]);
  });

  it("tells the same presence once more when the broker is back", async () => {
    const { connection, state, online, news } = bench();
    await online(() => state("busy"));
    connection.offline();
    await online(() => state("busy"));
    assert.deepEqual(news(), ["alice: busy", "alice: lost mqtt-connection-lost", "alice: busy"]);
  });

  it("believes nothing from before that, but waits for what comes", async () => {
    const { clock, connection, state, online, news } = bench();
    await online(() => state("busy"));
    connection.offline();
    news();
    await online();
    await clock.advance(SILENCE_MS - RETAINED_MS - 1);
    assert.deepEqual(news(), []);
    await clock.advance(1);
    assert.deepEqual(news(), ["alice: lost mqtt-nothing-heard"]);
    state("busy");
    assert.deepEqual(news(), ["alice: busy"]);
  });

  it("misses whoever has never published", async () => {
    const { clock, online, news } = bench();
    await online();
    await clock.advance(SILENCE_MS);
    assert.deepEqual(news(), ["alice: lost mqtt-nothing-heard"]);
    assert.equal(clock.pending, 0);
  });

  it("tells when a presence is no longer to be believed", async () => {
    const { clock, state, online, news, seconds } = bench();
    await online(() => state("busy", { expiresAt: seconds(60) }));
    news();
    await clock.advance(60_000 - RETAINED_MS - 1);
    assert.deepEqual(news(), []);
    await clock.advance(1);
    assert.deepEqual(news(), ["alice: lost mqtt-source-silent"]);
    state("busy");
    assert.deepEqual(news(), ["alice: busy"]);
  });

  it("goes on believing one that is said again in time", async () => {
    const { clock, state, online, news, seconds } = bench();
    await online(() => state("busy", { expiresAt: seconds(60) }));
    await clock.advance(30_000);
    state("busy", { expiresAt: seconds(60) });
    await clock.advance(59_000);
    assert.deepEqual(news(), ["alice: busy"]);
  });

  it("tells when the source is offline, and what it says once it is back", async () => {
    const { state, source, online, news } = bench();
    await online(
      () => state("busy"),
      () => source("online"),
    );
    source("offline");
    source("online");
    assert.deepEqual(news(), ["alice: busy", "alice: lost mqtt-source-offline", "alice: busy"]);
  });

  it("does not show for a moment what a source that is offline has left behind", async () => {
    const { state, source, online, news } = bench();
    await online(
      () => state("busy"),
      () => source("offline"),
    );
    assert.deepEqual(news(), ["alice: lost mqtt-source-offline"]);
  });

  it("tells a presence that is stale there as one that is stale", async () => {
    const { state, online, news } = bench();
    await online(() => state("busy", { status: "unknown", stale: true, lastStatus: "busy" }));
    assert.deepEqual(news(), ["alice: unknown, stale after busy"]);
  });

  it("tells what comes in pieces as one", async () => {
    const { clock, connection, online, news } = bench("teams");
    await online(
      () => connection.deliver("teams/status", '{"status":"busy"}'),
      () => connection.deliver("teams/in-call", "true"),
    );
    assert.deepEqual(news(), ["alice: in-a-call, inCall"]);
    connection.deliver("teams/in-call", "false");
    await clock.advance(PIECES_MS - 1);
    connection.deliver("teams/status", '{"status":"available"}');
    assert.deepEqual(news(), []);
    await clock.advance(1);
    assert.deepEqual(news(), ["alice: available, no inCall"]);
  });

  it("finds out the format by itself, and prefers one that is alive", async () => {
    const { clock, connection, state, online, news, seconds } = bench();
    await online(
      () => state("busy", { expiresAt: seconds(-1) }),
      () => connection.deliver("house/alice/status", '{"status":"away"}'),
    );
    assert.deepEqual(news(), ["alice: away"]);
    // Its own flat topic at the same place is a bare word.
    connection.deliver("house/alice/status", "busy");
    await clock.advance(PIECES_MS);
    assert.deepEqual(news(), []);
  });

  it("hears TEAMS2HA where it publishes", async () => {
    const { connection, online, news } = bench("teams2ha/office");
    await online(
      () => connection.deliver("teams2ha/office/availability", "online"),
      () => connection.deliver("homeassistant/sensor/office/teamsstatus/state", "Busy"),
      () => connection.deliver("homeassistant/binary_sensor/office/isinmeeting/state", "ON"),
    );
    assert.deepEqual(news(), ["alice: in-a-call, inCall"]);
  });

  it("is silent once it is stopped, and leaves nothing running", async () => {
    const { clock, connection, subscriber, state, online, news } = bench();
    await online(() => state("busy"));
    news();
    subscriber.stop();
    state("away");
    connection.offline();
    assert.deepEqual([news(), clock.pending, connection.listening], [[], 0, 0]);
  });

  it("catches up with a connection that was there before", async () => {
    const { clock, connection, subscriber, state, news } = bench();
    subscriber.stop();
    connection.online();
    subscriber.start();
    state("busy");
    await clock.advance(RETAINED_MS);
    assert.deepEqual(news(), ["alice: busy"]);
  });

  it("outlives a listener that throws", async () => {
    const clock = new FakeClock();
    const connection = new StandInConnection();
    const written: string[] = [];
    new PresenceSubscriber({
      connection,
      clock,
      log: { ...silentLog, error: (text) => written.push(text) },
      people: [{ id: "alice", topic: "house/alice", name: "Alice" }],
      listener: {
        onPresence() {
          throw new Error("it throws");
        },
        onLost() {
          throw new Error("it throws too");
        },
      },
    }).start();
    connection.online();
    connection.deliver("house/alice/state", JSON.stringify(presence("busy")));
    await clock.advance(RETAINED_MS);
    connection.offline();
    assert.deepEqual(written, ["Unexpected: it throws", "Unexpected: it throws too"]);
  });
});
