import assert from "node:assert/strict";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess, MAJOR } from "../support/homebridge";
import {
  CODE,
  detecting,
  enterCode,
  isCode,
  platformBlock,
  remembered,
  UNREACHABLE,
} from "../support/homekit-bench";

describe(`a child bridge of a real Homebridge ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  before(async () => {
    microsoft = await startTestCloud();
    microsoft.world.setPresence("alice", { availability: "DoNotDisturb", activity: "Presenting" });
    homebridge = await HomebridgeProcess.start({
      platform: platformBlock(microsoft),
      childBridge: true,
      env: microsoft.env,
    });
    home = await HapHome.pair(homebridge.bridge);
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(homebridge.output, home.events.all);
  });
  after(async () => {
    await home.close();
    await homebridge.dispose();
    await microsoft.close();
  });

  it("has the people, follows their presence and asks for a sign-in once", async () => {
    await home.subscribe();
    await enterCode(homebridge, microsoft, homebridge.lines.find(isCode));
    await home.becomes("Alice", "Do not disturb", "occupancy-detected", 1);
    assert.deepEqual(await detecting(home, "Alice"), ["Busy", "In a call", "Do not disturb"]);
    assert.equal(homebridge.lines.all.filter(isCode).length, 1);
  });

  it("shows at once what it showed before a power cut, by the same accessories", async () => {
    const before = (await home.services()).map(({ ids }) => ids);
    await remembered(homebridge, "alice", "presenting");
    await homebridge.kill();
    microsoft.faults.order({ target: "graph", kind: "offline", seconds: 3600 });
    await homebridge.start();
    await home.reconnect();
    assert.deepEqual(await detecting(home, "Alice"), ["Busy", "In a call", "Do not disturb"]);
    assert.deepEqual(
      (await home.services()).map(({ ids }) => ids),
      before,
    );
  });

  it("ends when Homebridge is told to stop", async () => {
    await homebridge.stop();
    assert.deepEqual(homebridge.troubles(CODE, UNREACHABLE), []);
  });
});
