import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { serial } from "../../../../../shared/lights/busylight/report";
import type { SerialHandle } from "../../../../../shared/lights/busylight/system/libraries";
import { device } from "../support";
import { driverOf, heard } from "./support";

type Callback = (error?: Error | null) => void;

/** As serialport behaves: draining that has begun when the port closes never ends. */
class SlowPort extends EventEmitter implements SerialHandle {
  static readonly list = () => Promise.resolve([]);
  static last: SlowPort | undefined;
  drained: Callback | undefined;
  isRead = false;

  constructor(_options: object) {
    super();
    SlowPort.last = this;
  }

  readonly open = (callback: Callback) => process.nextTick(callback, null);
  readonly drain = (callback: Callback) => void (this.drained = callback);
  readonly resume = () => void (this.isRead = true);

  write(_bytes: Buffer, callback: Callback): boolean {
    process.nextTick(callback, null);
    return true;
  }

  close(callback: Callback): void {
    process.nextTick(() => {
      this.emit("close", null);
      callback(null);
    });
  }
}

/** Written to, and about to drain. */
async function draining() {
  const told = heard();
  const driver = driverOf({ loadSerialPort: () => Promise.resolve({ SerialPort: SlowPort }) });
  const light = await driver.open(device("2047:03df", { transport: "serial" }), told);
  let isWritten = false;
  const write = light.write(serial("#FF0000\n")).then(() => (isWritten = true));
  write.catch(() => undefined);
  await new Promise(setImmediate);
  const { last: port } = SlowPort;
  assert.ok(port?.drained);
  return { light, port, drained: port.drained, write, told, isWritten: () => isWritten };
}

describe("a serial light that is slow", () => {
  it("is read from, or it would not tell that it has gone", async () => {
    const { port } = await draining();
    assert.ok(port.isRead);
  });

  it("has taken a report when all of it has gone over the line", async () => {
    const { write, isWritten, drained } = await draining();
    assert.ok(!isWritten());
    drained(null);
    await write;
  });

  it("ends the write when it is closed meanwhile, and is not lost by that", async () => {
    const { light, write, told } = await draining();
    await light.close();
    await assert.rejects(write, { name: "Problem", code: "usb-gone" });
    assert.deepEqual(told.losses, []);
  });

  it("ends the write when it is unplugged meanwhile", async () => {
    const { port, write, told } = await draining();
    port.emit("close", new Error("bad file descriptor"));
    await assert.rejects(write, told.losses[0]);
    assert.equal(told.losses[0]?.code, "usb-gone");
  });
});
