import type { Present } from "./assignment";
import type { DeviceInfo } from "./family";
import { type Identified, identify, idOf, type Mapping } from "./families";
import { keyOf } from "./selector";

/** A light that is plugged in and that we know how to speak to. */
export interface Found extends Present {
  readonly identified: Identified;
}

/**
 * The lights among what is listed, each of them once. A device may list several times: with several interfaces, of which
 * the first is taken where the family does not name one, and with several uses of the same.
 */
export function lightsAmong(devices: readonly DeviceInfo[], mappings: readonly Mapping[]): readonly Found[] {
  const lights = devices
    .flatMap((device) => {
      const identified = identify(device, mappings);
      return identified ? [{ key: keyOf(device), device, identified }] : [];
    })
    .sort((a, b) => (a.device.path < b.device.path ? -1 : 1));
  const first = new Map<string, number>();
  for (const { device } of lights) {
    const id = idOf(device);
    first.set(id, Math.min(first.get(id) ?? Infinity, interfaceOf(device)));
  }
  const byKey = new Map<string, Found>();
  for (const light of lights) {
    const isFirst = interfaceOf(light.device) === first.get(idOf(light.device));
    if (isFirst && !byKey.has(light.key)) byKey.set(light.key, light);
  }
  return [...byKey.values()];
}

function interfaceOf(device: DeviceInfo): number {
  return device.interface ?? 0;
}
