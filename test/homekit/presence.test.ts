import assert from "node:assert/strict";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { type HapEvent, HapHome } from "../support/hap-home";
import { HomebridgeProcess, MAJOR } from "../support/homebridge";
import { CODE, detecting, enterCode, isCode, isDetection, platformBlock } from "../support/homekit-bench";

const SIGN_IN = "Work sign-in needed";
const AVAILABLE = { availability: "Available", activity: "Available" };
const IN_A_CALL = { availability: "Busy", activity: "InACall" };

/** Told at once, where HAP gathers what occupancy sensors say for a moment: these show the order. */
const DESK = {
  id: "desk",
  name: "Desk",
  account: "work",
  sensors: [
    { id: "talking", name: "Talking", kind: "contact", activities: ["InACall"] },
    { id: "free", name: "Free", kind: "motion", statuses: ["available"] },
    { id: "busy", name: "Busy", kind: "contact", statuses: ["busy", "in-a-call"] },
  ],
};
const ALICE = { id: "alice", name: "Alice", account: "work" };

describe(`presence in a real Homebridge ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  before(async () => {
    microsoft = await startTestCloud();
    const platform = platformBlock(microsoft, { people: [ALICE, DESK] });
    homebridge = await HomebridgeProcess.start({ platform, env: microsoft.env });
    home = await HapHome.pair(homebridge.bridge);
  });
  afterEach(function () {
    if (this.currentTest?.isFailed())
      console.error(homebridge.output, home.events.all, microsoft.log.entries);
  });
  after(async () => {
    await home.close();
    await homebridge.dispose();
    await microsoft.close();
  });

  /** Resolves with the event that says so. */
  const begins = (accessory: string, service: string): Promise<HapEvent> =>
    home.events.next(
      (event) =>
        event.accessory === accessory && event.service === service && isDetection(event) && event.value === 1,
    );

  it("is an accessory for each person and each account, as soon as Homebridge runs", async () => {
    assert.deepEqual(await home.accessories(), ["Alice", "Desk", SIGN_IN]);
    const services = [...(await home.servicesOf("Alice")), ...(await home.servicesOf("Desk"))];
    assert.deepEqual(
      services.map(({ accessory, name, type }) => [accessory, name, type]),
      [
        ["Alice", "Available", "occupancy"],
        ["Alice", "Busy", "occupancy"],
        ["Alice", "In a call", "occupancy"],
        ["Alice", "Do not disturb", "occupancy"],
        ["Alice", "Away", "occupancy"],
        ["Desk", "Talking", "contact"],
        ["Desk", "Free", "motion"],
        ["Desk", "Busy", "contact"],
      ],
    );
  });

  it("asks for a sign-in in one line of the log, and by a sensor", async () => {
    await home.subscribe();
    const { from, level, text } = await homebridge.lines.find(isCode);
    assert.deepEqual([from, level], ["Teams", "warn"]);
    assert.equal(new URL(CODE.exec(text)?.[1] ?? "").protocol, "https:");
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 1);
    assert.deepEqual([await detecting(home, "Alice"), await detecting(home, "Desk")], [[], []]);
  });

  it("is there once somebody has entered the code, without a restart", async () => {
    await enterCode(homebridge, microsoft, homebridge.lines.find(isCode));
    await home.becomes("Alice", "Available", "occupancy-detected", 1);
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 0);
    assert.deepEqual(
      [await detecting(home, "Alice"), await detecting(home, "Desk")],
      [["Available"], ["Free"]],
    );
    const { values } = await home.service("Alice", "Available");
    assert.deepEqual([values["status-active"], values["status-fault"]], [1, 0]);
  });

  it("changes in this order: what ends, then what begins", async () => {
    home.events.clear();
    const told = Promise.all([begins("Desk", "Busy"), begins("Alice", "In a call")]);
    microsoft.world.setPresence("alice", IN_A_CALL);
    await told;
    assert.deepEqual(
      home.events.all
        .filter((event) => event.accessory === "Desk" && isDetection(event))
        .map(({ service, value }) => [service, value]),
      [
        ["Free", 0],
        ["Talking", 1],
        ["Busy", 1],
      ],
    );
    assert.deepEqual(await detecting(home, "Alice"), ["Busy", "In a call"]);
  });

  it("is told to controllers once and only where it changes", async () => {
    home.events.clear();
    const told = Promise.all([begins("Desk", "Free"), begins("Alice", "Available")]);
    microsoft.world.setPresence("alice", AVAILABLE);
    await told;
    assert.deepEqual(home.events.all.map(({ accessory, service }) => `${accessory} ${service}`).toSorted(), [
      "Alice Available",
      "Alice Busy",
      "Alice In a call",
      "Desk Busy",
      "Desk Free",
      "Desk Talking",
    ]);
  });

  it("is told in the log when it changes, and no trouble is", async () => {
    await homebridge.stop();
    assert.deepEqual(homebridge.troubles(CODE), []);
    assert.deepEqual(
      homebridge.lines.all.filter(({ text }) => text.startsWith("Alice:")),
      ["Available", "Busy · in a call", "Available"].map((told) => ({
        from: "Teams",
        level: "info",
        text: `Alice: ${told}`,
      })),
    );
  });
});
