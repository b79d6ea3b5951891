import assert from "node:assert/strict";
import { parseSelector } from "../../../../shared/lights/busylight/selector";
import { UsbLamp, type UsbLampOptions } from "../../../../shared/lights/busylight/usb-lamp";
import type { AskFor, LampAsk } from "../../../../shared/lights/lamp";
import type { Sound } from "../../../../shared/presence/appearance";
import { settle } from "../../../support/fake-clock";
import { flag, omega, UsbBench } from "./bench";

const RED: LampAsk = { kind: "show", color: "#ff0000", brightness: 100, effect: "none" };
const GREEN: LampAsk = { kind: "show", color: "#00ff00", brightness: 100, effect: "none" };
const CALL: Sound = { tone: "ring" };

const busy = (ask: LampAsk = RED): AskFor => ({ ask, status: "busy" });
const available = (ask: LampAsk = GREEN): AskFor => ({ ask, status: "available" });
const directly = (ask: LampAsk): AskFor => ({ ask });

const APPLIED = { applied: true };
const UNCHANGED = { applied: false, skipped: "unchanged" };

class Rig extends UsbBench {
  readonly told: string[] = [];

  lamp(more: Partial<UsbLampOptions> = {}, owner = "node"): UsbLamp {
    return new UsbLamp({
      hub: this.hub,
      owner,
      selector: parseSelector("any") ?? assert.fail(),
      mappings: [],
      plain: true,
      onClose: "off",
      maxBrightness: 100,
      volume: 50,
      onState: (state) =>
        void this.told.push(state.kind === "ok" ? "ok" : `${state.kind} ${state.problem.code}`),
      onButton: () => undefined,
      ...more,
    });
  }

  async apply(lamp: UsbLamp, asked: AskFor): Promise<unknown> {
    return this.ended(lamp.apply(asked));
  }
}

