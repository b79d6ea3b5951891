/** Microsoft asks for minutes. What asks for more than a day stands in between, and must not silence a lamp for a year. */
const LONGEST_S = 86_400;

/**
 * Retry-After in seconds from now; undefined when it is missing, unreadable or already over. It may be a number of
 * seconds or an HTTP date (RFC 9110, section 10.2.3); a date is measured against the answer's own Date header where
 * there is one, because the clock of a small computer may be wrong. At most a day.
 */
export function retryAfterSeconds(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : secondsUntil(value, headers, now);
  return seconds > 0 ? Math.min(seconds, LONGEST_S) : undefined;
}

function secondsUntil(date: string, headers: Headers, now: number): number {
  const answered = Date.parse(headers.get("date") ?? "");
  return Math.ceil((Date.parse(date) - (Number.isNaN(answered) ? now : answered)) / 1000);
}
