import type { DeviceInfo } from "./family";
import { idOf } from "./families";

/** Which of the lights that are plugged in is meant. */
export type Selector =
  | { readonly kind: "any" | "all" | "virtual" }
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "serial"; readonly id: string; readonly serial: string }
  | { readonly kind: "port"; readonly id: string; readonly port: string };

const WORDS = ["any", "all", "virtual"] as const;
const ID = /^[0-9a-f]{4}:[0-9a-f]{4}$/;
const ID_LENGTH = "vvvv:pppp".length;

/** No device has this id: the light without hardware is known by it. */
export const VIRTUAL_ID = "0000:0000";

/**
 * `any`, `all`, `virtual`, `vid:pid`, `vid:pid:serial` or `vid:pid@port`; ids in any case. Undefined for anything else.
 */
export function parseSelector(text: string): Selector | undefined {
  const word = WORDS.find((one) => one === text);
  if (word) return { kind: word };
  const id = text.slice(0, ID_LENGTH).toLowerCase();
  const rest = text.slice(ID_LENGTH);
  if (!ID.test(id) || id === VIRTUAL_ID) return undefined;
  if (rest === "") return { kind: "id", id };
  const value = rest.slice(1);
  if (value === "") return undefined;
  if (rest.startsWith(":")) return { kind: "serial", id, serial: value };
  return rest.startsWith("@") ? { kind: "port", id, port: value } : undefined;
}

/** Whether a device may be the one that is meant. */
export function fits(selector: Selector, device: DeviceInfo): boolean {
  const id = idOf(device);
  switch (selector.kind) {
    case "any":
    case "all":
      return id !== VIRTUAL_ID;
    case "virtual":
      return id === VIRTUAL_ID;
    case "id":
      return id === selector.id;
    case "serial":
      return id === selector.id && device.serialNumber === selector.serial;
    case "port":
      return id === selector.id && device.port === selector.port;
  }
}

/** The text that means just this device among those that are there, and still will when it is plugged in anew. */
export function selectorFor(device: DeviceInfo, devices: readonly DeviceInfo[]): string {
  const id = idOf(device);
  if (id === VIRTUAL_ID) return "virtual";
  const { serialNumber, port } = device;
  const equal = devices.filter((one) => idOf(one) === id);
  const lights = (all: readonly DeviceInfo[]): number => new Set(all.map(keyOf)).size;
  const isOnly = (fits: (one: DeviceInfo) => boolean): boolean => lights(equal.filter(fits)) === 1;
  if (serialNumber !== "" && isOnly((one) => one.serialNumber === serialNumber))
    return `${id}:${serialNumber}`;
  if (lights(equal) > 1 && port !== undefined && isOnly((one) => one.port === port)) return `${id}@${port}`;
  return id;
}

/** What tells a device from all others as long as it is plugged in, and where it can also after that. */
export function keyOf(device: DeviceInfo): string {
  const { serialNumber, port, path } = device;
  return [idOf(device), serialNumber, port ?? path].join(" ");
}
