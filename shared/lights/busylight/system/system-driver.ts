import type { Driver } from "../driver";
import { hidDriver } from "./hid-driver";
import { serialDriver } from "./serial-driver";
import { type System, THIS_SYSTEM } from "./system";

/** The lights that are plugged into this machine; `system` replaces parts of it in tests. */
export function systemDriver(system: Partial<System> = {}): Driver {
  const whole = { ...THIS_SYSTEM, ...system };
  const drivers = { hid: hidDriver(whole), serial: serialDriver(whole) };
  return {
    async list() {
      const [hid, serial] = await Promise.all([drivers.hid.list(), drivers.serial.list()]);
      return {
        devices: [...hid.devices, ...serial.devices],
        problems: [...hid.problems, ...serial.problems],
        about: new Map([
          ...hid.problems.map((problem) => [problem, "hid"] as const),
          ...serial.problems.map((problem) => [problem, "serial"] as const),
        ]),
      };
    },
    open: (device, handlers, options) => drivers[device.transport].open(device, handlers, options),
  };
}
