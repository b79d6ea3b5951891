import { canonicalToken } from "../../shared/presence/status";
import { flag, listOf, oneOf, type Reader, textThat } from "../../shared/support/properties";
import { DEFAULT_SENSORS } from "../sensors/default-sensors";
import { SENSOR_KINDS, SENSOR_STATUSES, type Sensor, type SensorStatus } from "../sensors/sensor";
import type { Complaints } from "./complaints";
import { entriesOf, type Entry } from "./ids";

const KNOWN = ["id", "name", "kind", "statuses", "activities", "invert"];

/** Microsoft adds words from time to time, so one that is not known yet is taken as it is. */
const word = textThat(
  (value) => /^[A-Za-z]{1,64}$/.test(value),
  "an activity of Microsoft Graph, like InACall",
);
const activity: Reader<string> = (value) => canonicalToken(word(value)) ?? word(value);

/** HAP has a limit of 100 services an accessory; the information, and the switch, are some of them. */
const MOST_SENSORS = 97;

const NO_SENSOR = "the sensor is left out";

/** The sensors of a person; those everybody has where none are listed. One that is wrong is complained of and left out. */
export function readSensors(path: string, value: unknown, complaints: Complaints): readonly Sensor[] {
  const entries = entriesOf(path, value, complaints);
  if (entries.length > MOST_SENSORS)
    complaints.wrong(path, `a list of at most ${MOST_SENSORS}`, "the others are left out");
  if (entries.length === 0) return DEFAULT_SENSORS;
  return entries.slice(0, MOST_SENSORS).flatMap((entry) => readSensor(entry, complaints) ?? []);
}

function readSensor({ path, fields, id, name }: Entry, complaints: Complaints): Sensor | undefined {
  complaints.strangers(path, fields, KNOWN);
  const kind = complaints.read(`${path}.kind`, fields["kind"], oneOf(SENSOR_KINDS, "occupancy"), "occupancy");
  const status = listOf<SensorStatus>(oneOf(SENSOR_STATUSES));
  const statuses = complaints.read<readonly SensorStatus[] | undefined>(
    `${path}.statuses`,
    fields["statuses"],
    status,
    undefined,
    NO_SENSOR,
  );
  const activities = complaints.read<readonly string[] | undefined>(
    `${path}.activities`,
    fields["activities"],
    listOf(activity),
    undefined,
    NO_SENSOR,
  );
  const invert = complaints.read(`${path}.invert`, fields["invert"], flag(false), false);
  if (statuses === undefined || activities === undefined) return undefined;
  if (statuses.length === 0 && activities.length === 0) {
    complaints.wrong(
      `${path}.statuses`,
      `a list with at least one of ${SENSOR_STATUSES.join(", ")}`,
      NO_SENSOR,
    );
    return undefined;
  }
  return { id, name, kind, statuses, activities, invert };
}
