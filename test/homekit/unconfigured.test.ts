import assert from "node:assert/strict";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess, MAJOR } from "../support/homebridge";

describe(`the plugin in a real Homebridge ${MAJOR} that nobody configured for it`, function () {
  this.timeout(30_000);
  let homebridge: HomebridgeProcess;
  before(async () => {
    homebridge = await HomebridgeProcess.start();
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(homebridge.output);
  });
  after(() => homebridge.dispose());

  it("is loaded", () => {
    const loaded = homebridge.lines.all.filter(({ text }) => text.startsWith("Loaded plugin:"));
    assert.deepEqual(
      loaded.map(({ text }) => text.replace(/@[\d.]+$/, "")),
      ["Loaded plugin: homebridge-teams-presence"],
    );
  });

  it("adds nothing to the home", async () => {
    const home = await HapHome.pair(homebridge.bridge);
    assert.deepEqual(await home.accessories(), []);
    await home.unpair();
  });

  it("says nothing, and stops when it is told to", async () => {
    await homebridge.stop();
    assert.deepEqual(homebridge.troubles(), []);
    assert.deepEqual(
      homebridge.lines.all.filter(({ from }) => from !== ""),
      [],
    );
  });
});
