import assert from "node:assert/strict";
import { Faults } from "../../../sandbox/support/faults";
import { SHELF } from "../../../sandbox/usb/shelf";
import { UsbLights } from "../../../sandbox/usb/usb-lights";
import { FakeClock } from "../../support/fake-clock";

const FLAG = "luxafor-flag";
const MUTE = "luxafor-mute";

describe("the hands at the sandbox's USB ports", () => {
  let clock: FakeClock;
  let faults: Faults;
  let lights: UsbLights;

  beforeEach(() => {
    clock = new FakeClock();
    faults = new Faults(() => clock.now());
    lights = new UsbLights(faults, clock);
  });

  function state(id: string) {
    const found = lights.states().find((light) => light.id === id);
    assert.ok(found);
    return found;
  }

  const plugged = () =>
    lights
      .states()
      .filter((light) => light.plugged)
      .map(({ id }) => id);

  async function write(id: string, line: string): Promise<void> {
    const { devices } = await lights.usb.list();
    const device = devices.find(({ port }) => port === state(id).port);
    assert.ok(device);
    const light = await lights.usb.open(device, { input: () => undefined, lost: () => undefined });
    await light.write({ transport: "serial", bytes: Buffer.from(`${line}\n`) });
    await light.close();
  }

  it("find a virtual light and a Kuando plugged in, and all others on the shelf", () => {
    assert.deepEqual(plugged(), ["virtual", "kuando-omega"]);
    assert.equal(lights.states().length, SHELF.length);
  });

  it("plug lights in and unplug them, also twice", () => {
    lights.plug(FLAG);
    lights.plug(FLAG);
    assert.deepEqual(plugged(), ["virtual", "kuando-omega", FLAG]);
    lights.unplug(FLAG);
    lights.unplug(FLAG);
    assert.deepEqual(plugged(), ["virtual", "kuando-omega"]);
  });

  it("see what a light shows, and nothing of one that is unplugged", async () => {
    const { id, name, family, port } = {
      id: "virtual",
      name: "Virtual light",
      family: "virtual",
      port: "virtual",
    };
    assert.deepEqual(state(id), { id, name, on: false, color: "#000000", plugged: true, family, port });
    const ringing = { tone: 3, volume: 60, endless: true };
    await write(id, JSON.stringify({ color: "#0a00ff", effect: "blink", ringing }));
    assert.deepEqual(state(id), {
      id,
      name,
      on: true,
      color: "#0a00ff",
      effect: "blink",
      plugged: true,
      ringing,
      family,
      port,
    });
    lights.plug("fit-statusb");
    await write("fit-statusb", "#00FF00");
    assert.equal(state("fit-statusb").color, "#00ff00");
    lights.unplug("fit-statusb");
    assert.deepEqual([state("fit-statusb").on, state("fit-statusb").color], [false, "#000000"]);
  });

  it("make trouble that lasts until it is ended, or the light is unplugged", () => {
    lights.plug(FLAG);
    lights.trouble(FLAG, "held");
    assert.equal(state(FLAG).trouble, "held");
    lights.trouble(FLAG, undefined);
    assert.equal(state(FLAG).trouble, undefined);
    lights.trouble(FLAG, "write-fails");
    lights.unplug(FLAG);
    lights.plug(FLAG);
    assert.equal(state(FLAG).trouble, undefined);
  });

  it("press a button and let go of it", async () => {
    lights.plug(MUTE);
    assert.equal(state(MUTE).button, true);
    const inputs: string[] = [];
    const { devices } = await lights.usb.list();
    const device = devices.find(({ product }) => product === "LUXAFOR MUTE");
    assert.ok(device);
    const input = (bytes: Uint8Array) => void inputs.push(Buffer.from(bytes).toString("hex").slice(0, 4));
    await lights.usb.open(device, { input, lost: () => undefined });
    lights.press(MUTE);
    assert.deepEqual(inputs, ["8300", "8301"]);
  });

  it("cannot do what makes no sense", () => {
    lights.plug(FLAG);
    assert.throws(() => lights.unplug("virtual"), { code: "no-hardware" });
    assert.throws(() => lights.press(FLAG), { code: "no-button" });
    assert.throws(() => lights.press(MUTE), { code: "not-plugged" });
    assert.throws(() => lights.trouble(MUTE, "held"), { code: "not-plugged" });
    for (const run of [
      () => lights.plug("orb"),
      () => lights.unplug("orb"),
      () => lights.trouble("orb", "held"),
      () => lights.press("orb"),
    ])
      assert.throws(run, /no light orb/);
  });

  describe("where trouble was ordered", () => {
    it("for one light, that alone has it, for that long", async () => {
      lights.plug(FLAG);
      faults.order({ target: "usb", kind: "held", light: FLAG, seconds: 5 });
      assert.deepEqual([state(FLAG).trouble, state("kuando-omega").trouble], ["held", undefined]);
      await clock.advance(4_900);
      assert.equal(state(FLAG).trouble, "held");
      await clock.advance(1_100);
      assert.equal(state(FLAG).trouble, undefined);
      assert.equal(clock.pending, 0);
    });

    it("for all, also those have it that are plugged in meanwhile, until it is cleared", async () => {
      faults.order({ target: "usb", kind: "no-permission" });
      lights.plug(FLAG);
      assert.equal(clock.pending, 0);
      await clock.advance(60_000);
      for (const id of plugged()) assert.equal(state(id).trouble, "no-permission", id);
      faults.clear("usb");
      for (const id of plugged()) assert.equal(state(id).trouble, undefined, id);
    });

    it("all lights are unplugged but the one without hardware, and are plugged in again afterwards", async () => {
      lights.plug(FLAG);
      faults.order({ target: "usb", kind: "unplugged", seconds: 10 });
      assert.deepEqual(plugged(), ["virtual"]);
      await clock.advance(11_000);
      assert.deepEqual(plugged(), ["virtual", "kuando-omega", FLAG]);
    });

    it("a hand can make it worse, and not better", () => {
      faults.order({ target: "usb", kind: "write-fails", light: "kuando-omega" });
      lights.trouble("kuando-omega", "write-hangs");
      assert.equal(state("kuando-omega").trouble, "write-hangs");
      assert.throws(() => lights.trouble("kuando-omega", undefined), { code: "usb-ordered" });
      faults.order({ target: "usb", kind: "unplugged", light: "kuando-omega" });
      assert.throws(() => lights.plug("kuando-omega"), { code: "usb-ordered" });
      lights.unplug("kuando-omega");
      faults.clear();
      assert.deepEqual(plugged(), ["virtual"]);
    });

    it("at other services, they mind it not", () => {
      faults.order({ target: "hue", kind: "unplugged", seconds: 10 });
      assert.deepEqual(plugged(), ["virtual", "kuando-omega"]);
      assert.equal(clock.pending, 0);
    });

    it("nothing is left of it when the sandbox ends", () => {
      faults.order({ target: "usb", kind: "held", seconds: 60 });
      lights.close();
      assert.equal(clock.pending, 0);
    });
  });
});
