/** Longer first lines are no sentence of Entra's, but a proxy's page or worse. */
export const LONGEST_LINE = 300;

/**
 * The sentence of an `error_description`, of any length: what could be secret in it has to be taken out before it is cut.
 * Entra appends trace id, correlation id and timestamp, sometimes on lines of their own.
 */
export function firstLine(description: string): string {
  const line = description.split(/[\r\n]| Trace ID:/, 1)[0] ?? "";
  // What steers a terminal has no place in a log.
  return line.replace(/\p{Cc}/gu, "").trim();
}

/** The number in an `error_description`, like 50059 of `AADSTS50059: …`; none where it names none. */
export function numbersNamedIn(description: string): number[] {
  const named = /AADSTS(\d{1,9})/.exec(description)?.[1];
  return named === undefined ? [] : [Number(named)];
}
