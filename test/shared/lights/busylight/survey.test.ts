import assert from "node:assert/strict";
import { parseSelector } from "../../../../shared/lights/busylight/selector";
import { survey, type Survey } from "../../../../shared/lights/busylight/survey";
import { tryLight, type TryLightOptions } from "../../../../shared/lights/busylight/try-light";
import { UsbLamp } from "../../../../shared/lights/busylight/usb-lamp";
import { settle } from "../../../support/fake-clock";
import { flag, omega, UsbBench } from "./bench";
import { RoughBench } from "./rough-bench";

const OPTIONS = {
  selector: parseSelector("any") ?? assert.fail(),
  mappings: [],
  plain: true,
  maxBrightness: 100,
  volume: 50,
} as const;

const nodeOn = ({ hub }: UsbBench): UsbLamp =>
  new UsbLamp({
    ...OPTIONS,
    hub,
    owner: "node",
    onClose: "off",
    onState: () => undefined,
    onButton: () => undefined,
  });

describe("a look at the lights that are plugged in", () => {
  const summary = ({ lights }: Survey) =>
    lights.map(({ device, name, problem }) => [device, name, problem?.code ?? "ready"]);

  it("tells what each is chosen by, and whether it can be used", async () => {
    const { usb, hub, openLights } = new UsbBench();
    usb.plug(flag("1-1"));
    usb.plug(flag("1-2"));
    usb.plug(omega());
    usb.plug(flag("3-1", { id: "1234:5678", product: "A keyboard" }));
    usb.trouble("1-2", "no-permission");
    assert.deepEqual(summary(await survey(hub, [])), [
      ["04d8:f372@1-1", "LUXAFOR FLAG", "ready"],
      ["04d8:f372@1-2", "Luxafor", "usb-permission"],
      ["27bb:3bcd:0001", "BUSYLIGHT", "ready"],
      ["virtual", "Virtual light", "ready"],
    ]);
    assert.equal(openLights, 0, "nothing stays open");
  });

  it("takes a user's word for what a light is", async () => {
    const { usb, hub } = new UsbBench();
    usb.plug(flag("3-1", { id: "1234:5678", product: "Odd light" }));
    const { lights } = await survey(hub, [{ id: "1234:5678", as: "luxafor" }]);
    assert.deepEqual(
      lights.slice(0, 1).map(({ device, family, isExperimental }) => [device, family, isExperimental]),
      [["1234:5678", "luxafor", true]],
    );
  });

  it("does not open what is open already", async () => {
    const bench = new UsbBench();
    bench.usb.plug(flag());
    const lamp = nodeOn(bench);
    await bench.ended(lamp.apply({ ask: { kind: "on" } }));
    assert.deepEqual(summary(await survey(bench.hub, []))[0]?.[2], "ready");
    assert.equal(bench.usb.opened, 1);
    assert.equal(bench.color(), "255,255,255");
  });

  it("says that a light hangs rather than wait for it, and lets go of it when it opens after all", async () => {
    const bench = new RoughBench();
    bench.usb.plug(flag());
    bench.driver.hanging.add("1-1");
    const looked = survey(bench.hub, []);
    await settle();
    await bench.clock.advance(10_000);
    assert.deepEqual(summary(await looked), [["04d8:f372", "LUXAFOR FLAG", "usb-failed"]]);
    bench.driver.answer();
    await settle();
    assert.deepEqual([bench.openLights, bench.clock.pending], [0, 0]);
  });

  it("says that a list hangs, and does not ask for it once more meanwhile", async () => {
    const bench = new RoughBench();
    bench.driver.listing = "hangs";
    const looks = [survey(bench.hub, []), survey(bench.hub, [])];
    await settle();
    await bench.clock.advance(30_000);
    for (const { lights, problems } of await Promise.all(looks))
      assert.deepEqual([lights, problems.map(({ code }) => code)], [[], ["usb-failed"]]);
    assert.equal(bench.driver.lists, 1);
  });

  it("is in nobody's way who wants to use a light just then", async () => {
    const bench = new RoughBench();
    bench.usb.plug(flag());
    bench.driver.hanging.add("1-1");
    const looked = survey(bench.hub, []);
    await settle();
    const node = await bench.hold("node");
    bench.driver.answer();
    await settle();
    assert.deepEqual(summary(await looked)[0]?.[2], "ready");
    assert.deepEqual(node.told, ["ok"]);
  });
});

describe("trying a light", () => {
  const RED = { kind: "show", color: "#ff0000", brightness: 100 } as const;
  const trying = (bench: UsbBench, more: Partial<TryLightOptions> = {}): Promise<void> =>
    tryLight({ ...OPTIONS, hub: bench.hub, clock: bench.clock, owner: "try", ask: RED, ...more });

  it("shows it for two seconds, and is gone without a trace", async () => {
    const bench = new UsbBench();
    bench.usb.plug(flag());
    const tried = trying(bench);
    await settle();
    await settle();
    assert.equal(bench.color(), "255,0,0");
    await bench.clock.advance(2_000);
    await tried;
    assert.equal(bench.color(), "0,0,0");
    assert.deepEqual([bench.openLights, bench.clock.pending], [0, 0]);
  });

  it("gives back what a node shows on it, and can be seen where that is the same", async () => {
    const bench = new UsbBench();
    bench.usb.plug(flag());
    const node = nodeOn(bench);
    await bench.ended(node.apply({ ask: RED }));
    const tried = trying(bench);
    await settle();
    await settle();
    assert.equal(bench.color(), "0,0,0");
    await bench.clock.advance(2_000);
    await tried;
    assert.equal(bench.color(), "255,0,0");
  });

  it("says that there is none, or that it may not be used", async () => {
    const bench = new UsbBench();
    const failure = async () => {
      const end = (await bench.ended(trying(bench).then(() => ({})))) as { failed?: { code: string } };
      return end.failed?.code;
    };
    assert.equal(await failure(), "light-missing");
    bench.usb.plug(flag());
    bench.usb.trouble("1-1", "held");
    await bench.clock.advance(2_000);
    assert.equal(await failure(), "usb-busy");
    assert.equal(bench.clock.pending, 0);
  });
});
