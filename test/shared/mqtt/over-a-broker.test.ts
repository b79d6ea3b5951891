import assert from "node:assert/strict";
import { BrokerConnection, type BrokerState } from "../../../shared/mqtt/connection";
import { willOf } from "../../../shared/mqtt/payloads";
import { PresencePublisher } from "../../../shared/mqtt/presence-publisher";
import { PresenceSubscriber } from "../../../shared/mqtt/presence-subscriber";
import { silentLog } from "../../../shared/support/log";
import { describeOverBrokers, type Seen, type Witness } from "../../support/broker";
import { FakeClock } from "../../support/fake-clock";
import { Inbox } from "../../support/inbox";
import { ALICE, BOB, presence } from "../../support/presences";
import { presenceInShort } from "./formats/heard";

const BASE = "house";
const RETAINED_MS = 500;
const ONE_MINUTE_MS = 60_000;

describeOverBrokers("presence over MQTT", (brokers) => {
  const ends: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  function connected(url: string, clientId: string, will?: ReturnType<typeof willOf>) {
    const clock = new FakeClock("2026-11-21T09:00:00.000Z");
    const connection = new BrokerConnection({ settings: { url, clientId }, will, log: silentLog, clock });
    const states = new Inbox<BrokerState>();
    connection.onState((state) => states.add(state));
    ends.push(() => connection.close());
    return {
      clock,
      connection,
      online: () => states.find(({ kind }) => kind === "online"),
      async back() {
        await states.find(({ kind }) => kind === "offline");
        states.clear();
        await clock.advance(clock.nextIn ?? 0);
        await states.find(({ kind }) => kind === "online");
      },
    };
  }

  function source(url: string, sourceId = "hb-1") {
    const will = willOf(BASE, sourceId);
    const { clock, connection, ...rest } = connected(url, sourceId, will);
    const options = { base: BASE, sourceId, version: "1.2.3", statusMessage: false };
    const publisher = new PresencePublisher({ connection, clock, ...options });
    publisher.start();
    connection.start();
    return { clock, connection, publisher, will, ...rest };
  }

  function house(url: string, topics: Readonly<Record<string, string>> = { alice: `${BASE}/alice` }) {
    const { clock, connection, ...rest } = connected(url, "house");
    const told = new Inbox<string>();
    const heard = new Inbox<Pick<Seen, "topic" | "text">>();
    const hear = (topic: string, text: string): void => heard.add({ topic, text });
    const subscriber = new PresenceSubscriber({
      // What is heard here, the subscriber has heard.
      connection: {
        get state() {
          return connection.state;
        },
        onState: (listener) => connection.onState(listener),
        subscribe: (filters, handler) =>
          connection.subscribe(filters, (topic, text) => {
            handler(topic, text);
            hear(topic, text);
          }),
      },
      clock,
      log: silentLog,
      people: Object.entries(topics).map(([id, topic]) => ({ id, topic, name: id })),
      listener: {
        onPresence: (id, presence) => told.add(`${id}: ${presenceInShort(presence)}`),
        onLost: (id, { code }) => told.add(`${id}: lost ${code}`),
      },
    });
    subscriber.start();
    connection.subscribe(["end", "homeassistant/device/+/config"], hear);
    connection.start();
    const hears = (topic: string, text?: string): Promise<unknown> =>
      heard.find((one) => one.topic === topic && (text === undefined || one.text === text));
    return { clock, connection, subscriber, told, heard, hears, ...rest };
  }

  const sees = (other: Witness, topic: string, text?: string): Promise<Seen> =>
    other.seen.find((one) => one.topic === topic && (text === undefined || one.text === text));

  it("goes from a source to a house, and follows it", async () => {
    const broker = await brokers.start();
    const one = source(broker.url);
    one.publisher.publish(presence("busy"));
    await one.online();
    const home = house(broker.url);
    await home.hears("house/alice/state");
    await home.hears("house/_source/hb-1/status", "online");
    await home.clock.advance(RETAINED_MS);
    await home.told.find((news) => news === "alice: busy");
    one.publisher.publish(presence("in-a-call"));
    await home.told.find((news) => news === "alice: in-a-call");
    assert.deepEqual(home.told.all, ["alice: busy", "alice: in-a-call"]);
  });

  it("is all back after the broker was killed and has forgotten everything", async () => {
    const broker = await brokers.start();
    const one = source(broker.url);
    one.publisher.publish(presence("busy"));
    one.publisher.attention({ event: "sign-in-needed" });
    await one.online();
    const home = house(broker.url);
    await home.hears("house/_source/hb-1/status", "online");
    await home.clock.advance(RETAINED_MS);
    await home.told.find((news) => news === "alice: busy");

    await broker.stop();
    await home.told.find((news) => news === "alice: lost mqtt-connection-lost");
    one.publisher.publish(presence("away"));
    await brokers.start({ port: broker.port });
    home.heard.clear();
    await home.back();
    await one.back();
    await home.hears("house/_source/hb-1/status", "online");
    await home.clock.advance(RETAINED_MS);
    await home.told.find((news) => news === "alice: away");

    const late = await brokers.witness(broker.url);
    await sees(late, "house/_source/hb-1/status", "online");
    await sees(late, "house/alice/status", "away");
    await sees(late, "house/_source/hb-1/attention", '{"event":"sign-in-needed"}');
    await sees(late, "homeassistant/device/house_alice/config");
  });

  it("is not played back what happened while the house was away", async () => {
    const broker = await brokers.start();
    const relay = await brokers.relay(broker.port);
    const other = await brokers.witness(broker.url);
    const [availability, status] = ["teams2ha/pc/availability", "homeassistant/sensor/pc/teamsstatus/state"];
    await other.publish(availability, "online");
    await other.publish(status, "Busy");
    const home = house(`mqtt://127.0.0.1:${relay.port}`, { alice: "teams2ha/pc" });
    await home.hears(status);
    await home.hears(availability);
    await home.clock.advance(RETAINED_MS);
    relay.cut();
    await home.told.find((news) => news === "alice: lost mqtt-connection-lost");
    for (const word of ["Available", "Away", "Busy", "DoNotDisturb"]) await other.publish(status, word);
    home.heard.clear();
    await home.back();
    await home.hears(status);
    await home.hears(availability);
    await other.publish("end", "end");
    await home.hears("end");
    // The broker has kept every change for a session that lasts; what is told is how it is now.
    const words = home.heard.all.filter(({ topic }) => topic === status).map(({ text }) => text);
    assert.ok(words.length > 1 && words.includes("Away"), words.join(", "));
    await home.clock.advance(RETAINED_MS);
    assert.deepEqual(home.told.all, [
      "alice: busy",
      "alice: lost mqtt-connection-lost",
      "alice: do-not-disturb",
    ]);
  });

  it("is lost when the source is gone without a word, and back with it", async () => {
    const broker = await brokers.start();
    const relay = await brokers.relay(broker.port);
    const one = source(`mqtt://127.0.0.1:${relay.port}`);
    one.publisher.publish(presence("busy"));
    await one.online();
    const home = house(broker.url);
    await home.hears("house/_source/hb-1/status", "online");
    await home.clock.advance(RETAINED_MS);
    relay.cut();
    await home.told.find((news) => news === "alice: lost mqtt-source-offline");
    home.told.clear();
    await one.back();
    await home.told.find((news) => news === "alice: busy");
  });

  it("ends with the source saying that it is offline", async () => {
    const broker = await brokers.start();
    const one = source(broker.url);
    one.publisher.publish(presence("busy"));
    await one.online();
    const other = await brokers.witness(broker.url);
    await sees(other, "house/_source/hb-1/status", "online");
    one.publisher.stop();
    await one.connection.close([one.will]);
    await sees(other, "house/_source/hb-1/status", "offline");
    const late = await brokers.witness(broker.url);
    assert.equal((await sees(late, "house/_source/hb-1/status")).text, "offline");
  });

  it("keeps two sources on one base apart", async () => {
    const broker = await brokers.start();
    const [one, two] = [source(broker.url, "hb-1"), source(broker.url, "hb-2")];
    one.publisher.publish(presence("busy", { person: ALICE }));
    two.publisher.publish(presence("away", { person: BOB }));
    await Promise.all([one.online(), two.online()]);
    const home = house(broker.url, { alice: "house/alice", bob: "house/bob" });
    await home.hears("house/_source/hb-1/status", "online");
    await home.hears("house/_source/hb-2/status", "online");
    await home.clock.advance(RETAINED_MS);
    await home.told.find((news) => news === "alice: busy");
    await home.told.find((news) => news === "bob: away");
    two.publisher.stop();
    await two.connection.close([two.will]);
    await home.told.find((news) => news === "bob: lost mqtt-source-offline");
    assert.equal(home.told.all.length, 3);
  });

  it("takes back what is retained about a person who is forgotten", async () => {
    const broker = await brokers.start();
    const one = source(broker.url);
    one.publisher.publish(presence("busy"));
    await one.online();
    const home = house(broker.url);
    await home.hears("house/_source/hb-1/status", "online");
    await home.clock.advance(RETAINED_MS);
    await home.clock.advance(ONE_MINUTE_MS);
    one.publisher.forget("alice");
    await home.told.find((news) => news === "alice: lost mqtt-nothing-heard");
    await home.hears("homeassistant/device/house_alice/config", "");
    const late = await brokers.witness(broker.url);
    await late.publish("end", "end");
    await sees(late, "end");
    assert.deepEqual(
      late.seen.all.map(({ topic }) => topic),
      ["house/_source/hb-1/status", "end"],
    );
  });

  it("outlives what others have left behind there", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url, "end");
    const places = [
      "house/alice/state",
      "house/alice/status",
      "house/alice/in-call",
      "house/_source/hb-1/status",
    ];
    const garbage = [
      "\0",
      "[".repeat(60_000),
      "x".repeat(70_000),
      '{"__proto__":{}}',
      Buffer.from([0xff, 0xfe, 0]),
    ];
    for (const place of places) for (const text of garbage) await other.publish(place, text);
    const home = house(broker.url);
    await home.online();
    for (const place of places) for (const text of garbage) await other.publish(place, text);
    const one = source(broker.url);
    one.publisher.publish(presence("busy"));
    await home.hears("house/_source/hb-1/status", "online");
    await home.clock.advance(RETAINED_MS);
    await home.told.find((news) => news === "alice: busy");
    assert.deepEqual(home.told.all, ["alice: busy"]);
  });
});
