import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DeviceInfo } from "../family";
import { attribute, usbPlaceOf } from "./usb-port";

/**
 * The USB serial ports of a Linux system, read from sysfs: it is there in containers too, where the `udevadm` that
 * serialport asks is not, and tells the product, which serialport does not. Never rejects.
 */
export async function ttyDevices(sysfs: string): Promise<readonly DeviceInfo[]> {
  const names = await readdir(join(sysfs, "class", "tty")).catch(() => []);
  const devices = await Promise.all(names.map((name) => ttyDevice(sysfs, name)));
  return devices.filter((device) => device !== undefined);
}

async function ttyDevice(sysfs: string, name: string): Promise<DeviceInfo | undefined> {
  const place = await usbPlaceOf(sysfs, "tty", name);
  if (!place) return undefined;
  const [vendorId, productId, release, serialNumber = "", manufacturer = "", product = ""] =
    await Promise.all(
      ["idVendor", "idProduct", "bcdDevice", "serial", "manufacturer", "product"].map((of) =>
        attribute(place, of),
      ),
    );
  // Plugged out meanwhile.
  if (!vendorId || !productId) return undefined;
  return {
    transport: "serial",
    vendorId: Number.parseInt(vendorId, 16),
    productId: Number.parseInt(productId, 16),
    path: `/dev/${name}`,
    serialNumber,
    manufacturer,
    product,
    release: Number.parseInt(release || "0", 16),
    ...(place.interface !== undefined && { interface: place.interface }),
    port: place.port,
  };
}
