import assert from "node:assert/strict";
import { join } from "node:path";
import { TrialClient } from "../../homebridge-plugin/trials/trial-client";
import { systemClock } from "../../shared/support/clock";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess, MAJOR } from "../support/homebridge";
import { CODE, detecting, isCode, platformBlock, tidyUp } from "../support/homekit-bench";
import { OtherProcess } from "../support/other-process";

const SIGN_IN = "Work sign-in needed";

describe(`a sign-in, and a trial, by another process beside a real Homebridge ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  let other: OtherProcess;
  before(async () => {
    microsoft = await startTestCloud();
    microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
    microsoft.world.setPresence("bob", { availability: "Away", activity: "Away" });
    homebridge = await HomebridgeProcess.start({ platform: platformBlock(microsoft), env: microsoft.env });
    home = await HapHome.pair(homebridge.bridge);
    await home.subscribe();
    other = new OtherProcess(microsoft, homebridge);
  });
  tidyUp(() => ({ homebridge, home, microsoft }));

  const signedInLines = (): readonly string[] =>
    homebridge.lines.all.flatMap(({ text }) => (text.endsWith("is signed in.") ? [text] : []));

  it("is noticed without a restart, while the log shows a code", async () => {
    await homebridge.lines.find(isCode);
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 1);
    await other.signIn("alice");
    await home.becomes("Alice", "In a call", "occupancy-detected", 1);
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 0);
    assert.deepEqual(signedInLines(), ["Work: Alice Example is signed in."]);
  });

  it("may be another account's, whose presence is shown from then on", async () => {
    await other.signIn("bob");
    await home.becomes("Alice", "Away", "occupancy-detected", 1);
    assert.deepEqual(await detecting(home, "Alice"), ["Away"]);
    assert.deepEqual(signedInLines().slice(1), ["Work: Bob Example is signed in."]);
  });

  it("may have a sensor on trial, beside all others, which tell the truth", async () => {
    const client = new TrialClient({
      folder: join(homebridge.storage, "teams-presence"),
      clock: systemClock,
    });
    const target = { person: "alice", sensor: "in-a-call" };
    const over = homebridge.lines.next(({ text }) => text === "Alice: In a call shows the truth again.");
    const outcome = await client.start({ target, detects: true, seconds: 5 });
    assert.ok("until" in outcome, JSON.stringify(outcome));
    await home.becomes("Alice", "In a call", "occupancy-detected", 1);
    assert.deepEqual(await detecting(home, "Alice"), ["In a call", "Away"]);
    await over;
    await home.becomes("Alice", "In a call", "occupancy-detected", 0);
    assert.deepEqual(await detecting(home, "Alice"), ["Away"]);
  });

  it("may end: the sensor says so, and the log shows a code", async () => {
    const code = homebridge.lines.next(isCode);
    await other.signOut();
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 1);
    await code;
  });

  it("is no trouble, and leaves nothing behind that keeps Homebridge running", async () => {
    await homebridge.stop();
    assert.deepEqual(homebridge.troubles(CODE), []);
  });
});
