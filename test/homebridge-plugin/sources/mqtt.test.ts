import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../homebridge-plugin/config/config";
import { Mqtt } from "../../../homebridge-plugin/sources/mqtt";
import { systemClock } from "../../../shared/support/clock";
import { startAedes, type TestBroker, witness, type Witness } from "../../support/broker";
import { Inbox } from "../../support/inbox";
import { Lines } from "../../support/lines";
import { presence } from "../../support/presences";

const TENANT = "00000000-0000-4000-8000-000000000001";
const ALICE = { name: "Alice", account: "work" };
const BOB = { name: "Bob", source: "mqtt", topic: "house/bob" };

describe("the broker of the configuration", () => {
  let folder: string;
  let broker: TestBroker;
  let other: Witness;
  let log: Lines;
  let heard: Inbox<string>;
  let open: Mqtt | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-mqtt-"));
    broker = await startAedes();
    other = await witness(broker.url);
    log = new Lines();
    heard = new Inbox();
  });
  afterEach(async () => {
    await open?.close();
    open = undefined;
    await other.end();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(people: readonly object[], mqtt: object = {}): Promise<Mqtt> {
    const config = readConfig({
      accounts: [{ name: "Work", tenant: TENANT, clientId: TENANT }],
      mqtt: { url: broker.url, ...mqtt },
      people,
    });
    assert.ok(config.mqtt, config.complaints.join("\n"));
    await open?.close();
    open = new Mqtt({
      settings: config.mqtt,
      people: config.people,
      folder,
      version: "1.2.3",
      clock: systemClock,
      log,
      listener: {
        onPresence: (person, { status }) => heard.add(`${person} ${status}`),
        onLost: (person) => heard.add(`${person} lost`),
      },
    });
    await open.start();
    return open;
  }

  const source = (): string => readFileSync(join(folder, "mqtt", "client"), "utf8").trim();
  const own = (part: string): string => `teams-presence/_source/${source()}/${part}`;
  const sees = (topic: string, text: string): Promise<unknown> =>
    other.seen.find((seen) => seen.topic === topic && seen.text === text);
  /** Bob's state, as a source publishes it that tells when it is offline. */
  const isBusy = (): Promise<void> => {
    const observedAt = new Date().toISOString();
    const expiresAt = new Date(Date.now() + 900_000).toISOString();
    return other.publish(
      "house/bob/state",
      JSON.stringify({ ...presence("busy"), observedAt, sourceId: "flows", expiresAt }),
    );
  };
  const isOffline =
    'warn Bob: What publishes the presence at "house/bob" is offline. It is back when its program runs and reaches the MQTT broker.';

  it("tells when a person's source is lost, once each time", async () => {
    await isBusy();
    await start([BOB]);
    await heard.find((each) => each === "bob busy");
    await other.publish("house/_source/flows/status", "offline");
    await log.find((line) => line === isOffline);
    await heard.find((each) => each === "bob lost");
    heard.clear();
    await other.publish("house/_source/flows/status", "online");
    await heard.find((each) => each === "bob busy");
    heard.clear();
    await other.publish("house/_source/flows/status", "offline");
    await heard.find((each) => each === "bob lost");
    assert.deepEqual(
      log.shown.filter((line) => line.includes("Bob")),
      [isOffline, isOffline],
    );
  });

  it("tells nothing of people while it is itself away", async () => {
    await isBusy();
    await start([BOB]);
    await heard.find((each) => each === "bob busy");
    await broker.stop();
    await heard.find((each) => each === "bob lost");
    assert.deepEqual(
      log.shown.filter((line) => line.includes("Bob")),
      [],
    );
    assert.equal(log.shown.filter((line) => line.startsWith("warn ")).length, 1);
  });

  for (const property of ["ca", "certificate", "key"])
    it(`is not asked for anything where ${property} cannot be read, which is told`, async () => {
      const absent = join(folder, "absent.pem");
      const pems = { ca: "", certificate: "", key: "", [property]: absent };
      await start([BOB], { url: "mqtts://127.0.0.1:1", ...pems });
      assert.deepEqual(log.all, [
        `warn Configuration: "mqtt.${property}" is not right. mqtt.${property} must be PEM text, or the path of a file with it that Homebridge may read. Until then nothing is read from or published to MQTT.`,
      ]);
    });

  it("keeps nothing of who no longer publishes, not even that it is offline", async () => {
    const mqtt = await start([ALICE], { publish: true });
    mqtt.publish(presence("busy"));
    mqtt.attention({ event: "sign-in-needed" });
    await sees(own("status"), "online");
    await sees("teams-presence/alice/status", "busy");
    await mqtt.close();
    await sees(own("status"), "offline");
    other.seen.clear();
    const silent = await start([ALICE], { publish: false });
    silent.attention({ event: "sign-in-needed" });
    await sees(own("status"), "");
    await sees(own("attention"), "");
    await sees("teams-presence/alice/status", "");
    await silent.close();
    const late = await witness(broker.url);
    await late.publish("end", "");
    await late.seen.find(({ topic }) => topic === "end");
    assert.deepEqual(
      late.seen.all.filter(({ topic }) => topic !== "end"),
      [],
    );
    await late.end();
  });

  it("keeps nothing either where nobody is left to publish", async () => {
    const mqtt = await start([ALICE], { publish: true });
    mqtt.publish(presence("busy"));
    await sees(own("status"), "online");
    await start([BOB], { publish: true });
    await sees(own("status"), "");
    await sees(own("attention"), "");
    other.seen.clear();
    await open?.close();
    await other.publish("end", "");
    await sees("end", "");
    assert.deepEqual(
      other.seen.all.map(({ topic }) => topic),
      ["end"],
    );
  });
});
