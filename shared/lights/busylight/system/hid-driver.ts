import { basename } from "node:path";
import type { Driver } from "../driver";
import type { DeviceInfo } from "../family";
import { deviceText } from "./device-text";
import type { HidEntry, HidHandle, NodeHid } from "./libraries";
import type { System } from "./system";
import { SystemLight } from "./system-light";
import { problemOfOpening, problemOfWriting } from "./trouble";
import { usbPlaceOf } from "./usb-port";
import { isOfLoading, libraryMissing, messageOf, usbGone } from "./usb-problems";

/**
 * ERROR_INVALID_USER_BUFFER: what Windows answers to whoever reads from a device that has no input reports, like a
 * BlinkStick. It is written to all the same; only the next write then tells that it has gone.
 */
const NO_INPUT = "(0x000006F8)";

/** Lights that are HID devices, by node-hid. */
export function hidDriver(system: System): Driver {
  return {
    async list() {
      try {
        const hid = await system.loadNodeHid();
        const entries = await hid.devicesAsync();
        return { devices: await devicesOf(entries, system), problems: [] };
      } catch (error) {
        // Nothing else lets it fail.
        return { devices: [], problems: [libraryMissing("node-hid", error, system)] };
      }
    },

    async open(device, handlers) {
      const handle = await opened(device, system);
      const gone = (cause?: unknown) => usbGone(device, cause);
      const light = new SystemLight(
        {
          async send({ transport, bytes }) {
            const report = Buffer.from(bytes);
            await (transport === "feature" ? handle.sendFeatureReport(report) : handle.write(report));
          },
          end() {
            // Nothing is told any more. And node-hid begins to read a tick after it is listened to, and throws where
            // nobody can catch it if it was closed meanwhile.
            handle.removeAllListeners("data");
            return handle.close();
          },
          problemOf: (error) => problemOfWriting(device, error, system),
          gone,
        },
        (problem) => handlers.lost(problem),
      );
      // First: an error that nobody listens for ends the process.
      handle.on("error", (error: unknown) => {
        if (!messageOf(error).includes(NO_INPUT)) light.lose(gone(error));
      });
      // Only a device that is read from tells that it has gone.
      handle.on("data", (bytes: Buffer) => handlers.input(bytes));
      return light;
    },
  };
}

async function opened(device: DeviceInfo, system: System): Promise<HidHandle> {
  let hid: NodeHid;
  try {
    hid = await system.loadNodeHid();
  } catch (error) {
    throw libraryMissing("node-hid", error, system);
  }
  try {
    // Elsewhere a light is shared anyway; macOS would give it to one program only.
    const shared = system.platform === "darwin" ? [{ nonExclusive: true }] : [];
    return await hid.HIDAsync.open(device.path, ...shared);
  } catch (error) {
    if (isOfLoading(error)) throw libraryMissing("node-hid", error, system);
    throw await problemOfOpening(device, error, system);
  }
}

/** A device is there once for each of its usages, with the same path. */
async function devicesOf(entries: readonly HidEntry[], system: System): Promise<readonly DeviceInfo[]> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return Promise.all(
    [...byPath].flatMap(([path, entry]) => (path === undefined ? [] : deviceOf(entry, path, system))),
  );
}

async function deviceOf(entry: HidEntry, path: string, { platform, sysfs }: System): Promise<DeviceInfo> {
  const place = platform === "linux" ? await usbPlaceOf(sysfs, "hidraw", basename(path)) : undefined;
  return {
    transport: "hid",
    vendorId: entry.vendorId,
    productId: entry.productId,
    path,
    serialNumber: deviceText(entry.serialNumber),
    manufacturer: deviceText(entry.manufacturer),
    product: deviceText(entry.product),
    release: entry.release,
    ...(entry.interface >= 0 && { interface: entry.interface }),
    ...(place && { port: place.port }),
  };
}
