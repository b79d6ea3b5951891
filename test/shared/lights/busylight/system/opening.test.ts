import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { SerialHandle } from "../../../../../shared/lights/busylight/system/libraries";
import { type NodeState, THIS_SYSTEM } from "../../../../../shared/lights/busylight/system/system";
import { device } from "../support";
import { FakeNodeHid } from "./fake-node-hid";
import { fakeSysfs } from "./fake-sysfs";
import { driverOf, heard } from "./support";

/** System, transport, what its library says of the failed opening, the state of the node, and what that is. */
const TABLE: readonly (readonly [NodeJS.Platform, "hid" | "serial", string, NodeState, string])[] = [
  ["linux", "hid", "/dev/hidraw0: Permission denied", "there", "usb-permission"],
  ["linux", "hid", "/dev/hidraw0: Operation not permitted", "there", "usb-permission"],
  ["linux", "hid", "/dev/hidraw0", "refused", "usb-permission"],
  ["linux", "hid", "/dev/hidraw0: No such file or directory", "there", "usb-gone"],
  ["linux", "hid", "/dev/hidraw0: No such device", "there", "usb-gone"],
  ["linux", "hid", "/dev/hidraw0", "absent", "usb-gone"],
  ["linux", "hid", "/dev/hidraw0: Device or resource busy", "there", "usb-busy"],
  ["linux", "hid", "/dev/hidraw0: ioctl(GRDESCSIZE) error", "there", "usb-failed"],
  ["linux", "hid", "/dev/hidraw0", "there", "usb-failed"],
  ["win32", "hid", "open_device: (0x00000005) Zugriff verweigert", "there", "usb-busy"],
  ["win32", "hid", "open_device: (0x00000020) wird verwendet", "there", "usb-busy"],
  ["win32", "hid", "open_device: (0x00000002) nicht gefunden", "there", "usb-gone"],
  ["win32", "hid", "", "absent", "usb-busy"],
  ["darwin", "hid", "(0xE00002C5) exclusive access", "there", "usb-busy"],
  ["darwin", "hid", "device mach entry not found", "there", "usb-gone"],
  ["darwin", "hid", "", "there", "usb-busy"],
  ["linux", "serial", "Error: Permission denied, cannot open", "there", "usb-permission"],
  ["linux", "serial", "Error: No such file or directory, cannot open", "there", "usb-gone"],
  ["linux", "serial", "Error: Device or resource busy, cannot open", "there", "usb-busy"],
  ["linux", "serial", "Error Resource temporarily unavailable Cannot lock port", "there", "usb-busy"],
  ["linux", "serial", "Error: Inappropriate ioctl for device", "there", "usb-failed"],
  ["win32", "serial", "Opening COM3: Access denied", "there", "usb-busy"],
  ["win32", "serial", "Opening COM3: File not found", "there", "usb-gone"],
  ["win32", "serial", "Opening COM3: Unknown error code 31", "there", "usb-failed"],
  ["darwin", "serial", "Error: Resource busy, cannot open", "there", "usb-busy"],
];

/** A serial port that cannot be opened, as serialport says it. */
function unopenable(message: string) {
  class FakePort extends EventEmitter implements SerialHandle {
    // What a port is opened with is no option of an emitter.
    constructor(_options: object) {
      super();
    }
    open(callback: (error: Error) => void): void {
      process.nextTick(callback, new Error(message));
    }
    write = () => assert.fail("written though not open");
    drain = () => assert.fail("drained though not open");
    close = () => assert.fail("closed though not open");
    resume = () => assert.fail("read though not open");
    static list = () => Promise.resolve([]);
  }
  return { SerialPort: FakePort };
}

describe("a device node", () => {
  it("is there or absent", async () => {
    assert.equal(await THIS_SYSTEM.look(__filename), "there");
    assert.equal(await THIS_SYSTEM.look(`${__filename}.absent`), "absent");
  });
});

describe("a light that does not open", () => {
  for (const [platform, transport, says, node, code] of TABLE)
    it(`is ${code}: ${transport} on ${platform}, "${says}", its node being ${node}`, async () => {
      const hid = new FakeNodeHid();
      hid.refusal = `cannot open device with path ${says}`;
      const driver = driverOf({
        hid,
        platform,
        look: () => Promise.resolve(node),
        loadSerialPort: () => Promise.resolve(unopenable(says)),
      });
      const told = heard();
      const path = transport === "hid" ? "/dev/hidraw0" : "/dev/ttyACM0";
      await assert.rejects(driver.open(device("04d8:f372", { transport, path }), told), {
        name: "Problem",
        code,
      });
      assert.deepEqual(told.losses, [], "what was never open is not lost");
    });

  for (const { transport, kind, name, group } of [
    { transport: "hid", kind: "hidraw", name: "hidraw0", group: "plugdev" },
    { transport: "serial", kind: "tty", name: "ttyACM0", group: "dialout" },
  ] as const) {
    const path = `/dev/${name}`;
    const says = `${path}: No such file or directory`;
    const hid = new FakeNodeHid();
    const light = device("04d8:f372", { transport, path });

    it(`is not handed to the container where Linux has it without a node: ${kind}`, async () => {
      hid.refusal = says;
      const sysfs = await fakeSysfs();
      try {
        await sysfs.plug({ kind, name, at: "usb1/1-1/1-1:1.0/x" });
        const driver = driverOf({
          hid,
          sysfs: sysfs.root,
          loadSerialPort: () => Promise.resolve(unopenable(says)),
        });
        await assert.rejects(driver.open(light, heard()), {
          code: "usb-permission",
          title: `USB light 04d8:f372 is plugged in, but Node-RED's container has no ${path}`,
          advice: /--device-cgroup-rule/,
        });
      } finally {
        await sysfs.remove();
      }
    });

    it(`is told how it is allowed: ${kind}`, async () => {
      hid.refusal = "Permission denied";
      const driver = driverOf({
        hid,
        loadSerialPort: () => Promise.resolve(unopenable("Permission denied")),
      });
      await assert.rejects(driver.open(light, heard()), {
        code: "usb-permission",
        advice: new RegExp(`udev/70-presence-lights\\.rules .* group ${group}, .*In Docker`),
      });
    });
  }
});
