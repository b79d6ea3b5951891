import type { Driver, OpenLight } from "./driver";
import type { DeviceInfo } from "./family";
import { idOf } from "./families";
import { VIRTUAL_ID } from "./selector";

const VIRTUAL: DeviceInfo = {
  transport: "serial",
  vendorId: 0,
  productId: 0,
  path: "virtual",
  serialNumber: "",
  manufacturer: "",
  product: "Virtual light",
  release: 0,
};

/** Takes everything and shows it nowhere; the node's status tells what it would show. */
const NOWHERE: OpenLight = { write: () => Promise.resolve(), close: () => Promise.resolve() };

/** A driver that has a virtual light, too, where it has none of its own. */
export function withVirtual(driver: Driver): Driver {
  return {
    async list() {
      const listing = await driver.list();
      const hasOne = listing.devices.some((device) => idOf(device) === VIRTUAL_ID);
      return hasOne ? listing : { ...listing, devices: [...listing.devices, VIRTUAL] };
    },
    open: (device, handlers, options) =>
      device === VIRTUAL ? Promise.resolve(NOWHERE) : driver.open(device, handlers, options),
  };
}
