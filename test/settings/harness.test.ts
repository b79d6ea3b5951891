import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { describeInBrowser } from "../support/browser";
import { HomebridgeUi } from "../support/homebridge-ui";
import { pretendSettings } from "../support/pretend-settings";
import { SettingsPage } from "../support/settings-page";

/** A test that loads the UI once more. */
const LOADS_ANEW_MS = 60_000;

describeInBrowser("a plugin's settings in Homebridge's UI, as these tests drive it", () => {
  const folder = mkdtempSync(join(tmpdir(), "teams-presence-pretend-"));
  let ui: HomebridgeUi;
  let settings: SettingsPage;

  before(async function () {
    this.timeout(LOADS_ANEW_MS);
    ui = await HomebridgeUi.start({ pluginPath: pretendSettings(folder) });
    settings = await SettingsPage.open(ui);
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(ui.said, settings.trouble);
  });
  after(async () => {
    await settings?.dispose();
    await ui?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function told(frame: Frame): Promise<Record<string, unknown>> {
    const output = frame.locator("output").getByText("answer");
    return JSON.parse((await output.textContent()) ?? "") as Record<string, unknown>;
  }

  it("are heard when they make trouble, and reach no other machine", async () => {
    const frame = await settings.openSettings();
    const bang = settings.page.waitForEvent("pageerror");
    await frame.locator("#trouble").click();
    await bang;
    const heard = settings.trouble.splice(0).join("\n");
    for (const words of [
      "console: a complaint",
      "/missing.png",
      "asks elsewhere: https://elsewhere.example/",
      "failed: https://elsewhere.example/ net::ERR_NAME_NOT_RESOLVED",
      "page error: Error: a bang",
    ])
      assert.ok(heard.includes(words), `${words}\n${heard}`);
  });

  it("are not in config.json until they are saved, and save what the page made of them", async function () {
    this.timeout(LOADS_ANEW_MS);
    const frame = await settings.openSettings();
    assert.deepEqual(await told(frame), {
      language: "en",
      theme: "light",
      blocks: [],
      answer: `Hello Alice from ${ui.storage}`,
    });
    await frame.locator("#name").fill("Other");
    await frame.getByText('"name":"Other"').waitFor();
    assert.equal(ui.platform, undefined);
    assert.deepEqual(await settings.save(), { platform: "Pretend", name: "Other" });
    const again = await settings.openSettings();
    assert.deepEqual((await told(again))["blocks"], [{ platform: "Pretend", name: "Other" }]);
    await again.locator("#name").fill("Dropped");
    await again.getByText('"name":"Dropped"').waitFor();
    await settings.close();
    assert.equal(ui.platform?.["name"], "Other");
    assert.deepEqual(settings.trouble, []);
  });

  it("are dark and German where the UI is", async function () {
    this.timeout(LOADS_ANEW_MS);
    await settings.dispose();
    settings = await SettingsPage.open(ui, { theme: "dark", language: "de" });
    const frame = await settings.openSettings();
    const { theme, language } = await told(frame);
    assert.deepEqual({ theme, language }, { theme: "dark", language: "de" });
    assert.equal(await settings.saveButton.textContent().then((text) => text?.trim()), "Speichern");
    await settings.picture("pretend-dark-de");
    assert.deepEqual(settings.trouble, []);
  });
});
