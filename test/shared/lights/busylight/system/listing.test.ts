import assert from "node:assert/strict";
import { device } from "../support";
import { FakeNodeHid } from "./fake-node-hid";
import { type FakeSysfs, fakeSysfs } from "./fake-sysfs";
import { driverOf, serialPort } from "./support";

const BUSY_TAG = "usb1/1-1/1-1.2/1-1.2:1.0";
const BUTTON = "usb1/1-1/1-1.4/1-1.4.3/1-1.4.3:1.0/ttyUSB0";
const FLAG = "usb2/2-1/2-1:1.1/0003:04D8:F372.0001";

const unasked = serialPort([{ path: "/dev/ttyACM9", vendorId: "303a", productId: "81df" }]);

describe("listing lights on Linux", () => {
  let sysfs: FakeSysfs;
  beforeEach(async () => (sysfs = await fakeSysfs()));
  afterEach(() => sysfs.remove());

  const plugBusyTag = () =>
    sysfs.plug({
      kind: "tty",
      name: "ttyACM0",
      at: BUSY_TAG,
      attributes: {
        idVendor: "303a",
        idProduct: "81df",
        bcdDevice: "0101",
        manufacturer: "BUSY TAG",
        product: "Busy Tag",
        serial: "42",
      },
    });

  it("finds serial lights with all that they say of themselves, and where they are plugged in", async () => {
    await plugBusyTag();
    const { devices, problems } = await driverOf({ sysfs: sysfs.root, loadSerialPort: unasked }).list();
    assert.deepEqual(devices, [
      device("303a:81df", {
        transport: "serial",
        path: "/dev/ttyACM0",
        manufacturer: "BUSY TAG",
        product: "Busy Tag",
        serialNumber: "42",
        release: 0x0101,
        interface: 0,
        port: "1-1.2",
      }),
    ]);
    assert.deepEqual(problems, []);
  });

  it("finds one at a hub at a hub, behind a serial chip, that says nothing of itself", async () => {
    await sysfs.plug({
      kind: "tty",
      name: "ttyUSB0",
      at: BUTTON,
      attributes: { idVendor: "10c4", idProduct: "ea60" },
    });
    const { devices } = await driverOf({ sysfs: sysfs.root, loadSerialPort: unasked }).list();
    assert.deepEqual(devices, [
      device("10c4:ea60", { transport: "serial", path: "/dev/ttyUSB0", interface: 0, port: "1-1.4.3" }),
    ]);
  });

  it("takes no more of what a device says than can be shown and written into a flow", async () => {
    const hid = new FakeNodeHid();
    const [serialNumber, manufacturer, product] = [" 00\n42 ", "\u0000", "\u001b[31mBad\u202e light\u0007"];
    const ids = { vendorId: 0x04d8, productId: 0xf372, release: 0, interface: -1 };
    hid.entries = [{ ...ids, path: "/dev/hidraw3", serialNumber, manufacturer, product }];
    await sysfs.plug({
      kind: "tty",
      name: "ttyACM0",
      at: BUSY_TAG,
      attributes: { idVendor: "303a", idProduct: "81df", product, serial: serialNumber },
    });
    const { devices } = await driverOf({ hid, sysfs: sysfs.root, loadSerialPort: unasked }).list();
    assert.deepEqual(
      devices.map((one) => [one.serialNumber, one.manufacturer, one.product]),
      [
        ["0042", "", "[31mBad light"],
        ["0042", "", "[31mBad light"],
      ],
    );
  });

  it("passes by what is no USB device", async () => {
    await sysfs.plug({ kind: "tty", name: "ttyS0", at: "platform/serial8250" });
    const { devices } = await driverOf({ sysfs: sysfs.root, loadSerialPort: unasked }).list();
    assert.deepEqual(devices, []);
  });

  it("says where HID lights are plugged in, and lists both kinds side by side", async () => {
    await sysfs.plug({ kind: "hidraw", name: "hidraw3", at: FLAG });
    await plugBusyTag();
    const hid = new FakeNodeHid();
    hid.entries = [{ vendorId: 0x04d8, productId: 0xf372, path: "/dev/hidraw3", release: 0, interface: 1 }];
    const { devices } = await driverOf({ hid, sysfs: sysfs.root, loadSerialPort: unasked }).list();
    assert.deepEqual(
      devices.map(({ path, port }) => [path, port]),
      [
        ["/dev/hidraw3", "2-1"],
        ["/dev/ttyACM0", "1-1.2"],
      ],
    );
  });

  it("is not disturbed by lights that are unplugged meanwhile", async () => {
    await sysfs.plug({ kind: "hidraw", name: "hidraw3", at: FLAG });
    await plugBusyTag();
    await sysfs.unplug("usb1");
    const entry = { vendorId: 0x04d8, productId: 0xf372, release: 0, interface: -1 };
    const hid = Object.assign(new FakeNodeHid(), {
      async devicesAsync() {
        await sysfs.unplug("usb2");
        return ["/dev/hidraw3", "/dev/hidraw4"].map((path) => ({ ...entry, path }));
      },
    });
    const { devices, problems } = await driverOf({
      hid,
      sysfs: sysfs.root,
      loadSerialPort: unasked,
    }).list();
    assert.deepEqual(devices, [
      device("04d8:f372", { path: "/dev/hidraw3" }),
      device("04d8:f372", { path: "/dev/hidraw4" }),
    ]);
    assert.deepEqual(problems, []);
  });

  it("shows serial lights without serialport too, and says that it is missing", async () => {
    await plugBusyTag();
    const { devices, problems } = await driverOf({ sysfs: sysfs.root }).list();
    assert.deepEqual(
      [devices.map(({ path }) => path), problems.map(({ code }) => code)],
      [["/dev/ttyACM0"], ["usb-library-missing"]],
    );
  });

  it("leaves out a serial light whose ids are gone already", async () => {
    await sysfs.plug({ kind: "tty", name: "ttyACM0", at: BUSY_TAG });
    const { devices, problems } = await driverOf({ sysfs: sysfs.root, loadSerialPort: unasked }).list();
    assert.deepEqual([devices, problems], [[], []]);
  });
});
