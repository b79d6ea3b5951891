import assert from "node:assert/strict";
import type { System } from "../../../../../shared/lights/busylight/system/system";
import { device } from "../support";
import { FakeNodeHid } from "./fake-node-hid";
import { driverOf, heard, notInstalled } from "./support";

const LIGHT = device("04d8:f372");
const SERIAL_LIGHT = device("2047:03df", { transport: "serial" });

const dlopen = (message: string) => Object.assign(new Error(message), { code: "ERR_DLOPEN_FAILED" });

/** node-hid that is installed, and whose native half does not load. */
function unloadable(failure: Error): System["loadNodeHid"] {
  const fail = (): Promise<never> => Promise.reject(failure);
  const hid = { devicesAsync: fail, HIDAsync: { open: fail } };
  return () => Promise.resolve(hid);
}

const ALPINE_ON_PI = { isAlpine: true, arch: "arm64" };

describe("a library that is missing", () => {
  for (const { what, error, machine = {}, advice } of [
    {
      what: "not installed",
      error: notInstalled("node-hid"),
      advice: /^Run npm install node-hid in Node-RED's user directory/,
    },
    {
      what: "without a build for this system",
      error: new Error("Failed to find binding for HID_hidraw\nTried paths:\n - /nowhere"),
      advice: /^Run npm rebuild node-hid in Node-RED's user directory.* python3, make and g\+\+/,
    },
    {
      what: "not installed on 64-bit ARM",
      error: notInstalled("node-hid"),
      machine: { arch: "arm64" },
      advice: /^Run npm install node-hid/,
    },
    {
      what: "not installed on Alpine Linux, 64-bit ARM, where its build fails",
      error: notInstalled("node-hid"),
      machine: ALPINE_ON_PI,
      advice: /nodered\/node-red:latest-debian/,
    },
    {
      what: "without a build for Alpine Linux, 64-bit ARM",
      error: new Error("Failed to find binding for HID_hidraw"),
      machine: ALPINE_ON_PI,
      advice: /nodered\/node-red:latest-debian/,
    },
    {
      what: "without libudev",
      error: dlopen("libudev.so.1: cannot open shared object file: No such file or directory"),
      advice: /^Install the system package libudev1 /,
    },
    {
      what: "without libusb",
      error: dlopen("libusb-1.0.so.0: cannot open shared object file: No such file or directory"),
      advice: /^Install the system package libusb-1\.0-0 /,
    },
    {
      what: "without libudev on Alpine Linux",
      error: dlopen("Error loading shared library libudev.so.1: No such file (needed by /data/HID.node)"),
      machine: ALPINE_ON_PI,
      advice: /^Install the system package eudev-libs /,
    },
    {
      what: "without a library that nobody foresaw",
      error: dlopen("libfoo-2.so.3: cannot open shared object file: No such file or directory"),
      advice: /^Install the system package that has libfoo-2\.so\.3 /,
    },
    {
      what: "made for a newer system",
      error: dlopen("/lib/libc.so.6: version `GLIBC_2.38' not found (required by /data/HID.node)"),
      advice: /^Run npm rebuild node-hid /,
    },
  ])
    describe(what, () => {
      for (const [how, loadNodeHid] of [
        ["when it is loaded", () => Promise.reject(error)],
        ["by its first call", unloadable(error)],
      ] as const) {
        const driver = driverOf({ ...machine, loadNodeHid });
        const expected = { name: "Problem", code: "usb-library-missing", advice };

        it(`is told of by a listing, which fails ${how}`, async () => {
          const { devices, problems } = await driver.list();
          assert.deepEqual(devices, []);
          const found = problems.filter(({ title }) => title.startsWith("USB lights"));
          assert.equal(found.length, 1);
          assert.throws(() => {
            throw found[0] ?? new Error("none");
          }, expected);
        });

        it(`is why a light does not open, which fails ${how}`, () =>
          assert.rejects(driver.open(LIGHT, heard()), expected));
      }
    });

  it("is told for each of the two", async () => {
    const fail = (name: string) => () => Promise.reject(notInstalled(name));
    const driver = driverOf({ loadNodeHid: fail("node-hid"), loadSerialPort: fail("serialport") });
    const { problems } = await driver.list();
    assert.deepEqual(
      problems.map(({ code, title }) => [code, title]),
      [
        ["usb-library-missing", "USB lights need the package node-hid, which is not installed"],
        ["usb-library-missing", "Serial USB lights need the package serialport, which is not installed"],
      ],
    );
  });

  it("leaves lights of the other kind alone", async () => {
    const hid = new FakeNodeHid();
    hid.entries = [{ vendorId: 1, productId: 2, path: "/dev/hidraw0", release: 0, interface: -1 }];
    const driver = driverOf({ hid });
    const { devices, problems } = await driver.list();
    assert.deepEqual([devices.length, problems.length], [1, 1]);
    await driver.open(LIGHT, heard());
    await assert.rejects(driver.open(SERIAL_LIGHT, heard()), { code: "usb-library-missing" });
  });

  it("has builds of serialport for Alpine Linux on 64-bit ARM", () =>
    assert.rejects(driverOf(ALPINE_ON_PI).open(SERIAL_LIGHT, heard()), {
      code: "usb-library-missing",
      advice: /^Run npm install serialport/,
    }));

  it("is tried again the next time", async () => {
    const hid = new FakeNodeHid();
    const answers = [Promise.reject(notInstalled("node-hid")), Promise.resolve(hid)];
    const driver = driverOf({ loadNodeHid: () => answers.shift() ?? Promise.resolve(hid) });
    await assert.rejects(driver.open(LIGHT, heard()), { code: "usb-library-missing" });
    await driver.open(LIGHT, heard());
    assert.equal(hid.opened.length, 1);
  });
});
