/** How Matter says what HomeKit shows. Pure. */

import { isJsonObject } from "../../shared/support/json-object";
import type { SensorKind } from "../sensors/sensor";

/** Matter has one device for occupancy and for motion. */
export type MatterKind = "occupancy" | "contact" | "switch";

type Attributes = Readonly<Record<string, unknown>>;

interface MatterDevice {
  /** As `api.matter.deviceTypes` calls it. */
  readonly type: "MotionSensor" | "ContactSensor" | "OnOffOutlet";
  readonly cluster: "occupancySensing" | "booleanState" | "onOff";
  /** What the cluster says while the sensor detects, or the switch is on, and while not. */
  readonly attributes: (on: boolean) => Attributes;
  /** The same read back; undefined where it is not said. */
  readonly isOn: (attributes: Attributes) => boolean | undefined;
}

/**
 * Homebridge's MotionSensor is Matter's Occupancy Sensor, 0x0107 (its matter/types.js). A contact sensor's state is true
 * for a closed contact (Matter Application Cluster Specification, "Boolean State", with Device Library, "Contact Sensor"),
 * and ours detects by being open, as in HomeKit. Of switches only the outlet is told to turn on and off; Matter's On/Off
 * Light Switch (0x0103) tells others.
 */
const DEVICES: Readonly<Record<MatterKind, MatterDevice>> = {
  occupancy: {
    type: "MotionSensor",
    cluster: "occupancySensing",
    attributes: (on) => ({ occupancy: { occupied: on } }),
    isOn: ({ occupancy }) => (isJsonObject(occupancy) ? flagOf(occupancy["occupied"]) : undefined),
  },
  contact: {
    type: "ContactSensor",
    cluster: "booleanState",
    attributes: (on) => ({ stateValue: !on }),
    isOn: ({ stateValue }) => (typeof stateValue === "boolean" ? !stateValue : undefined),
  },
  switch: {
    type: "OnOffOutlet",
    cluster: "onOff",
    attributes: (on) => ({ onOff: on }),
    isOn: ({ onOff }) => flagOf(onOff),
  },
};

export function matterDevice(kind: MatterKind): MatterDevice {
  return DEVICES[kind];
}

export function matterKindOf(kind: SensorKind): MatterKind {
  return kind === "motion" ? "occupancy" : kind;
}

export function isMatterKind(value: unknown): value is MatterKind {
  return typeof value === "string" && Object.hasOwn(DEVICES, value);
}

function flagOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}
