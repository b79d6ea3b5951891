import assert from "node:assert/strict";
import type { BrokerMessage, BrokerSettings } from "../../../shared/mqtt/broker";
import { BrokerConnection, type BrokerState } from "../../../shared/mqtt/connection";
import type { Timer } from "../../../shared/support/clock";
import { silentLog } from "../../../shared/support/log";
import { createAuthority } from "../../../sandbox/support/certificates";
import { describeOverBrokers, startAedes, witness } from "../../support/broker";
import { FakeClock, settle } from "../../support/fake-clock";
import { Inbox } from "../../support/inbox";

const SECRET = "very-secret-password";
const ONE_MINUTE_MS = 60_000;

/** Tells of every timer that is set, in milliseconds. */
class NoticingClock extends FakeClock {
  readonly set = new Inbox<number>();

  override after(ms: number, run: () => void): Timer {
    const timer = super.after(ms, run);
    this.set.add(ms);
    return timer;
  }
}

interface Bench {
  readonly connection: BrokerConnection;
  readonly clock: NoticingClock;
  readonly states: Inbox<BrokerState>;
  readonly logged: string[];
  readonly heard: Inbox<readonly [topic: string, text: string]>;
}

describeOverBrokers("a connection to a broker", (brokers) => {
  const benches: Bench[] = [];

  function bench(
    url: string,
    more: { will?: BrokerMessage; settings?: Partial<BrokerSettings> } = {},
  ): Bench {
    const clock = new NoticingClock();
    const logged: string[] = [];
    const write = (text: string): void => void logged.push(text);
    const connection = new BrokerConnection({
      clock,
      log: { debug: () => undefined, info: write, warn: write, error: write },
      ...more,
      settings: { url, clientId: "teams-presence-test", ...more.settings },
    });
    const states = new Inbox<BrokerState>();
    connection.onState((state) => states.add(state));
    const one: Bench = { connection, clock, states, logged, heard: new Inbox() };
    benches.push(one);
    return one;
  }

  const online = ({ states }: Bench): Promise<BrokerState> => states.find(({ kind }) => kind === "online");

  async function problemOf({ states }: Bench): Promise<string> {
    const state = await states.find(({ kind }) => kind === "offline");
    return state.kind === "offline" ? state.problem.code : "";
  }

  afterEach(async () => {
    for (const { connection } of benches.splice(0)) await connection.close();
  });

  it("does nothing before it is started", async () => {
    const broker = await brokers.start();
    const one = bench(broker.url);
    assert.equal(one.connection.state.kind, "connecting");
    assert.equal(one.clock.pending, 0);
    one.connection.start();
    await online(one);
  });

  it("hears what is retained, what comes, and nothing else", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url);
    await other.publish("house/alice/state", "before");
    await other.publish("house/bob/state", "not asked for");
    const one = bench(broker.url);
    one.connection.subscribe(["house/alice/+"], (topic, text) => one.heard.add([topic, text]));
    one.connection.start();
    await one.heard.find(([, text]) => text === "before");
    await other.publish("house/alice/state", "after");
    await one.heard.find(([, text]) => text === "after");
    assert.deepEqual(one.heard.all, [
      ["house/alice/state", "before"],
      ["house/alice/state", "after"],
    ]);
  });

  it("no longer hears what it has turned away from", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url);
    const one = bench(broker.url);
    const stop = one.connection.subscribe(["house/alice"], (...message) => one.heard.add(message));
    one.connection.subscribe(["house/end"], (...message) => one.heard.add(message));
    one.connection.start();
    await online(one);
    stop();
    await other.publish("house/alice", "unheard");
    await other.publish("house/end", "end");
    await one.heard.find(([, text]) => text === "end");
    assert.equal(one.heard.all.length, 1);
  });

  it("publishes, and only the newest of each topic where the broker was away, in the order of the newest", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url);
    const one = bench(broker.url);
    one.connection.publish("house/alice", "first", { retain: true });
    one.connection.publish("house/alice", "second", { retain: true });
    one.connection.publish("house/bob", "only");
    one.connection.publish("house/alice", "newest", { retain: true });
    one.connection.start();
    await other.seen.find(({ text }) => text === "newest");
    assert.deepEqual(
      other.seen.all.map(({ text }) => text),
      ["only", "newest"],
    );
    const late = await brokers.witness(broker.url, "house/#");
    assert.deepEqual(await late.seen.find(() => true), {
      topic: "house/alice",
      text: "newest",
      retain: true,
    });
  });

  it("is back by itself after the broker was away, hears and publishes again", async () => {
    const broker = await brokers.start();
    const one = bench(broker.url);
    one.connection.subscribe(["house/+"], (...message) => one.heard.add(message));
    one.connection.start();
    await online(one);
    await broker.stop();
    assert.equal(await problemOf(one), "mqtt-connection-lost");
    one.connection.publish("house/alice", "meanwhile");
    await one.clock.advance(ONE_MINUTE_MS);
    const unreachable = await one.states.find(
      (state) => state.kind === "offline" && state.problem.code === "mqtt-unreachable",
    );
    assert.ok(unreachable);

    await brokers.start({ port: broker.port });
    one.states.clear();
    await one.clock.advance(ONE_MINUTE_MS);
    await online(one);
    await one.heard.find(([, text]) => text === "meanwhile");
  });

  it("tells the same trouble once, however often it tries", async () => {
    const broker = await brokers.start();
    await broker.stop();
    const one = bench(broker.url);
    one.connection.start();
    await problemOf(one);
    for (let tries = 0; tries < 5; tries++) {
      const triedAgain = one.clock.set.next();
      await one.clock.advance(ONE_MINUTE_MS);
      await triedAgain;
    }
    assert.deepEqual(one.states.all.length, 1);
    assert.deepEqual(
      one.logged.map((text) => text.replace(/:\d+/, "")),
      [
        "Nothing answers at 127.0.0.1. Check host and port in url, that the MQTT broker runs, and that it listens to other machines too.",
      ],
    );
  });

  it("says its last words, ends in time and leaves no last will", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url);
    const one = bench(broker.url, { will: { topic: "house/status", payload: "lost", retain: true } });
    one.connection.start();
    await online(one);
    await one.connection.close([{ topic: "house/status", payload: "offline", retain: true }]);
    one.connection.publish("house/alice", "too late");
    await other.publish("house/end", "end");
    await other.seen.find(({ topic }) => topic === "house/end");
    assert.deepEqual(
      other.seen.all.map(({ text }) => text),
      ["offline", "end"],
    );
    assert.equal(one.clock.pending, 0);
  });

  it("leaves its last will when it is gone without a word", async () => {
    const broker = await brokers.start();
    const relay = await brokers.relay(broker.port);
    const other = await brokers.witness(broker.url);
    const one = bench(`mqtt://127.0.0.1:${relay.port}`, {
      will: { topic: "house/status", payload: "offline", retain: true },
    });
    one.connection.start();
    await online(one);
    relay.cut();
    assert.equal((await other.seen.find(({ topic }) => topic === "house/status")).text, "offline");
  });

  it("can be closed at any time, twice, and while the broker is away", async () => {
    const broker = await brokers.start();
    const before = bench(broker.url);
    await before.connection.close();
    before.connection.start();
    const during = bench(broker.url);
    during.connection.start();
    await Promise.all([during.connection.close(), during.connection.close()]);
    await broker.stop();
    const away = bench(broker.url);
    away.connection.start();
    await problemOf(away);
    await away.connection.close([{ topic: "house/status", payload: "offline", retain: true }]);
    assert.deepEqual(
      [before, during, away].map(({ clock }) => clock.pending),
      [0, 0, 0],
    );
  });

  it("ends in time where the broker no longer answers", async () => {
    const broker = await brokers.start();
    const relay = await brokers.relay(broker.port);
    const one = bench(`mqtt://127.0.0.1:${relay.port}`);
    one.connection.start();
    await online(one);
    relay.freeze();
    const closed = one.connection.close([{ topic: "house/status", payload: "offline", retain: true }]);
    await one.clock.advance(2000);
    await one.clock.advance(1000);
    await closed;
  });

  it("ends at once where the broker is gone while it says its last words", async () => {
    const broker = await brokers.start();
    const relay = await brokers.relay(broker.port);
    const one = bench(`mqtt://127.0.0.1:${relay.port}`);
    one.connection.start();
    await online(one);
    relay.freeze();
    const closed = one.connection.close([{ topic: "house/status", payload: "offline", retain: true }]);
    relay.cut();
    await closed;
    assert.equal(one.clock.pending, 0);
  });

  it("outlives handlers and listeners that throw or reject", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url);
    const one = bench(broker.url);
    one.connection.onState(() => {
      throw new Error("a listener that throws");
    });
    one.connection.subscribe(["house/+"], () => {
      throw new Error("a handler that throws");
    });
    one.connection.subscribe(["house/+"], (): unknown => Promise.reject(new Error("a handler that rejects")));
    one.connection.subscribe(["house/+"], (...message) => one.heard.add(message));
    one.connection.start();
    await online(one);
    await other.publish("house/alice", "once");
    await other.publish("house/alice", "twice");
    await one.heard.find(([, text]) => text === "twice");
    await settle();
    assert.ok(one.logged.includes("Unexpected: a listener that throws"));
    assert.ok(one.logged.includes("Unexpected: a handler that throws"));
    assert.ok(one.logged.includes("Unexpected: a handler that rejects"));
  });

  it("drops what is larger than 64 kB, and takes what is not", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url, "nothing");
    const one = bench(broker.url);
    one.connection.subscribe(["house/+"], (topic, text) => one.heard.add([topic, String(text.length)]));
    one.connection.start();
    await online(one);
    await other.publish("house/alice", "x".repeat(64 * 1024 + 1));
    await other.publish("house/alice", "x".repeat(64 * 1024));
    await one.heard.find(() => true);
    assert.deepEqual(one.heard.all, [["house/alice", String(64 * 1024)]]);
  });

  it("publishes to no topic that would end the connection", async () => {
    const broker = await brokers.start();
    const other = await brokers.witness(broker.url);
    const one = bench(broker.url);
    one.connection.start();
    await online(one);
    for (const topic of ["", "house/+", "house/#", "house//alice", "house/\0"])
      one.connection.publish(topic, "no");
    one.connection.publish("house/alice", "yes");
    await other.seen.find(({ topic }) => topic === "house/alice");
    assert.equal(other.seen.all.length, 1);
    assert.deepEqual(one.states.all, [{ kind: "online" }]);
  });

  it("shows user name and password, from the settings or the URL", async () => {
    const broker = await brokers.start({ user: { username: "alice", password: SECRET } });
    const given = bench(broker.url, { settings: { username: "alice", password: SECRET } });
    given.connection.start();
    await online(given);
    await given.connection.close();
    const inUrl = bench(broker.url.replace("//", `//alice:${encodeURIComponent(SECRET)}@`));
    inUrl.connection.start();
    await online(inUrl);
  });

  it("says when they are refused, and shows none of them", async () => {
    const broker = await brokers.start({ user: { username: "alice", password: "another" } });
    const one = bench(broker.url.replace("//", `//alice:${SECRET}@`));
    one.connection.start();
    assert.equal(await problemOf(one), "mqtt-refused");
    assert.ok(!JSON.stringify([one.states.all, one.logged]).includes(SECRET));
    assert.ok(!one.logged.join(" ").includes("alice"));
  });

  describe("with TLS", () => {
    it("trusts the authority it is given, and shows its own certificate", async () => {
      const authority = await createAuthority("CN=A house");
      const server = await authority.issue({ commonName: "broker", ips: ["127.0.0.1"] });
      const client = await authority.issue({ commonName: "client" });
      const broker = await brokers.start({ tls: { server, clients: authority.certificate } });
      const ca = authority.certificate;

      const right = bench(broker.url, { settings: { ca, certificate: client.certificate, key: client.key } });
      right.connection.start();
      await online(right);

      const without = bench(broker.url, { settings: { ca } });
      without.connection.start();
      await problemOf(without);
      assert.match(without.logged.join(""), /certificate and key/);

      const stranger = await (await createAuthority("CN=Elsewhere")).issue({ commonName: "stranger" });
      const wrong = bench(broker.url, {
        settings: { ca, certificate: stranger.certificate, key: stranger.key },
      });
      wrong.connection.start();
      await problemOf(wrong);
      assert.match(wrong.logged.join(""), /certificate and key/);
    });

    it("says what is not trusted, and which setting helps", async () => {
      const authority = await createAuthority("CN=A house");
      const other = await createAuthority("CN=Elsewhere");
      const server = await authority.issue({ commonName: "broker", ips: ["127.0.0.1"] });
      const broker = await brokers.start({ tls: { server } });

      const none = bench(broker.url);
      none.connection.start();
      assert.equal(await problemOf(none), "mqtt-untrusted");
      assert.match(none.logged.join(""), /as ca\./);

      const wrong = bench(broker.url, { settings: { ca: other.certificate } });
      wrong.connection.start();
      assert.equal(await problemOf(wrong), "mqtt-untrusted");

      const named = bench(broker.url.replace("127.0.0.1", "localhost"), {
        settings: { ca: authority.certificate },
      });
      named.connection.start();
      assert.equal(await problemOf(named), "mqtt-other-name");

      const plain = bench(broker.url.replace("mqtts", "mqtt"));
      plain.connection.start();
      assert.equal(await problemOf(plain), "mqtt-wrong-port");
    });

    it("says when the broker does not encrypt, or the files are none", async () => {
      const { certificate } = await createAuthority("CN=A house");
      const broker = await brokers.start();
      const plain = bench(broker.url.replace("mqtt", "mqtts"), { settings: { ca: certificate } });
      plain.connection.start();
      assert.equal(await problemOf(plain), "mqtt-wrong-port");

      const files = bench(broker.url.replace("mqtt", "mqtts"), {
        settings: { certificate: "no certificate", key: "no key" },
      });
      files.connection.start();
      assert.equal(await problemOf(files), "mqtt-settings");
    });
  });

  it("says that somebody else has its client id, once", async () => {
    const broker = await brokers.start();
    const one = bench(broker.url);
    one.connection.start();
    for (let times = 0; times < 5; times++) {
      await online(one);
      one.states.clear();
      const rival = bench(broker.url);
      rival.connection.start();
      await online(rival);
      await problemOf(one);
      await rival.connection.close();
      one.states.clear();
      if (times === 4) break;
      await one.clock.advance(one.clock.nextIn ?? 0);
    }
    assert.equal(one.logged.filter((text) => text.includes("ends it again at once")).length, 1);
    assert.ok(one.logged.length <= 6, one.logged.join("\n"));
  });
});

