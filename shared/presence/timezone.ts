/** One per zone: making a formatter takes a thousand times as long as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether this is the name of a zone in the IANA database, like Europe/Berlin, or empty: the host's. */
export function isTimezone(name: string): boolean {
  // Newer engines also take offsets such as +01:00, which know no summer time.
  if (/^[+-]/.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * How far clocks of a zone are ahead of UTC at an instant; both in milliseconds, the instant since 1970.
 * Throws a RangeError where the zone is unknown.
 */
export function offsetAt(timezone: string, at: number): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatterOf(timezone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  const seconds = Math.floor(at / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}

function formatterOf(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      ...(timezone === "" ? {} : { timeZone: timezone }),
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}
