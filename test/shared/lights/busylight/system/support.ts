import type { Driver, LightHandlers } from "../../../../../shared/lights/busylight/driver";
import type { SerialEntry, SerialPortPackage } from "../../../../../shared/lights/busylight/system/libraries";
import type { System } from "../../../../../shared/lights/busylight/system/system";
import { systemDriver } from "../../../../../shared/lights/busylight/system/system-driver";
import type { Problem } from "../../../../../shared/support/problem";
import { device } from "../support";
import { type FakeHandle, FakeNodeHid } from "./fake-node-hid";

/** What a package that is not there is refused with. */
export function notInstalled(name: string): Error {
  return Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
}

/** A Linux with node-hid, without serialport, and without a single device in sysfs. */
export function driverOf(system: Partial<System> & { readonly hid?: FakeNodeHid } = {}): Driver {
  const { hid = new FakeNodeHid(), ...rest } = system;
  return systemDriver({
    platform: "linux",
    arch: "x64",
    isAlpine: false,
    sysfs: "/nowhere",
    look: () => Promise.resolve("there"),
    loadNodeHid: () => Promise.resolve(hid),
    loadSerialPort: () => Promise.reject(notInstalled("serialport")),
    ...rest,
  });
}

export interface Heard extends LightHandlers {
  readonly inputs: string[];
  readonly losses: Problem[];
}

/** Handlers that remember: inputs in hex. */
export function heard(): Heard {
  const inputs: string[] = [];
  const losses: Problem[] = [];
  return {
    inputs,
    losses,
    input: (bytes) => void inputs.push(Buffer.from(bytes).toString("hex")),
    lost: (problem) => void losses.push(problem),
  };
}

export const HID_LIGHT = device("04d8:f372", { path: "/dev/hidraw0", product: "LUXAFOR FLAG" });

/** One light, open and read from. */
export async function openedHid(system: Partial<System> = {}) {
  const hid = new FakeNodeHid();
  const told = heard();
  const light = await driverOf({ hid, ...system }).open(HID_LIGHT, told);
  const handle = hid.opened.at(-1)?.handle as FakeHandle;
  await new Promise(setImmediate);
  return { light, handle, told };
}

/** serialport, listing `entries`. */
export function serialPort(entries: readonly SerialEntry[]): () => Promise<SerialPortPackage> {
  const list = () => Promise.resolve(entries);
  return () => Promise.resolve({ SerialPort: { list } } as unknown as SerialPortPackage);
}
