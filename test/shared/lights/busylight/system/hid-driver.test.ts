import assert from "node:assert/strict";
import { feature, output } from "../../../../../shared/lights/busylight/report";
import type { HidEntry } from "../../../../../shared/lights/busylight/system/libraries";
import { device } from "../support";
import { FakeNodeHid } from "./fake-node-hid";
import { driverOf, heard, HID_LIGHT, openedHid } from "./support";

const FLAG: HidEntry = {
  vendorId: 0x04d8,
  productId: 0xf372,
  path: "/dev/hidraw0",
  serialNumber: "1",
  manufacturer: "Microchip Technology Inc.",
  product: "LUXAFOR FLAG",
  release: 0x0100,
  interface: 0,
};
const RED = output([0x00, 0x01, 0xff]);

describe("HID lights", () => {
  it("are listed with all that they say of themselves", async () => {
    const hid = new FakeNodeHid();
    hid.entries = [FLAG];
    const { devices } = await driverOf({ hid }).list();
    assert.deepEqual(devices, [{ transport: "hid", ...FLAG }]);
  });

  it("are listed with empty texts, and without an interface, where the system does not tell", async () => {
    const hid = new FakeNodeHid();
    hid.entries = [{ vendorId: 1, productId: 2, path: "/dev/hidraw0", release: 0, interface: -1 }];
    const { devices } = await driverOf({ hid }).list();
    assert.deepEqual(devices, [device("0001:0002", { path: "/dev/hidraw0" })]);
  });

  it("are listed once, whatever number of usages they have, and not without a path", async () => {
    const hid = new FakeNodeHid();
    const { path: _, ...pathless } = FLAG;
    hid.entries = [FLAG, pathless, { ...FLAG, interface: 1, path: "/dev/hidraw1" }, { ...FLAG }];
    const { devices } = await driverOf({ hid }).list();
    assert.deepEqual(
      devices.map(({ path }) => path),
      ["/dev/hidraw0", "/dev/hidraw1"],
    );
  });

  it("are written output reports and sent feature reports", async () => {
    const { light, handle } = await openedHid();
    await light.write(RED);
    await light.write(feature([0x01, 0x63, 0xff]));
    assert.deepEqual(handle.taken, ["write 0001ff", "feature 0163ff"]);
  });

  it("tell of their input", async () => {
    const { handle, told } = await openedHid();
    handle.send([0x83, 0x00]);
    assert.deepEqual(told.inputs, ["8300"]);
  });

  for (const [platform, options] of [
    ["darwin", { nonExclusive: true }],
    ["linux", undefined],
    ["win32", undefined],
  ] as const)
    it(`are ${options ? "shared with" : "not asked to be shared with"} other programs on ${platform}`, async () => {
      const hid = new FakeNodeHid();
      await driverOf({ hid, platform }).open(HID_LIGHT, heard());
      assert.deepEqual(
        hid.opened.map(({ path, options }) => [path, options]),
        [["/dev/hidraw0", options]],
      );
    });
});

describe("a HID light without input reports", () => {
  it("is used on Windows, which does not let it be read from", async () => {
    const { light, handle, told } = await openedHid({ platform: "win32" });
    handle.failReading("could not read from HID device: ReadFile: (0x000006F8) The supplied user buffer");
    await light.write(RED);
    assert.deepEqual([handle.taken, told.losses], [["write 0001ff"], []]);
  });
});
