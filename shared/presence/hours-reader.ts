import { isJsonObject } from "../support/json-object";
import { flag, listOf, oneOf, optional, type Reader, record, textThat, whole } from "../support/properties";
import type { Hours, OutsideAction } from "./hours";
import { isTimezone } from "./timezone";

const WORKING_DAYS: readonly number[] = [1, 2, 3, 4, 5];

const time = (fallback: string): Reader<string> => {
  const read = textThat(
    (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
    "a time of day as HH:MM, from 00:00 to 23:59",
  );
  return (value) => read(value ?? fallback);
};

type Enabled<A> = Hours & { readonly outside: A; readonly enabled: boolean };

/**
 * What reads each property of working hours. `allowed` is what may happen outside them, `fallback` what does where nothing
 * is said.
 */
export function hoursReaders<const A extends OutsideAction>(
  allowed: readonly A[],
  fallback: A,
): { readonly [P in keyof Enabled<A>]-?: Reader<Enabled<A>[P]> } {
  return {
    enabled: flag(false),
    timezone: textThat(
      isTimezone,
      "a time zone as the IANA database names it, like Europe/Berlin, or empty for that of this machine",
    ),
    days: (value) => optional(listOf(whole(0, 6, undefined)))(value) ?? WORKING_DAYS,
    start: time("09:00"),
    end: time("17:00"),
    outside: oneOf(allowed, fallback),
  };
}

/** Working hours of a configuration; undefined where they are absent or not enabled, whatever else they say. */
export function hoursReader<const A extends OutsideAction>(
  allowed: readonly A[],
  fallback: A,
): Reader<(Hours & { readonly outside: A }) | undefined> {
  const enabledHours = record<Enabled<A>>(hoursReaders(allowed, fallback));
  return (value) => {
    const read = areDisabled(value) ? undefined : optional(enabledHours)(value);
    if (read === undefined) return undefined;
    const { enabled: _enabled, ...rest } = read;
    return rest;
  };
}

function areDisabled(value: unknown): boolean {
  return isJsonObject(value) && [undefined, null, "", false, "false"].some((off) => value["enabled"] === off);
}
