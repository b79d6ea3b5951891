import type { PersonSettings } from "../../homebridge-plugin/config/person-settings";
import type { Sensor } from "../../homebridge-plugin/sensors/sensor";

/** An occupancy sensor that detects when somebody is busy, unless said otherwise. */
export function sensor(id: string, name: string, other: Partial<Sensor> = {}): Sensor {
  return { id, name, kind: "occupancy", statuses: ["busy"], activities: [], invert: false, ...other };
}

/** Alice with the switch, in one accessory, as the configuration is read. */
export function alice(...sensors: readonly Sensor[]): PersonSettings {
  return {
    id: "alice",
    name: "Alice",
    source: undefined,
    separate: false,
    pauseSwitch: true,
    onChange: undefined,
    sensors,
  };
}
