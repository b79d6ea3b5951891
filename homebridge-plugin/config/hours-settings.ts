import type { Hours } from "../../shared/presence/hours";
import { hoursReaders } from "../../shared/presence/hours-reader";
import { isJsonObject } from "../../shared/support/json-object";
import { isBlankRow } from "./blank";
import type { Complaints } from "./complaints";

/** What happens to sensors outside working hours: they detect nothing, or stay as they are. */
const OUTSIDE = ["off", "leave"] as const;
export type SensorHours = Hours & { readonly outside: (typeof OUTSIDE)[number] };

const READERS = hoursReaders(OUTSIDE, "off");
const KNOWN = Object.keys(READERS);
const NONE = "there are no working hours";

/** `hours`; undefined where they are absent, not enabled, or wrong in any part. */
export function readHours(value: unknown, complaints: Complaints): SensorHours | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (!isJsonObject(value)) {
    complaints.wrong("hours", `entries with ${KNOWN.join(", ")}`, NONE);
    return undefined;
  }
  const { enabled } = value;
  if (enabled === false || enabled === "false") return undefined;
  if (enabled === undefined || enabled === null || enabled === "") {
    // Whoever says when means it.
    const isMeant = ["start", "end", "days"].some((name) => !isBlankRow(value[name]));
    if (isMeant) complaints.wrong("hours.enabled", "true or false", NONE);
    return undefined;
  }
  complaints.strangers("hours", value, KNOWN);
  const read = complaints.readAll<SensorHours & { readonly enabled: boolean }>("hours", value, READERS, NONE);
  if (read === undefined) return undefined;
  const { enabled: _enabled, ...hours } = read;
  return hours;
}