describe("a connection with settings that cannot be right", () => {
  it("says so, and does not try", async () => {
    const clock = new FakeClock();
    const connection = new BrokerConnection({
      settings: { url: "broker", clientId: "house" },
      log: silentLog,
      clock,
    });
    connection.start();
    assert.equal(connection.state.kind === "offline" && connection.state.problem.code, "mqtt-settings");
    assert.equal(clock.pending, 0);
    await connection.close();
  });
});

describe("a connection to a broker with access rules", () => {
  it("says which topics it may not read, and hears the others", async () => {
    const broker = await startAedes({ unreadable: "house/secret" });
    const other = await witness(broker.url, "house/alice");
    const warned = new Inbox<string>();
    const heard = new Inbox<string>();
    const connection = new BrokerConnection({
      settings: { url: broker.url, clientId: "house" },
      log: { ...silentLog, warn: (text) => warned.add(text) },
    });
    connection.subscribe(["house/secret"], () => assert.fail("heard what it may not"));
    connection.subscribe(["house/alice"], (_, text) => heard.add(text));
    connection.start();
    assert.match(await warned.find(() => true), /house\/secret/);
    await other.publish("house/alice", "open");
    await heard.find((text) => text === "open");
    await connection.close();
    await other.end();
    await broker.stop();
  });
});

describe("a connection over a WebSocket", () => {
  it("speaks as over any other", async () => {
    const broker = await startAedes({ webSocket: true });
    const other = await witness(broker.url);
    const connection = new BrokerConnection({
      settings: { url: broker.url, clientId: "teams-presence-test" },
      log: silentLog,
    });
    connection.start();
    connection.publish("house/alice", "over the web");
    await other.seen.find(({ text }) => text === "over the web");
    await connection.close();
    await other.end();
    await broker.stop();
  });
});
