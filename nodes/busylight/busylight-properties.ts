import type { Mapping } from "../../shared/lights/busylight/families";
import { FAMILIES, type FamilyName } from "../../shared/lights/busylight/family";
import { parseSelector, type Selector } from "../../shared/lights/busylight/selector";
import type { NodeConfig } from "../common/node-red";
import {
  flag,
  listOf,
  number,
  oneOf,
  readProperties,
  record,
  text,
  textThat,
} from "../../shared/support/properties";
import { person } from "../common/person-property";

export interface BusylightProperties {
  /** The text that selects the lights, see `parseSelector`. */
  readonly device: string;
  /** Id of the presence-theme node; empty = the usual colours. */
  readonly theme: string;
  /** Slug; empty = anyone. */
  readonly person: string;
  /** Percent. */
  readonly maxBrightness: number;
  /** What becomes of the lights when the node is deleted or disabled, or Node-RED ends. */
  readonly onClose: "off" | "leave";
  /** Percent, for sounds that do not say how loud. */
  readonly volume: number;
  /** Ids that the user says to be of a family. */
  readonly protocols: readonly Mapping[];
  /** Whether colours are sent as they are, not as they look right on the light. */
  readonly plainColors: boolean;
}

const ON_CLOSE = ["off", "leave"] as const;
const ID = /^[0-9a-f]{4}:[0-9a-f]{4}$/;

/** Families that a device can be mapped to. */
export const MAPPABLE = FAMILIES.filter((name): name is Exclude<FamilyName, "virtual"> => name !== "virtual");

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function busylightProperties(config: NodeConfig): BusylightProperties {
  const { device, ...rest } = readProperties<BusylightProperties>(config, {
    device: textThat(
      (value) => value === "" || parseSelector(value) !== undefined,
      "any, all, virtual, or the light's ids as four digits and letters a to f each, like 27bb:3bcd, with :serial number or @USB port behind it",
    ),
    theme: text(),
    person,
    maxBrightness: number(1, 100, 100, "percent"),
    onClose: oneOf(ON_CLOSE, "off"),
    volume: number(0, 100, 50, "percent"),
    protocols: listOf<Mapping>(
      record<Mapping>({
        id: lowerCased(textThat((value) => ID.test(value), "a light's ids, like 27bb:3bcd")),
        as: oneOf(MAPPABLE),
      }),
    ),
    plainColors: flag(false),
  });
  return { device: device === "" ? "any" : device, ...rest };
}

/** Of properties that were read. */
export function selectorOf({ device }: Pick<BusylightProperties, "device">): Selector {
  return parseSelector(device) ?? { kind: "any" };
}

function lowerCased(read: (value: unknown) => string): (value: unknown) => string {
  return (value) => read(typeof value === "string" ? value.toLowerCase() : value);
}
