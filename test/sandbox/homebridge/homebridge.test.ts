import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHomebridge } from "../../../sandbox/homebridge/homebridge";
import type { RunningHomebridge } from "../../../sandbox/homebridge/homebridge";
import { HomeKit } from "../../../sandbox/homebridge/homekit";
import { Problem } from "../../../shared/support/problem";
import { pretendPlugin } from "../../support/pretend-plugin";
import { ask } from "../api/client";

const SENSORS = [
  { name: "In a call", service: "OccupancySensor", shows: "OccupancyDetected", value: 1 },
  { name: "At the desk", service: "MotionSensor", shows: "MotionDetected", value: false },
  {
    name: "Busy",
    service: "ContactSensor",
    shows: "ContactSensorState",
    value: 1,
    fault: true,
    active: false,
  },
  { name: "Ignore Teams", service: "Switch", shows: "On", value: false },
];

const facts = {
  authority: "https://localhost:1",
  graph: "https://localhost:2",
  tenant: "a tenant",
  clientId: "a client",
  person: { id: "alice", name: "Alice" },
};

describe("Homebridge in the sandbox", function () {
  this.timeout(30_000);
  let folder: string;
  let plugin: string;
  let homekit: HomeKit;
  let homebridge: RunningHomebridge | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-homebridge-"));
    plugin = pretendPlugin(join(folder, "plugin"));
    homekit = new HomeKit();
  });
  afterEach(async function () {
    await homebridge?.close();
    homebridge = undefined;
    if (this.currentTest?.isFailed()) console.error(readFileSync(join(folder, "homebridge.log"), "utf8"));
    rmSync(folder, { recursive: true, force: true });
  });

  const storage = () => join(folder, "storage");
  const configFile = () => join(storage(), "config.json");

  async function start(firstPort = 0): Promise<RunningHomebridge> {
    const logFile = join(folder, "homebridge.log");
    const caFile = join(folder, "no-ca.pem");
    writeFileSync(caFile, "");
    homebridge = await startHomebridge(
      { storage: storage(), logFile, caFile, facts, firstPort, plugin },
      homekit,
    );
    return homebridge;
  }

  /** What the user has made of config.json. */
  function configure(platform: object): void {
    mkdirSync(storage(), { recursive: true });
    writeFileSync(configFile(), JSON.stringify({ platforms: [{ platform: "TeamsPresence", ...platform }] }));
  }

  const shown = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (homekit.sensors.length === count) resolve();
      };
      homekit.onChange(look);
      look();
    });

  it("shows what the plugin shows, lets a switch be flipped, and is the same bridge after a restart", async () => {
    configure({ sensors: SENSORS });
    const { port, pairingCode } = await start();
    await shown(SENSORS.length);
    assert.deepEqual(homekit.state, { state: "running", port, pairingCode, paired: false });
    assert.deepEqual(
      homekit.sensors.map(({ name, kind, value, active, fault }) => [name, kind, value, active, fault]),
      [
        ["In a call", "occupancy", true, true, false],
        ["At the desk", "motion", false, true, false],
        ["Busy", "contact", true, false, true],
        ["Ignore Teams", "switch", false, true, false],
      ],
    );
    const flipped = homekit.sensors.find(({ kind }) => kind === "switch");
    assert.ok(flipped);
    await homekit.setSwitch(flipped.id, true);
    assert.equal(homekit.sensors.find(({ id }) => id === flipped.id)?.value, true);
    await assert.rejects(homekit.setSwitch("99.99", true), /The bridge answers 207/);

    const at = (headers: Readonly<Record<string, string>>) => ask(port, "/accessories", { headers });
    assert.equal((await at({ host: `rebound.example:${port}` })).status, 403);
    assert.equal((await at({ origin: "http://elsewhere.example" })).status, 403);
    assert.equal((await at({})).status, 200);
    // Another address of this very machine, where whoever listens on every address answers.
    await assert.rejects(once(connect(port, "127.0.0.2"), "connect"));

    await homebridge?.close();
    await assert.rejects(ask(port, "/accessories"), { code: "ECONNREFUSED" });
    const { state, sensors } = homekit;
    assert.equal(state.state, "running", "an end that was asked for is no news");
    homekit = new HomeKit();
    assert.equal((await start()).pairingCode, pairingCode);
    await shown(SENSORS.length);
    assert.deepEqual(
      homekit.sensors.map(({ id }) => id),
      sensors.map(({ id }) => id),
    );
  });

  it("moves on from a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port: taken } = other.address() as AddressInfo;
    const { port } = await start(taken);
    assert.ok(port > taken);
    const { bridge } = JSON.parse(readFileSync(configFile(), "utf8")) as { bridge: { port: number } };
    assert.equal(bridge.port, port);
    other.close();
  });

  it("tells why it has ended by itself", async () => {
    configure({ explode: true });
    const { ended } = await start();
    await assert.rejects(ended, (error) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.code, "homebridge-ended");
      assert.match(error.title, /Homebridge has ended by itself \(exit code 3\)/);
      assert.match(error.advice, /^a bang\nEverything else goes on/m);
      return true;
    });
    assert.equal(homekit.state.state, "ended");
  });

  it("does not touch a configuration it cannot read", async () => {
    configure({});
    writeFileSync(configFile(), "{ half");
    writeFileSync(join(folder, "homebridge.log"), "");
    await assert.rejects(start(), { code: "unreadable-config" });
    assert.equal(readFileSync(configFile(), "utf8"), "{ half");
  });
});
