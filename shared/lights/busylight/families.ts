import type { Effect } from "../../presence/appearance";
import type { Ringing } from "./light-state";
import type { DeviceInfo, Family, FamilyName, KnownId } from "./family";
import { BLINK1 } from "./families/blink1";
import { BLINKSTICK } from "./families/blinkstick";
import { BLYNCUSB10 } from "./families/blyncusb10";
import { BLYNCUSB20 } from "./families/blyncusb20";
import { BUSY_TAG } from "./families/busy-tag";
import { EPOS } from "./families/epos";
import { FIT_STATUSB } from "./families/fit-statusb";
import { BLYNCLIGHT } from "./families/blynclight";
import { KUANDO } from "./families/kuando";
import { LUXAFOR } from "./families/luxafor";
import { MUTEME } from "./families/muteme";
import { MUTESYNC } from "./families/mutesync";
import { VIRTUAL } from "./families/virtual";

/** Every family there is an encoder for. */
export const ALL_FAMILIES: readonly Family[] = [
  KUANDO,
  BLYNCLIGHT,
  LUXAFOR,
  BLINK1,
  BLINKSTICK,
  MUTEME,
  FIT_STATUSB,
  BUSY_TAG,
  BLYNCUSB10,
  BLYNCUSB20,
  EPOS,
  MUTESYNC,
  VIRTUAL,
];

/** A light that we know how to speak to. */
export interface Identified {
  readonly family: Family;
  readonly model: string;
  /** As people call it. */
  readonly name: string;
}

/** A user's word that an id, `vid:pid`, is one of a family. */
export interface Mapping {
  readonly id: string;
  readonly as: FamilyName;
}

export function familyNamed(name: string): Family | undefined {
  return ALL_FAMILIES.find((family) => family.name === name);
}

/** `vid:pid`, four lower-case hex digits each. */
export function idOf({ vendorId, productId }: Pick<DeviceInfo, "vendorId" | "productId">): string {
  return [vendorId, productId].map((id) => id.toString(16).padStart(4, "0")).join(":");
}

/** How the lights of an id are connected; undefined for an id that is none of our lights. */
export function transportOf(id: string, mappings: readonly Mapping[]): DeviceInfo["transport"] | undefined {
  const mapped = mappings.find((mapping) => mapping.id === id);
  const family = mapped
    ? familyNamed(mapped.as)
    : ALL_FAMILIES.find(({ ids }) => ids.some((known) => idOf(known) === id));
  return family?.transport;
}

/** What a device is; undefined for what is none of our lights. A user's word counts more than the table. */
export function identify(device: DeviceInfo, mappings: readonly Mapping[] = []): Identified | undefined {
  const id = idOf(device);
  const mapped = mappings.find((mapping) => mapping.id === id);
  if (mapped) {
    const family = familyNamed(mapped.as);
    return family?.transport === device.transport ? named(family, device, device.product || id) : undefined;
  }
  for (const family of ALL_FAMILIES) {
    const known = family.ids.find((one) => fits(one, family, device));
    if (known) return named(family, device, device.product || known.name);
  }
  return undefined;
}

/** Whether a light carries out an effect by itself. If not, `encode` gives the steady colour for it. */
export function doesItself({ family, model }: Pick<Identified, "family" | "model">, effect: Effect): boolean {
  return family.effects.some((one) => one === effect) && !family.steadyModels?.includes(model);
}

/** Whether anything is heard of a light that is told to ring so. */
export function canPlay(
  { family, model }: Pick<Identified, "family" | "model">,
  { tone, volume }: Ringing,
): boolean {
  return tone >= 1 && tone <= (family.tones?.(model) ?? 0) && volume > 0;
}

function named(family: Family, device: DeviceInfo, name: string): Identified {
  return { family, model: family.modelOf(device), name };
}

function fits(known: KnownId, family: Family, device: DeviceInfo): boolean {
  const { manufacturer, product, serialNumber } = device;
  return (
    family.transport === device.transport &&
    known.vendorId === device.vendorId &&
    known.productId === device.productId &&
    (known.interface === undefined ||
      device.interface === undefined ||
      known.interface === device.interface) &&
    (known.strings?.test([manufacturer, product, serialNumber].join(" ")) ?? true)
  );
}
