const MINUTE_MS = 60_000;

/** What Entra and Kerberos before it put up with: assertions and tokens are judged that generously. */
const TOLERANCE_MS = 5 * MINUTE_MS;

export type ClockVerdict =
  | { readonly kind: "ok" }
  | { readonly kind: "unknown" }
  | {
      readonly kind: "ahead" | "behind";
      readonly unit: "minutes" | "hours" | "days";
      readonly count: number;
    };

/**
 * Whether this machine's clock is right, by the Date header of an answer (RFC 9110 section 6.6.1) that came at `now`,
 * milliseconds since 1970. The header is accurate to a second and older by the time the answer took.
 */
export function judgeClock(date: string | undefined, now: number): ClockVerdict {
  const told = Date.parse(date ?? "");
  if (Number.isNaN(told)) return { kind: "unknown" };
  const offset = now - told;
  if (Math.abs(offset) <= TOLERANCE_MS) return { kind: "ok" };
  return { kind: offset > 0 ? "ahead" : "behind", ...inUnits(Math.abs(offset)) };
}

function inUnits(ms: number): { readonly unit: "minutes" | "hours" | "days"; readonly count: number } {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return { unit: "minutes", count: minutes };
  const hours = Math.round(minutes / 60);
  return hours < 48 ? { unit: "hours", count: hours } : { unit: "days", count: Math.round(hours / 24) };
}
