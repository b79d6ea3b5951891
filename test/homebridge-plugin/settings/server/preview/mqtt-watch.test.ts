import assert from "node:assert/strict";
import { MqttWatch } from "../../../../../homebridge-plugin/settings/server/preview/mqtt-watch";
import type { News } from "../../../../../homebridge-plugin/settings/server/preview/news";
import { readConfig } from "../../../../../homebridge-plugin/config/config";
import { systemClock } from "../../../../../shared/support/clock";
import { describeOverBrokers, type TestBroker, type Witness } from "../../../../support/broker";
import { Inbox } from "../../../../support/inbox";
import { presence } from "../../../../support/presences";

describeOverBrokers("the preview of people from MQTT", (brokers) => {
  let broker: TestBroker;
  let other: Witness;
  let told: Inbox<string>;
  let open: MqttWatch[];

  beforeEach(async () => {
    broker = await brokers.start();
    other = await brokers.witness(broker.url);
    told = new Inbox();
    open = [];
  });
  afterEach(async () => {
    for (const watch of open) await watch.close();
  });

  function watch(topics: Readonly<Record<string, string>>, mqtt: object = {}): MqttWatch {
    const { mqtt: settings, complaints } = readConfig({ mqtt: { url: broker.url, ...mqtt } });
    assert.ok(settings, complaints.join("\n"));
    const tell = (origin: string, { presence: now, problem }: News): void =>
      told.add(`${origin} ${now?.status ?? problem?.code ?? "nothing"}`);
    const created = new MqttWatch({ settings, clock: systemClock, tell });
    created.watch(new Map(Object.entries(topics)));
    open.push(created);
    return created;
  }

  const isPublished = (topic: string, status: "busy" | "away"): Promise<void> => {
    const observedAt = new Date().toISOString();
    const expiresAt = new Date(Date.now() + 900_000).toISOString();
    const state = { ...presence(status), observedAt, sourceId: "flows", expiresAt };
    return other.publish(`${topic}/state`, JSON.stringify(state));
  };

  it("tells what is retained, and what comes", async () => {
    await isPublished("house/bob", "busy");
    watch({ bob: "house/bob" });
    await told.find((each) => each === "bob busy");
    await isPublished("house/bob", "away");
    await told.find((each) => each === "bob away");
  });

  it("reads more people, and no longer others, over the same connection", async () => {
    await isPublished("house/bob", "busy");
    await isPublished("house/carol", "away");
    const watching = watch({ bob: "house/bob" });
    await told.find((each) => each === "bob busy");
    watching.watch(new Map([["carol", "house/carol"]]));
    await told.find((each) => each === "carol away");
    await isPublished("house/bob", "away");
    await isPublished("house/carol", "busy");
    await told.find((each) => each === "carol busy");
    assert.deepEqual(told.all, ["bob busy", "carol away", "carol busy"]);
  });

  it("leaves two pages, and the plugin under its name, in peace", async () => {
    await isPublished("house/bob", "busy");
    watch({ one: "house/bob" }, { clientId: "homebridge" });
    watch({ two: "house/bob" }, { clientId: "homebridge" });
    await Promise.all(["one busy", "two busy"].map((line) => told.find((each) => each === line)));
    await isPublished("house/bob", "away");
    await Promise.all(["one away", "two away"].map((line) => told.find((each) => each === line)));
    assert.equal(told.all.length, 4);
  });

  it("publishes nothing, not even when it ends", async () => {
    await isPublished("house/bob", "busy");
    const watching = watch({ bob: "house/bob" }, { publish: true });
    await told.find((each) => each === "bob busy");
    await watching.close();
    await other.publish("end", "", false);
    await other.seen.find(({ topic }) => topic === "end");
    assert.deepEqual([...new Set(other.seen.all.map(({ topic }) => topic))], ["house/bob/state", "end"]);
  });

  it("tells that the broker cannot be reached", async () => {
    await broker.stop();
    watch({ bob: "house/bob" });
    await told.find((each) => each.startsWith("bob mqtt-"));
  });

  it("tells that a certificate cannot be read, and of which property", async () => {
    watch({ bob: "house/bob" }, { ca: "/no/such/file.pem" });
    await told.find((each) => each === "bob bad-configuration");
  });
});
