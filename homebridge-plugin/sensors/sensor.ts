import { STATUSES } from "../../shared/presence/presence";

/** As which HomeKit service a sensor appears. */
export const SENSOR_KINDS = ["occupancy", "contact", "motion"] as const;
export type SensorKind = (typeof SENSOR_KINDS)[number];

/** What a sensor can detect: a status of a person, or something about where it comes from. */
export const SENSOR_STATUSES = [...STATUSES, "sign-in-needed", "stale"] as const;
export type SensorStatus = (typeof SENSOR_STATUSES)[number];

export interface Sensor {
  /** `[a-z0-9-]{1,40}`, unique for its person. */
  readonly id: string;
  readonly name: string;
  readonly kind: SensorKind;
  readonly statuses: readonly SensorStatus[];
  /** Words of Graph, like InACall, in whatever casing. */
  readonly activities: readonly string[];
  /** Detects when it else would not. */
  readonly invert: boolean;
}