describe("USB lights as a lamp", () => {
  let rig: Rig;
  beforeEach(() => (rig = new Rig()));

  it("show what a status asks for, and the same again without a write", async () => {
    rig.usb.plug(flag());
    const lamp = rig.lamp();
    assert.deepEqual(await rig.apply(lamp, busy()), APPLIED);
    assert.equal(rig.color(), "255,0,0");
    assert.deepEqual(await rig.apply(lamp, busy()), UNCHANGED);
    assert.deepEqual(await rig.apply(lamp, available()), APPLIED);
    assert.equal(rig.color(), "0,255,0");
  });

  it("keep what a message does not name", async () => {
    rig.usb.plug(flag());
    const lamp = rig.lamp();
    await rig.apply(lamp, directly({ kind: "show", brightness: 50 }));
    assert.equal(rig.color(), "128,128,128");
    await rig.apply(lamp, directly({ kind: "show", color: "#ff0000" }));
    assert.equal(rig.color(), "128,0,0");
    await rig.apply(lamp, directly({ kind: "off" }));
    assert.equal(rig.color(), "0,0,0");
    await rig.apply(lamp, directly({ kind: "on" }));
    assert.equal(rig.color(), "128,0,0");
  });

  it("are no brighter than they may be", async () => {
    rig.usb.plug(flag());
    const lamp = rig.lamp({ maxBrightness: 40 });
    await rig.apply(lamp, busy());
    assert.equal(rig.color(), "102,0,0");
    await rig.apply(lamp, directly({ kind: "show", color: "#ff0000", brightness: 20 }));
    assert.equal(rig.color(), "51,0,0");
  });

  it("are given back: to the node that wants something else of them, else dark", async () => {
    rig.usb.plug(flag());
    const [one, two] = [rig.lamp({}, "one"), rig.lamp({}, "two")];
    await rig.apply(one, busy());
    await rig.apply(two, available());
    assert.deepEqual(await rig.apply(two, { ask: { kind: "restore" }, status: "offline" }), APPLIED);
    assert.equal(rig.color(), "255,0,0");
    assert.deepEqual(await rig.apply(one, { ask: { kind: "restore" }, status: "offline" }), APPLIED);
    assert.equal(rig.color(), "0,0,0");
    assert.deepEqual(await rig.apply(one, { ask: { kind: "restore" }, status: "offline" }), UNCHANGED);
  });

  const AFTER_WORK = [
    ["off", "0,0,0", APPLIED],
    ["restore", "0,0,0", APPLIED],
    ["leave", "255,0,0", UNCHANGED],
  ] as const;
  for (const [action, shown, outcome] of AFTER_WORK)
    it(`end what a status has begun when work is over: ${action}`, async () => {
      rig.usb.plug(flag());
      const lamp = rig.lamp();
      assert.deepEqual(await rig.apply(lamp, directly({ kind: "outside", action })), UNCHANGED);
      await rig.apply(lamp, busy());
      assert.deepEqual(await rig.apply(lamp, directly({ kind: "outside", action })), outcome);
      assert.equal(rig.color(), shown);
    });

  it("that are not plugged in are tried again, and say so", async () => {
    const lamp = rig.lamp();
    assert.deepEqual(await rig.apply(lamp, busy()), { applied: false, skipped: "unreachable" });
    rig.usb.plug(flag());
    await rig.clock.advance(30_000);
    assert.equal(rig.color(), "255,0,0");
    assert.deepEqual(rig.told, ["unreachable light-missing", "ok"]);
  });

  it("that may not be opened say so, to whoever asks, too", async () => {
    rig.usb.plug(flag());
    rig.usb.trouble("1-1", "no-permission");
    const lamp = rig.lamp();
    const { failed } = (await rig.apply(lamp, busy())) as { failed: { code: string } };
    assert.equal(failed.code, "usb-permission");
    assert.deepEqual(rig.told, ["problem usb-permission"]);
  });

  it("look right rather than plain, where their model is known to need it", async () => {
    const setup = { id: "2c0d:0001", family: "blynclight", model: "standard", product: "Blynclight" };
    rig.usb.plug(flag("1-1", setup));
    const amber: LampAsk = { kind: "show", color: "#ffbf00", brightness: 100 };
    const lamp = rig.lamp({ plain: false });
    await rig.apply(lamp, directly(amber));
    const [red = 0, green = 0] = rig.color().split(",").map(Number);
    assert.ok(red === 255 && green > 15 && green < 60, rig.color());
    const plain = rig.lamp({}, "another");
    await rig.apply(plain, directly(amber));
    assert.equal(rig.color(), "255,191,0");
  });

  it("ring when a status begins, not when it is told again, nor when they are plugged in anew", async () => {
    rig.usb.plug(omega());
    const lamp = rig.lamp();
    const ringing = () => rig.usb.shown("2-1")?.ringing;
    const call = busy({ ...RED, sound: CALL });
    await rig.apply(lamp, call);
    assert.equal(ringing()?.tone, 7);
    assert.ok(Math.abs((ringing()?.volume ?? 0) - 50) <= 8, "as loud as the node says");
    rig.usb.unplug("2-1");
    await rig.clock.advance(10_000);
    rig.usb.plug(omega());
    await rig.clock.advance(30_000);
    assert.equal(rig.color("2-1"), "255,0,0");
    assert.equal(ringing(), undefined);
    assert.deepEqual(await rig.apply(lamp, call), UNCHANGED);
    assert.equal(ringing(), undefined);
    await rig.apply(lamp, available());
    await rig.apply(lamp, call);
    assert.equal(ringing()?.tone, 7);
  });

  it("do not ring again for a status that a deploy has come across", async () => {
    rig.usb.plug(omega());
    const ringing = () => rig.usb.shown("2-1")?.ringing;
    const call = busy({ ...RED, sound: CALL });
    const before = rig.lamp();
    await rig.apply(before, call);
    await rig.clock.advance(60_000);
    await before.close();
    rig.usb.forget("2-1");
    const after = rig.lamp();
    assert.deepEqual(await rig.apply(after, call), UNCHANGED);
    assert.equal(ringing(), undefined);
    await rig.apply(after, available());
    await rig.apply(after, call);
    assert.equal(ringing()?.tone, 7);
  });

  it("ring each time a message asks for it", async () => {
    rig.usb.plug(omega());
    const lamp = rig.lamp();
    const message = directly({ ...RED, sound: { tone: 3, volume: 100 } });
    assert.deepEqual(await rig.apply(lamp, message), APPLIED);
    await rig.clock.advance(10_000);
    assert.deepEqual(await rig.apply(lamp, message), APPLIED);
    assert.equal(rig.usb.shown("2-1")?.ringing?.tone, 3);
  });

  it("ring alone where a message asks for no more, be they lit, breathing or dark", async () => {
    rig.usb.plug(omega());
    const lamp = rig.lamp();
    const shown = () => [rig.color("2-1"), rig.usb.shown("2-1")?.ringing?.tone];
    const ring = directly({ kind: "show", sound: { tone: 3 } });
    await rig.apply(lamp, ring);
    assert.deepEqual(shown(), ["0,0,0", 3]);
    await rig.apply(lamp, busy({ ...RED, effect: "breathe" }));
    assert.deepEqual(shown(), ["255,0,0 breathe", undefined]);
    assert.deepEqual(await rig.apply(lamp, ring), APPLIED);
    assert.deepEqual(shown(), ["255,0,0 breathe", 3]);
  });

  it("ring until the next state where that is asked for", async () => {
    rig.usb.plug(omega());
    const lamp = rig.lamp();
    await rig.apply(lamp, busy({ ...RED, sound: { tone: "ring", until: "next" } }));
    await rig.clock.advance(60_000);
    assert.equal(rig.usb.shown("2-1")?.ringing?.endless, true);
    await rig.apply(lamp, available());
    assert.equal(rig.usb.shown("2-1")?.ringing, undefined);
  });

  it("go on showing the same over a deploy, and go dark when the node is deleted", async () => {
    rig.usb.plug(flag());
    const before = rig.lamp();
    await rig.apply(before, busy());
    await before.close();
    const after = rig.lamp();
    await settle();
    assert.equal(rig.color(), "255,0,0");
    await rig.apply(after, directly({ kind: "show", brightness: 20 }));
    assert.equal(rig.color(), "51,0,0", "it still knows its colour");
    assert.deepEqual(await rig.ended(after.giveBack()), APPLIED);
    assert.equal(rig.color(), "0,0,0");
    assert.deepEqual([rig.openLights, rig.clock.pending], [0, 0]);
  });
});
