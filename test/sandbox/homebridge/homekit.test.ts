import assert from "node:assert/strict";
import type { SensorState } from "../../../sandbox/api/state";
import { HomeKit } from "../../../sandbox/homebridge/homekit";
import { Problem } from "../../../shared/support/problem";
import { deferred } from "../../support/deferred";

const SENSOR: SensorState = {
  id: "2.10",
  name: "In a call",
  value: false,
  kind: "occupancy",
  accessory: { id: 2, name: "Alice" },
  active: true,
  fault: false,
};
const SWITCH: SensorState = { ...SENSOR, id: "2.12", name: "Ignore Teams", kind: "switch" };
const BRIDGE = { port: 51_826, pairingCode: "031-45-154" };
const RUNNING = { state: "running", ...BRIDGE, paired: false } as const;

/** A bridge that shows what a test says; undefined: it does not answer. */
class StandInBridge {
  shown: readonly SensorState[] | undefined;
  asked = 0;
  answer: Promise<unknown> = Promise.resolve();

  async sensors(): Promise<readonly SensorState[]> {
    this.asked++;
    const { shown } = this;
    await this.answer;
    if (!shown) throw new Error("nobody there");
    return shown;
  }

  setSwitch(id: string, value: boolean): Promise<void> {
    this.shown = this.shown?.map((one) => (one.id === id ? { ...one, value } : one));
    return Promise.resolve();
  }
}

describe("what the sandbox knows of HomeKit", () => {
  let bridge: StandInBridge;
  let homekit: HomeKit;
  let changes = 0;
  beforeEach(() => {
    bridge = new StandInBridge();
    homekit = new HomeKit();
    homekit.onChange(() => changes++);
    changes = 0;
  });

  it("is nothing before Homebridge has been started, nor while it does not answer", async () => {
    await homekit.look();
    homekit.started(bridge, BRIDGE);
    await homekit.look();
    assert.deepEqual([homekit.state, homekit.sensors, changes], [{ state: "starting" }, [], 0]);
    assert.partialDeepStrictEqual(homekit.bridge, BRIDGE);
  });

  it("begins when the bridge answers, even where it tells nothing by itself", async () => {
    homekit.started(bridge, BRIDGE);
    bridge.shown = [SENSOR];
    await homekit.look();
    assert.deepEqual([homekit.state, homekit.sensors], [RUNNING, [SENSOR]]);
    assert.ok(changes > 0);
  });

  it("is read when the bridge tells that it runs, and tells who has paired", async () => {
    homekit.started(bridge, BRIDGE);
    bridge.shown = [SENSOR];
    homekit.running(false);
    await homekit.look();
    assert.deepEqual([homekit.state, homekit.sensors], [RUNNING, [SENSOR]]);
    homekit.running(true);
    assert.deepEqual(homekit.state, { ...RUNNING, paired: true });
  });

  it("is told of only when it differs, and survives a bridge that is silent for once", async () => {
    homekit.started(bridge, BRIDGE);
    bridge.shown = [SENSOR];
    await homekit.look();
    changes = 0;
    await homekit.look();
    bridge.shown = undefined;
    await homekit.look();
    assert.deepEqual([homekit.sensors, changes], [[SENSOR], 0]);
    bridge.shown = [{ ...SENSOR, value: true }];
    await homekit.look();
    assert.deepEqual([homekit.sensors, changes], [bridge.shown, 1]);
  });

  it("is read once for all who look at the same time", async () => {
    homekit.started(bridge, BRIDGE);
    bridge.shown = [SENSOR];
    await Promise.all([homekit.look(), homekit.look()]);
    assert.equal(bridge.asked, 1);
  });

  it("shows a switch as it was flipped, though a look had begun before", async () => {
    homekit.started(bridge, BRIDGE);
    bridge.shown = [SENSOR, SWITCH];
    const slow = deferred();
    bridge.answer = slow.promise;
    const before = homekit.look();
    const flipped = homekit.setSwitch(SWITCH.id, true);
    slow.resolve();
    await Promise.all([before, flipped]);
    assert.deepEqual(homekit.sensors, [SENSOR, { ...SWITCH, value: true }]);
  });

  it("is over when Homebridge has ended, whatever still answers", async () => {
    homekit.started(bridge, BRIDGE);
    bridge.shown = [SWITCH];
    await homekit.look();
    const slow = deferred();
    bridge.answer = slow.promise;
    const look = homekit.look();
    const text = { code: "homebridge-ended", title: "Homebridge has ended", advice: "Start again." };
    homekit.ended(new Problem(text));
    slow.resolve();
    await look;
    homekit.running(true);
    const { title, advice } = text;
    assert.deepEqual([homekit.state, homekit.sensors], [{ state: "ended", title, advice }, []]);
    assert.equal(homekit.bridge, undefined);
    await assert.rejects(homekit.setSwitch(SWITCH.id, true), { code: "no-homebridge" });
  });
});
