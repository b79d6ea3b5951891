import type { Sensor, SensorStatus } from "./sensor";

function occupancy(id: string, name: string, statuses: readonly SensorStatus[]): Sensor {
  return { id, name, kind: "occupancy", statuses, activities: [], invert: false };
}

/** What a person has who configures no sensors. Their ids are in people's automations. */
export const DEFAULT_SENSORS: readonly Sensor[] = [
  occupancy("available", "Available", ["available"]),
  occupancy("busy", "Busy", [
    "busy",
    "in-a-call",
    "in-a-meeting",
    "presenting",
    "do-not-disturb",
    "focusing",
  ]),
  occupancy("in-a-call", "In a call", ["in-a-call", "presenting"]),
  occupancy("do-not-disturb", "Do not disturb", ["do-not-disturb", "presenting", "focusing"]),
  occupancy("away", "Away", ["away", "be-right-back"]),
];
