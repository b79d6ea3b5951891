import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import { readConfig } from "../../homebridge-plugin/config/config";
import { startAedes, type TestBroker, witness, type Witness } from "../support/broker";
import { describeInBrowser } from "../support/browser";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess } from "../support/homebridge";
import { HomebridgeUi } from "../support/homebridge-ui";
import { SETTINGS_START_MS, tidyUpSettings } from "../support/settings-bench";
import { action, detecting, field, personCard, section } from "../support/settings-form";
import { SettingsPage } from "../support/settings-page";

/** A presence as another of our programs publishes it. */
function state(status: string): string {
  const now = Date.now();
  const observedAt = new Date(now).toISOString();
  const expiresAt = new Date(now + 900_000).toISOString();
  return JSON.stringify({ status, observedAt, sourceId: "flows", expiresAt });
}

describeInBrowser("a person from MQTT on the settings page", () => {
  let broker: TestBroker;
  let flows: Witness;
  let ui: HomebridgeUi;
  let settings: SettingsPage;
  let frame: Frame;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  before(async function () {
    this.timeout(SETTINGS_START_MS);
    broker = await startAedes();
    flows = await witness(broker.url);
    await flows.publish("house/alice/state", state("in-a-call"));
    ui = await HomebridgeUi.start();
    settings = await SettingsPage.open(ui);
  });
  after(async () => {
    await home?.close();
    await homebridge?.dispose();
    await flows?.end();
    await broker?.stop();
  });
  tidyUpSettings(() => ({ ui, settings }));
  afterEach(() => assert.deepEqual(settings.trouble.splice(0), []));

  const alice = (): Locator => personCard(frame, "alice");

  it("is there from what is retained, as soon as broker and topic are filled in", async () => {
    frame = await settings.openSettings();
    await action(section(frame, "welcome"), "start-mqtt").click();
    await field(personCard(frame, ""), "name").fill("Alice");
    await field(alice(), "topic").fill("house/alice");
    await field(section(frame, "mqtt"), "url").fill(broker.url);
    await alice().locator('[data-preview="live"][data-status="in-a-call"]').waitFor();
    assert.deepEqual(await detecting(alice()), ["Busy", "In a call"]);
  });

  it("changes on the page when something new is published", async () => {
    await flows.publish("house/alice/state", state("away"));
    await alice().locator('[data-preview="live"][data-status="away"]').waitFor();
    assert.deepEqual(await detecting(alice()), ["Away"]);
  });

  it("is said to be out of reach while the broker is, and is back with it", async () => {
    const { port } = broker;
    await flows.end();
    await broker.stop();
    const trouble = alice().getByText(/The connection to the broker is lost|Nothing answers at the broker's/);
    await trouble.waitFor();
    assert.deepEqual(await detecting(alice()), ["Away"], "the last word counts for a while");
    await settings.picture("broker-gone");
    broker = await startAedes({ port });
    flows = await witness(broker.url);
    await flows.publish("house/alice/state", state("in-a-call"));
    await alice().locator('[data-preview="live"][data-status="in-a-call"]').waitFor();
    await trouble.waitFor({ state: "hidden" });
  });

  it("is saved as the plugin reads it, and shown in HomeKit", async () => {
    const block = await settings.save();
    assert.deepEqual(block, {
      platform: "TeamsPresence",
      name: "Teams Presence",
      people: [{ source: "mqtt", name: "Alice", id: "alice", topic: "house/alice" }],
      mqtt: { url: broker.url },
    });
    assert.deepEqual(readConfig(block).complaints, []);
    homebridge = await HomebridgeProcess.start({ storage: ui.storage, isConfigured: true });
    home = await HapHome.pair(homebridge.bridge);
    await home.subscribe();
    await home.becomes("Alice", "In a call", "occupancy-detected", 1);
  });
});
