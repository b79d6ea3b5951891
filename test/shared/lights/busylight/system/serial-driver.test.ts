import assert from "node:assert/strict";
import type { OpenLight } from "../../../../../shared/lights/busylight/driver";
import type { Report } from "../../../../../shared/lights/busylight/report";
import { serial } from "../../../../../shared/lights/busylight/report";
import { loadSerialPort } from "../../../../../shared/lights/busylight/system/libraries";
import { THIS_SYSTEM } from "../../../../../shared/lights/busylight/system/system";
import { device } from "../support";
import { describeOverPty, type Pty } from "./pty";
import { driverOf, heard } from "./support";

const RED = serial("#FF0000\n");

/** Every byte that a line could take for something else: ends, stops, kills, and what is none of ASCII. */
const AWKWARD: Report = {
  transport: "serial",
  bytes: Uint8Array.from([0x41, 0x00, 0x03, 0x04, 0x0a, 0x0d, 0x0d, 0x0a, 0x11, 0x13, 0x1a, 0x7f, 0xff]),
};

const driver = driverOf({ loadSerialPort, look: THIS_SYSTEM.look });
const lightAt = ({ path }: Pick<Pty, "path">) => device("2047:03df", { transport: "serial", path });

describeOverPty("serial lights", (start) => {
  const lights: OpenLight[] = [];
  afterEach(async () => {
    for (const light of lights.splice(0)) await light.close();
  });

  async function opened(pty: Pty, options?: { readonly baudRate: number }) {
    const told = heard();
    const light = await driver.open(lightAt(pty), told, options);
    lights.push(light);
    return { light, told };
  }

  it("get every byte as it is, one report after the other", async () => {
    const pty = await start();
    const { light } = await opened(pty);
    await light.write(AWKWARD);
    await light.write(RED);
    const bytes = Buffer.concat([AWKWARD.bytes, RED.bytes]);
    assert.equal(await pty.received(bytes.length), bytes.toString("hex"));
  });

  it("are opened with the bit rate they ask for", async () => {
    const pty = await start();
    const { light } = await opened(pty, { baudRate: 9_600 });
    await light.write(RED);
    assert.equal(await pty.received(8), Buffer.from("#FF0000\n").toString("hex"));
  });

  it("may answer what they like, as long as they like", async () => {
    const pty = await start();
    const { light, told } = await opened(pty);
    pty.say("OK\r\n".repeat(50_000));
    await light.write(RED);
    await pty.received(8);
    assert.deepEqual([told.inputs, told.losses], [[], []]);
  });

  it("are lost, once, when they are unplugged, at the latest when they are written to", async () => {
    const pty = await start();
    const { light, told } = await opened(pty);
    await pty.end();
    await assert.rejects(light.write(RED), { name: "Problem", code: "usb-gone" });
    await assert.rejects(light.write(RED), { name: "Problem", code: "usb-gone" });
    await light.close();
    assert.deepEqual(
      told.losses.map(({ code }) => code),
      ["usb-gone"],
    );
  });

  it("end the write that is under way when they are unplugged", async () => {
    const pty = await start();
    const { light, told } = await opened(pty);
    // More than a terminal holds.
    const write = light.write(serial("#FF0000\n".repeat(100_000)));
    const refused = assert.rejects(write, { name: "Problem", code: /^usb-(gone|failed)$/ });
    await pty.received(1);
    await pty.end();
    await refused;
    assert.equal(told.losses.length, 1);
  });

  it("end the write that is under way when they are closed, and are not lost by that", async () => {
    const pty = await start();
    const { light, told } = await opened(pty);
    const refused = assert.rejects(light.write(serial("#FF0000\n".repeat(100_000))), { code: "usb-gone" });
    await pty.received(1);
    await light.close();
    await refused;
    assert.deepEqual(told.losses, []);
  });

  it("can be closed twice, and opened again", async () => {
    const pty = await start();
    const first = await opened(pty);
    await first.light.close();
    await first.light.close();
    await assert.rejects(first.light.write(RED), { code: "usb-gone" });
    const second = await opened(pty);
    await second.light.write(RED);
    assert.equal(await pty.received(8), Buffer.from("#FF0000\n").toString("hex"));
    assert.deepEqual(first.told.losses, []);
  });

  it("are busy where another program has them", async () => {
    const pty = await start();
    await opened(pty);
    await assert.rejects(driver.open(lightAt(pty), heard()), { name: "Problem", code: "usb-busy" });
  });

  it("are gone where there are none", () =>
    assert.rejects(driver.open(lightAt({ path: "/dev/ttyACM250" }), heard()), {
      name: "Problem",
      code: "usb-gone",
    }));

  it("fail where what is there is no serial port", () =>
    assert.rejects(driver.open(lightAt({ path: "/dev/null" }), heard()), {
      name: "Problem",
      code: "usb-failed",
    }));
});
