import assert from "node:assert/strict";
import { startAedes, startMosquitto, type TestBroker, witness, type Witness } from "../support/broker";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess, MAJOR } from "../support/homebridge";
import { detecting, enterCode, isCode, platformBlock, tidyUp } from "../support/homekit-bench";

/** A presence as another of our programs publishes it. */
function state(status: string, at = new Date()): string {
  const expiresAt = new Date(at.getTime() + 900_000).toISOString();
  return JSON.stringify({ status, observedAt: at.toISOString(), sourceId: "flows", expiresAt });
}

describe(`people from MQTT in a real Homebridge ${MAJOR}`, function () {
  this.timeout(60_000);
  let broker: TestBroker;
  let flows: Witness;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  before(async () => {
    broker = await startAedes();
    flows = await witness(broker.url);
    await flows.publish("house/alice/state", state("available"));
    homebridge = await HomebridgeProcess.start({
      platform: {
        name: "Teams",
        mqtt: { url: broker.url },
        grace: 2,
        people: [
          { id: "alice", name: "Alice", topic: "house/alice" },
          { id: "laptop", name: "Laptop", topic: "teams" },
          { id: "desktop", name: "Desktop", topic: "teams2ha/desk" },
        ],
      },
    });
    home = await HapHome.pair(homebridge.bridge);
    await home.subscribe();
  });
  tidyUp(() => ({ homebridge, home }));
  after(async () => {
    await flows.end();
    await broker.stop();
  });

  const becomes = (accessory: string, service: string, value: number): Promise<void> =>
    home.becomes(accessory, service, "occupancy-detected", value);

  it("are there from what is retained", () => becomes("Alice", "Available", 1));

  it("follow what is published", async () => {
    await flows.publish("house/alice/state", state("in-a-call"));
    await becomes("Alice", "In a call", 1);
    assert.deepEqual(await detecting(home, "Alice"), ["Busy", "In a call"]);
  });

  it("follow what other programs publish, each in its own way", async () => {
    await flows.publish("teams/connected", "true");
    await flows.publish("teams/status", JSON.stringify({ status: "away", statusCode: 4 }));
    await flows.publish("teams2ha/desk/availability", "online");
    await flows.publish("homeassistant/sensor/desk/teamsstatus/state", "DoNotDisturb");
    await Promise.all([becomes("Laptop", "Away", 1), becomes("Desktop", "Do not disturb", 1)]);
  });

  it("are not moved by what is old, wrong or too much", async () => {
    const rubbish = [
      state("away", new Date(Date.now() - 3_600_000)),
      "[]",
      '{"status":{"a":1}}',
      '{"__proto__":{"status":"away"}}',
      "x".repeat(70_000),
    ];
    for (const text of rubbish) await flows.publish("house/alice/state", text, false);
    // What comes after them has been read after them.
    await flows.publish("house/alice/state", state("presenting"));
    await becomes("Alice", "Do not disturb", 1);
    const told = homebridge.lines.all.map(({ text }) => text).filter((text) => text.startsWith("Alice: "));
    assert.deepEqual(
      // A slow machine hears the first only after `grace`.
      told.filter((text) => text !== "Alice: nothing is known yet"),
      ["Alice: Available", "Alice: Busy · in a call", "Alice: Presenting"],
    );
  });

  it("show a fault once the broker is gone for longer than is tolerated, and are right again by themselves", async () => {
    const { port } = broker;
    await flows.end();
    await broker.stop();
    await home.becomes("Alice", "Busy", "status-fault", 1);
    assert.deepEqual(await detecting(home, "Alice"), []);
    assert.equal(await home.read("Alice", "Busy", "status-active"), 0);
    broker = await startAedes({ port });
    flows = await witness(broker.url);
    await flows.publish("house/alice/state", state("busy"));
    await becomes("Alice", "Busy", 1);
    assert.deepEqual(
      [await home.read("Alice", "Busy", "status-fault"), await home.read("Alice", "Busy", "status-active")],
      [0, 1],
    );
  });

  it("count as lost, and not as offline, when who publishes says goodbye", async () => {
    await flows.publish("house/_source/flows/status", "offline");
    await home.becomes("Alice", "Busy", "status-fault", 1);
    await flows.publish("house/_source/flows/status", "online");
    await becomes("Alice", "Busy", 1);
  });
});

describe(`presence published by a real Homebridge ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let broker: TestBroker;
  let reader: Witness;
  let homebridge: HomebridgeProcess;
  before(async function () {
    microsoft = await startTestCloud();
    broker = await startMosquitto().catch((error: unknown) => {
      if (process.env["CI"]) throw error;
      console.error(`\n!! Mosquitto is missing here; aedes stands in for it: ${String(error)}\n`);
      return startAedes();
    });
    reader = await witness(broker.url);
    homebridge = await HomebridgeProcess.start({
      platform: platformBlock(microsoft, { mqtt: { url: broker.url, publish: true } }),
      env: microsoft.env,
    });
    await enterCode(homebridge, microsoft, homebridge.lines.find(isCode));
  });
  tidyUp(() => ({ homebridge, microsoft }));
  after(async () => {
    await reader.end();
    await broker.stop();
  });

  const retained = (topic: string, text: string): Promise<unknown> =>
    reader.seen.find((seen) => seen.topic === topic && seen.text === text);

  it("goes out in full and in single words, with Home Assistant's discovery", async () => {
    await retained("teams-presence/alice/status", "available");
    await retained("teams-presence/alice/in_call", "false");
    const { text } = await reader.seen.find(({ topic }) => topic === "teams-presence/alice/state");
    const { person, status, sourceId } = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([(person as { slug: string }).slug, status], ["alice", "available"]);
    await retained(`teams-presence/_source/${String(sourceId)}/status`, "online");
    await reader.seen.find(({ topic }) => /^homeassistant\/device\/[^/]+\/config$/.test(topic));
  });

  it("changes with the person", async () => {
    microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
    await retained("teams-presence/alice/in_call", "true");
  });

  it("says when the sign-in is gone, and nothing of whose it is", async () => {
    microsoft.cloud.revoke("alice");
    const { text } = await reader.seen.find(
      ({ topic, text }) => topic.endsWith("/attention") && text.includes("sign-in-needed"),
    );
    const { account } = JSON.parse(text) as { account: unknown };
    assert.deepEqual(account, { id: "work", name: "Work" });
  });

  it("is offline when Homebridge is killed, by its last will", async () => {
    await homebridge.kill();
    await reader.seen.find(({ topic, text }) => topic.endsWith("/status") && text === "offline");
  });

  it("is taken back when the person is gone from the configuration", async () => {
    homebridge.configure(
      platformBlock(microsoft, {
        mqtt: { url: broker.url, publish: true },
        people: [{ id: "alice-at-work", name: "Alice", account: "work" }],
      }),
    );
    reader.seen.clear();
    await homebridge.start();
    await retained("teams-presence/alice/state", "");
    await reader.seen.find(({ topic, text }) => topic.startsWith("homeassistant/device/") && text === "");
  });
});
