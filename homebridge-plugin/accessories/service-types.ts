import type { CharacteristicValue, HAP } from "../homebridge";
import type { SensorKind } from "../sensors/sensor";
import type { PlannedService } from "./accessory-plan";

type Kind = PlannedService["kind"];
type ServiceType = HAP["Service"]["OccupancySensor"] | HAP["Service"]["Switch"];

/** The HAP service of each kind (HomeKit Accessory Protocol, "Apple Defined Services"). */
export function serviceTypeOf({ Service }: HAP, kind: Kind): ServiceType {
  switch (kind) {
    case "occupancy":
      return Service.OccupancySensor;
    case "contact":
      return Service.ContactSensor;
    case "motion":
      return Service.MotionSensor;
    case "switch":
      return Service.Switch;
  }
}

/** UUIDs of all the services that are ours to add and remove. */
export function ownServiceTypes(hap: HAP): ReadonlySet<string> {
  return new Set(
    (["occupancy", "contact", "motion", "switch"] as const).map((kind) => serviceTypeOf(hap, kind).UUID),
  );
}

type Characteristics = HAP["Characteristic"];
type Detection = readonly [
  (
    | Characteristics["OccupancyDetected"]
    | Characteristics["ContactSensorState"]
    | Characteristics["MotionDetected"]
  ),
  CharacteristicValue,
];

/** The characteristic that says what a sensor detects, and its value. A contact sensor detects by being open. */
export function detection({ Characteristic }: HAP, kind: SensorKind, detects: boolean): Detection {
  switch (kind) {
    case "occupancy":
      return [Characteristic.OccupancyDetected, Number(detects)];
    case "contact":
      return [Characteristic.ContactSensorState, Number(detects)];
    case "motion":
      return [Characteristic.MotionDetected, detects];
  }
}
