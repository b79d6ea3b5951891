import { basename } from "node:path";
import type { Problem } from "../../../support/problem";
import type { DeviceInfo } from "../family";
import type { System } from "./system";
import { usbPlaceOf } from "./usb-port";
import { messageOf, usbBusy, usbFailed, usbGone, usbNotHanded, usbPermission } from "./usb-problems";

type Trouble = "permission" | "busy" | "gone";

/**
 * What the libraries' errors say, the first that fits: the system's own words on Linux and macOS, codes of Windows and
 * of macOS' IOKit (hidapi 0.15, windows/hid.c and mac/hid.c), and what serialport (bindings-cpp 13) says for them.
 */
const WORDS: readonly (readonly [RegExp, Trouble])[] = [
  [/permission denied|operation not permitted/i, "permission"],
  [/cannot lock port|temporarily unavailable|resource busy/i, "busy"],
  // Windows gives a serial port to one program only, and says this to all others.
  [/access denied/i, "busy"],
  // kIOReturnExclusiveAccess; ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION.
  [/\(0x(?:E00002C5|00000005|00000020)\)/i, "busy"],
  [/no such (?:file|device)|file not found|device not configured|disconnected|entry not found/i, "gone"],
  // kIOReturnNoDevice; ERROR_FILE_NOT_FOUND and ERROR_DEVICE_NOT_CONNECTED.
  [/\(0x(?:E00002C0|00000002|0000048F)\)/i, "gone"],
];

function saidBy(error: unknown): Trouble | undefined {
  const message = messageOf(error);
  return WORDS.find(([words]) => words.test(message))?.[1];
}

/** Why a device that was listed does not open. */
export async function problemOfOpening(device: DeviceInfo, error: unknown, system: System): Promise<Problem> {
  switch (saidBy(error) ?? (await guessed(device, system))) {
    case "permission":
      return usbPermission(device, error);
    case "busy":
      return usbBusy(device, error);
    case "gone":
      return (await isPluggedIn(device, system)) ? usbNotHanded(device, error) : usbGone(device, error);
    case undefined:
      return usbFailed(device, error);
  }
}

/** Why an open device does not take a report. */
export async function problemOfWriting(device: DeviceInfo, error: unknown, system: System): Promise<Problem> {
  const isGone = saidBy(error) === "gone" || (await stateOf(device, system)) === "absent";
  return isGone ? usbGone(device, error) : usbFailed(device, error);
}

/** For errors without a reason, as node-hid gave them before 3.4. */
async function guessed(device: DeviceInfo, system: System): Promise<Trouble | undefined> {
  switch (await stateOf(device, system)) {
    case "refused":
      return "permission";
    case "absent":
      return "gone";
    case "there":
      return undefined;
    case undefined:
      // Elsewhere everybody may open a light, and it was there a moment ago.
      return device.transport === "hid" ? "busy" : undefined;
  }
}

/** Undefined where a path is none in a file system. */
async function stateOf({ path }: DeviceInfo, { platform, look }: System) {
  return platform === "linux" ? look(path) : undefined;
}

/** Whether Linux has the device though there may be no node for it. */
async function isPluggedIn({ transport, path }: DeviceInfo, { platform, sysfs }: System): Promise<boolean> {
  if (platform !== "linux") return false;
  const kind = transport === "hid" ? "hidraw" : "tty";
  return (await usbPlaceOf(sysfs, kind, basename(path))) !== undefined;
}
