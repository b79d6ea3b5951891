import assert from "node:assert/strict";
import { output } from "../../../../../shared/lights/busylight/report";
import { deferred } from "../../../../support/deferred";
import { FakeNodeHid } from "./fake-node-hid";
import { driverOf, heard, HID_LIGHT, openedHid } from "./support";

const RED = output([0x00, 0x01, 0xff]);

const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code);

describe("a HID light that is unplugged", () => {
  it("is lost, once, and what is written then is refused", async () => {
    const { light, handle, told } = await openedHid();
    handle.unplug();
    handle.emit("error", new Error("once more"));
    assert.deepEqual(codes(told.losses), ["usb-gone"]);
    await assert.rejects(light.write(RED), { code: "usb-gone" });
    await assert.rejects(light.write(RED), { code: "usb-gone" });
    assert.deepEqual(codes(told.losses), ["usb-gone"]);
  });

  it("is closed without being asked to be, and may be closed again", async () => {
    const { light, handle } = await openedHid();
    handle.unplug();
    await handle.closed.promise;
    await light.close();
  });

  it("ends the write that is under way", async () => {
    const { light, handle, told } = await openedHid();
    handle.hold = deferred();
    const write = light.write(RED);
    handle.unplug();
    await assert.rejects(write, { code: "usb-gone" });
    handle.hold.resolve();
    await light.close();
    assert.deepEqual(codes(told.losses), ["usb-gone"]);
  });

  it("is lost by the write that fails before anything else tells", async () => {
    const { light, handle, told } = await openedHid();
    handle.failure = "Cannot write to hid device: No such device";
    await assert.rejects(light.write(RED), { code: "usb-gone" });
    handle.unplug();
    assert.deepEqual(codes(told.losses), ["usb-gone"]);
    await light.close();
    await handle.closed.promise;
  });

  it("is told of by its first trouble only, where a second comes while the first is looked into", async () => {
    const looking = deferred();
    const look = deferred<"there">();
    const { light, handle, told } = await openedHid({
      look() {
        looking.resolve();
        return look.promise;
      },
    });
    handle.failure = "Cannot write to hid device";
    const write = light.write(RED);
    await looking.promise;
    handle.failReading("could not read from HID device");
    look.resolve("there");
    await assert.rejects(write, { code: "usb-gone" });
    assert.deepEqual(codes(told.losses), ["usb-gone"]);
  });
});

describe("a HID light that does not take a report", () => {
  for (const { platform, says, node = "there", code } of [
    { platform: "linux", says: "Connection timed out", code: "usb-failed" },
    { platform: "linux", says: "Connection timed out", node: "absent", code: "usb-gone" },
    { platform: "linux", says: "No such device", code: "usb-gone" },
    { platform: "win32", says: "WriteFile: (0x0000048F) Das Geraet ist nicht verbunden", code: "usb-gone" },
    { platform: "win32", says: "WriteFile: (0x00000057) Falscher Parameter", code: "usb-failed" },
    { platform: "darwin", says: "Device is disconnected", code: "usb-gone" },
    {
      platform: "darwin",
      says: "IOHIDDeviceSetReport failed: (0xE00002C0) no such device",
      code: "usb-gone",
    },
    { platform: "darwin", says: "IOHIDDeviceSetReport failed: (0xE00002D6) timeout", code: "usb-failed" },
  ] as const)
    it(`is lost as ${code} on ${platform} for "${says}", its node being ${node}`, async () => {
      const { light, handle, told } = await openedHid({ platform, look: () => Promise.resolve(node) });
      handle.failure = `Cannot write to hid device: ${says}`;
      await assert.rejects(light.write(RED), { name: "Problem", code });
      assert.deepEqual(codes(told.losses), [code]);
      await assert.rejects(light.write(RED), { code });
    });
});

describe("a HID light that is closed", () => {
  it("says nothing any more, and takes nothing", async () => {
    const { light, handle, told } = await openedHid();
    await light.close();
    handle.send([0x83, 0x00]);
    handle.failReading("could not read from HID device");
    await assert.rejects(light.write(RED), { code: "usb-gone" });
    assert.deepEqual([told.inputs, told.losses, handle.taken], [[], [], []]);
  });

  it("may be closed again", async () => {
    const { light } = await openedHid();
    await Promise.all([light.close(), light.close()]);
    await light.close();
  });

  it("takes first what it is being written", async () => {
    const { light, handle, told } = await openedHid();
    handle.hold = deferred();
    const write = light.write(RED);
    const close = light.close();
    handle.send([0x83, 0x00]);
    handle.hold.resolve();
    await Promise.all([write, close, handle.closed.promise]);
    assert.deepEqual([handle.taken, told.inputs], [["write 0001ff"], []]);
  });

  it("is not lost when what it is being written fails", async () => {
    const { light, handle, told } = await openedHid();
    handle.hold = deferred();
    const write = assert.rejects(light.write(RED), { code: "usb-gone" });
    const close = light.close();
    handle.unplug();
    handle.hold.resolve();
    await Promise.all([write, close]);
    assert.deepEqual(told.losses, []);
  });

  it("may be so before node-hid has begun to read, which must not be told to it then", async () => {
    const hid = new FakeNodeHid();
    await driverOf({ hid })
      .open(HID_LIGHT, heard())
      .then((light) => light.close());
    // What is thrown in a tick fails this test.
    await new Promise(setImmediate);
    await hid.opened[0]?.handle.closed.promise;
  });
});
