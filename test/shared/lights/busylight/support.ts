import type { DeviceInfo } from "../../../../shared/lights/busylight/family";

/** A device as the system would list it, by its id. */
export function device(id: string, more: Partial<DeviceInfo> = {}): DeviceInfo {
  const [vendorId = Number.NaN, productId = Number.NaN] = id
    .split(":")
    .map((part) => Number.parseInt(part, 16));
  return {
    transport: "hid",
    vendorId,
    productId,
    path: `/dev/${id}`,
    serialNumber: "",
    manufacturer: "",
    product: "",
    release: 0,
    ...more,
  };
}
