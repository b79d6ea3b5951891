import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { readConfig } from "../../homebridge-plugin/config/config";
import { describeInBrowser } from "../support/browser";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess } from "../support/homebridge";
import { isCode } from "../support/homekit-bench";
import { HomebridgeUi } from "../support/homebridge-ui";
import { gone, SETTINGS_START_MS, tidyUpSettings } from "../support/settings-bench";
import {
  accountCard,
  action,
  detecting,
  fillRegistration,
  personCard,
  section,
  sensor,
  signInByCode,
  signInPanel,
} from "../support/settings-form";
import { SettingsPage } from "../support/settings-page";

const SIGN_IN = "Work sign-in needed";

describeInBrowser("the first set-up on the settings page", function () {
  let microsoft: TestCloud;
  let ui: HomebridgeUi;
  let settings: SettingsPage;
  let frame: Frame;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  before(async function () {
    this.timeout(SETTINGS_START_MS);
    microsoft = await startTestCloud();
    microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
    ui = await HomebridgeUi.start({ env: microsoft.env });
    settings = await SettingsPage.open(ui, { theme: "dark" });
  });
  after(async () => {
    await home?.close();
    await homebridge?.dispose();
  });
  tidyUpSettings(() => ({ ui, settings, microsoft }));
  afterEach(() => assert.deepEqual(settings.trouble.splice(0), []));

  const work = (): Locator => accountCard(frame, "work");
  const alice = (): Locator => personCard(frame, "alice-example");
  const accountFile = (): string => join(ui.storage, "teams-presence", "work.json");

  /** From the two ways to begin to a sensor that detects. */
  async function setUp(): Promise<void> {
    frame = await settings.openSettings();
    await section(frame, "welcome").getByText("Your Teams presence, in your home").waitFor();
    assert.equal(await section(frame, "accounts").isVisible(), false);
    await action(frame, "start-microsoft").click();
    await fillRegistration(work(), microsoft);
    await signInPanel(work()).getByText("Nobody is signed in yet.").waitFor();
    await signInByCode(work(), microsoft, "alice");
    await signInPanel(work()).getByText("Signed in as Alice Example (alice@contoso.example)").waitFor();
    await sensor(alice(), "in-a-call").and(frame.locator('[data-detects="true"]')).waitFor();
    assert.match(await alice().getByRole("status").first().innerText(), /^In a call/);
    assert.deepEqual(await detecting(alice()), ["Busy", "In a call"]);
  }

  it("leads from nothing to sensors that detect, in dark, and leaves nothing where it is not saved", async () => {
    await setUp();
    await settings.picture("set-up-dark");
    assert.ok(existsSync(accountFile()));
    await settings.close();
    await gone(ui, accountFile());
    assert.equal(ui.platform, undefined);
  });

  it("leads there in light too, and is saved as the plugin reads it, with ids", async () => {
    await settings.change("light");
    await setUp();
    await settings.picture("set-up-light");
    const { tenant, clientId, authority, graph } = microsoft.registration;
    const block = await settings.save();
    assert.deepEqual(block, {
      platform: "TeamsPresence",
      name: "Teams Presence",
      accounts: [{ name: "Work", id: "work", tenant, clientId, cloud: "custom", authority, graph }],
      people: [{ account: "work", name: "Alice Example", id: "alice-example" }],
    });
    assert.deepEqual(readConfig(block).complaints, []);
    await settings.close();
    assert.ok(existsSync(accountFile()), "whoever is saved stays signed in");
  });

  it("is all that HomeKit needs to show a sensor that detects", async () => {
    homebridge = await HomebridgeProcess.start({
      storage: ui.storage,
      isConfigured: true,
      env: microsoft.env,
    });
    home = await HapHome.pair(homebridge.bridge);
    await home.subscribe();
    await home.becomes("Alice Example", "In a call", "occupancy-detected", 1);
    assert.equal(await home.read(SIGN_IN, SIGN_IN, "occupancy-detected"), 0);
    assert.deepEqual(homebridge.lines.all.filter(isCode), []);
  });

  it("is signed out of, and in to again, without a restart of Homebridge", async () => {
    frame = await settings.openSettings();
    const panel = signInPanel(work());
    await panel.getByRole("button", { name: "Sign out" }).click();
    await panel.getByText("Forget the sign-in of Alice Example on this machine?").waitFor();
    await panel.getByRole("button", { name: "Sign out" }).click();
    await panel.getByText("Nobody is signed in yet.").waitFor();
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 1);
    await signInByCode(work(), microsoft, "alice");
    await panel.getByText("Signed in as Alice Example").waitFor();
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 0);
    await home.becomes("Alice Example", "In a call", "occupancy-detected", 1);
    assert.equal(await settings.saveButton.isEnabled(), true);
  });

  it("is tried out: a sensor detects in HomeKit whatever Teams says, until that is ended", async () => {
    frame = await settings.openSettings();
    const away = sensor(alice(), "away");
    await action(away, "trial").click();
    await home.becomes("Alice Example", "Away", "occupancy-detected", 1);
    await away.getByText(/^End \(\d+ s\)$/).waitFor();
    await action(away, "trial").click();
    await home.becomes("Alice Example", "Away", "occupancy-detected", 0);
    await away.getByText("Test", { exact: true }).waitFor();
  });
});
