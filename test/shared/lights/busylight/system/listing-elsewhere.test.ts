import assert from "node:assert/strict";
import type { SerialPortPackage } from "../../../../../shared/lights/busylight/system/libraries";
import { device } from "../support";
import { driverOf, serialPort } from "./support";

describe("listing lights elsewhere", () => {
  it("says what lets serialport fail", async () => {
    const list = (): Promise<never> => Promise.reject(new Error("no bus"));
    const { devices, problems } = await driverOf({
      platform: "darwin",
      loadSerialPort: () => Promise.resolve({ SerialPort: { list } } as unknown as SerialPortPackage),
    }).list();
    assert.deepEqual(
      [devices, problems.map(({ title }) => title)],
      [[], ["Serial USB lights need serialport, which does not run here (no bus)"]],
    );
  });

  it("takes serial ports as serialport lists them, and leaves out those of no USB device", async () => {
    const { devices, problems } = await driverOf({
      platform: "win32",
      loadSerialPort: serialPort([
        { path: "COM1", manufacturer: "(Standard port types)", vendorId: undefined, productId: undefined },
        { path: "COM3", manufacturer: "CompuLab", serialNumber: "7 ", vendorId: "2047", productId: "03DF" },
        { path: "COM4", vendorId: "303a", productId: "81df" },
      ]),
    }).list();
    assert.deepEqual(devices, [
      device("2047:03df", {
        transport: "serial",
        path: "COM3",
        manufacturer: "CompuLab",
        serialNumber: "7",
      }),
      device("303a:81df", { transport: "serial", path: "COM4" }),
    ]);
    assert.deepEqual(problems, []);
  });
});
