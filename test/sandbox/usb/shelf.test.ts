import assert from "node:assert/strict";
import { PRETEND_FAMILIES } from "../../../sandbox/usb/pretend-families";
import { PretendUsb } from "../../../sandbox/usb/pretend-usb";
import { PLUGGED_AT_START, SHELF } from "../../../sandbox/usb/shelf";
import { identify } from "../../../shared/lights/busylight/families";
import { DARK } from "../../../shared/lights/busylight/light-state";
import { selectorFor } from "../../../shared/lights/busylight/selector";

const RED = { red: 255, green: 0, blue: 0 };

describe("the sandbox's shelf of USB lights", () => {
  it("has one of every family there is", () => {
    const families = PRETEND_FAMILIES.map(({ name }) => name);
    assert.deepEqual([...new Set(SHELF.map(({ setup }) => setup.family))].sort(), families.sort());
  });

  it("has names, slugs and ports that are told apart", () => {
    for (const values of [
      SHELF.map(({ slug }) => slug),
      SHELF.map(({ name }) => name),
      SHELF.map(({ setup }) => setup.port),
    ])
      assert.equal(new Set(values).size, SHELF.length);
    for (const { slug } of SHELF) assert.match(slug, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const slug of PLUGGED_AT_START) assert.ok(SHELF.some((light) => light.slug === slug));
  });

  for (const { name, setup, hasButton } of SHELF)
    it(`has a ${name} that is taken for what it is, turns red and ${hasButton ? "has a" : "claims no"} button`, async () => {
      const usb = new PretendUsb();
      usb.plug(setup);
      const [device] = (await usb.list()).devices;
      assert.ok(device);
      const known = identify(device);
      assert.ok(known);
      assert.deepEqual([known.family.name, known.model], [setup.family, setup.model]);
      const presses: unknown[] = [];
      const light = await usb.open(device, {
        input: (bytes) => presses.push(known.family.button?.(bytes)),
        lost: () => undefined,
      });
      for (const report of known.family.encode({ ...DARK, color: RED }, known.model))
        await light.write(report);
      assert.deepEqual(usb.shown(setup.port)?.color, RED);
      usb.press(setup.port, "pressed");
      if (hasButton) assert.deepEqual(presses, ["pressed"]);
    });

  it("has two lights that only their ports tell apart", async () => {
    const usb = new PretendUsb();
    for (const { setup } of SHELF.filter(({ slug }) => slug.startsWith("luxafor-flag"))) usb.plug(setup);
    const { devices } = await usb.list();
    assert.deepEqual(
      devices.map((device) => selectorFor(device, devices)),
      ["04d8:f372@1-1.3", "04d8:f372@1-1.4"],
    );
  });
});
