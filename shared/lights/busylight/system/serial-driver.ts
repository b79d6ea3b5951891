import type { Driver } from "../driver";
import type { DeviceInfo } from "../family";
import { deviceText } from "./device-text";
import type { SerialEntry, SerialHandle, SerialPortPackage } from "./libraries";
import type { System } from "./system";
import { SystemLight } from "./system-light";
import { problemOfOpening, problemOfWriting } from "./trouble";
import { ttyDevices } from "./tty-devices";
import { libraryMissing, usbGone } from "./usb-problems";

/** For lights that do not mind: every system knows it, and no chip takes it for a sign. */
const ANY_BAUD_RATE = 115_200;

/** Lights that are serial ports, by serialport. */
export function serialDriver(system: System): Driver {
  return {
    async list() {
      // Linux shows them without serialport, which only opens them then; that it is missing is told all the same.
      const shown = system.platform === "linux" ? await ttyDevices(system.sysfs) : undefined;
      try {
        const { SerialPort } = await system.loadSerialPort();
        return { devices: shown ?? (await SerialPort.list()).flatMap(deviceOf), problems: [] };
      } catch (error) {
        return { devices: shown ?? [], problems: [libraryMissing("serialport", error, system)] };
      }
    },

    async open(device, handlers, { baudRate = ANY_BAUD_RATE } = {}) {
      const { SerialPort } = await loaded(system);
      const port = new SerialPort({ path: device.path, baudRate, autoOpen: false });
      const gone = (cause?: unknown) => usbGone(device, cause);
      const light = new SystemLight(
        {
          send: ({ bytes }) => sent(port, Buffer.from(bytes)),
          end: () => called((done) => port.close(done)),
          problemOf: (error) => problemOfWriting(device, error, system),
          gone,
        },
        (problem) => handlers.lost(problem),
      );
      // First: an error that nobody listens for ends the process.
      port.on("error", (error: unknown) => light.lose(gone(error)));
      port.on("close", (error: unknown) => light.lose(gone(error)));
      try {
        await called((done) => port.open(done));
      } catch (error) {
        throw await problemOfOpening(device, error, system);
      }
      // What it answers is of no use, but only a port that is read from tells that it has gone.
      port.resume();
      return light;
    },
  };
}

async function loaded(system: System): Promise<SerialPortPackage> {
  try {
    return await system.loadSerialPort();
  } catch (error) {
    throw libraryMissing("serialport", error, system);
  }
}

async function sent(port: SerialHandle, bytes: Buffer): Promise<void> {
  await called((done) => port.write(bytes, done));
  await called((done) => port.drain(done));
}

/** What a function with a callback does. */
function called(run: (done: (error?: Error | null) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => (error ? reject(error) : resolve()));
  });
}

/** Nothing for a port that is none of a USB device. */
function deviceOf(entry: SerialEntry): readonly DeviceInfo[] {
  const vendorId = Number.parseInt(entry.vendorId ?? "", 16);
  const productId = Number.parseInt(entry.productId ?? "", 16);
  if (Number.isNaN(vendorId) || Number.isNaN(productId)) return [];
  return [
    {
      transport: "serial",
      vendorId,
      productId,
      path: entry.path,
      serialNumber: deviceText(entry.serialNumber),
      manufacturer: deviceText(entry.manufacturer),
      product: "",
      release: 0,
    },
  ];
}
