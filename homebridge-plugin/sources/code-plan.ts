import { CONFIGURATION_CODES } from "../../shared/microsoft/account/application-problem";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * After a code that nobody has entered: they get rarer, since Microsoft is asked every few seconds for as long as one is
 * open.
 */
const UNANSWERED_WAITS_MS = [1, 4, 24].map((hours) => hours * HOUR_MS);

/** What lies between here and Microsoft passes by itself; this doubles from a minute. */
const LONGEST_TROUBLE_WAIT_MS = 15 * MINUTE_MS;

/** Somebody has to change something first. */
const CONFIGURATION_WAIT_MS = HOUR_MS;

/** Whoever has signed in may not be in for long, or not be allowed what it takes. */
const SIGNED_IN_WAIT_MS = HOUR_MS;

/** A code was shown, and nobody has signed in with it. */
const UNANSWERED: ReadonlySet<string> = new Set(["code-expired", "sign-in-declined"]);

/** Only somebody else helps, at the registration or in the directory; for tokens these count as any other trouble. */
const REGISTRATION_CODES: ReadonlySet<string> = new Set([
  "public-client-off",
  "permission-unknown",
  "authority-unusable",
  "admin-consent-needed",
  "user-not-assigned",
]);

/** How a try to sign somebody in has ended. */
export type CodeEnding = "signed-in" | "unanswered" | "wrong-account" | "configuration" | "trouble";

export interface CodePlan {
  /** Until the next code, in milliseconds. */
  readonly waitMs: number;
  /** Codes in a row that nobody has entered. */
  readonly unanswered: number;
  /** Times in a row that there was trouble. */
  readonly failures: number;
}

/** Whoever has just installed or restarted gets a code at once. */
export const FIRST_CODE: CodePlan = { waitMs: 0, unanswered: 0, failures: 0 };

/** By the code of the Problem. */
export function endingOf(code: string): CodeEnding {
  if (UNANSWERED.has(code)) return "unanswered";
  if (code === "wrong-account") return code;
  return CONFIGURATION_CODES.has(code) || REGISTRATION_CODES.has(code) ? "configuration" : "trouble";
}

/** When the next code comes. `retryAfter`: seconds that Microsoft wants to be left alone, where it says so. */
export function afterEnding(plan: CodePlan, ending: CodeEnding, retryAfter = 0): CodePlan {
  const { unanswered, failures } = plan;
  switch (ending) {
    case "wrong-account":
      // A person is there who has just acted.
      return FIRST_CODE;
    case "signed-in":
      return { waitMs: SIGNED_IN_WAIT_MS, unanswered: 1, failures: 0 };
    case "unanswered": {
      const longest = UNANSWERED_WAITS_MS.length - 1;
      const waitMs = UNANSWERED_WAITS_MS[Math.min(unanswered, longest)] ?? HOUR_MS;
      return { waitMs, unanswered: unanswered + 1, failures: 0 };
    }
    case "configuration":
      return { waitMs: CONFIGURATION_WAIT_MS, unanswered, failures: 0 };
    case "trouble": {
      const ownMs = Math.min(LONGEST_TROUBLE_WAIT_MS, MINUTE_MS * 2 ** failures);
      return { waitMs: Math.max(ownMs, retryAfter * 1000), unanswered, failures: Math.min(failures + 1, 16) };
    }
  }
}
