import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { deviceText } from "./device-text";

/** The USB device that a device node belongs to. */
export interface UsbPlace {
  /** The device's own folder in sysfs, with its attributes. */
  readonly folder: string;
  /** The ports on the way to it, like `1-1.4`: bus, dash, port of each hub. */
  readonly port: string;
  readonly interface?: number;
}

/** What folders of USB devices and of their interfaces are called (linux-usb.org, FAQ, "sysfs structures"). */
const DEVICE = /^\d+-\d+(?:\.\d+)*$/;
const INTERFACE = /^\d+-\d+(?:\.\d+)*:\d+\.(\d+)$/;

/**
 * Where a node is plugged in, by its name below `/dev`. Undefined for what is not USB, and for what is not, or no longer,
 * there; never rejects.
 */
export async function usbPlaceOf(
  sysfs: string,
  kind: "hidraw" | "tty",
  node: string,
): Promise<UsbPlace | undefined> {
  const path = await realpath(join(sysfs, "class", kind, node, "device")).catch(() => undefined);
  if (path === undefined) return undefined;
  const parts = path.split("/");
  const at = parts.findLastIndex((part) => DEVICE.test(part));
  const port = parts[at];
  if (port === undefined) return undefined;
  const number = INTERFACE.exec(parts[at + 1] ?? "")?.[1];
  return {
    folder: parts.slice(0, at + 1).join("/"),
    port,
    ...(number !== undefined && { interface: Number(number) }),
  };
}

/** What a device says of itself, like `product`; empty where it says nothing or is gone; never rejects. */
export async function attribute({ folder }: UsbPlace, name: string): Promise<string> {
  const text = await readFile(join(folder, name), "utf8").catch(() => "");
  return deviceText(text);
}
