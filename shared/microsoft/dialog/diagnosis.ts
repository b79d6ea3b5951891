import type { ProblemText } from "../../support/problem";

/** What the server half answers to `check`, as far as it is shown. */
export interface Diagnosis {
  readonly checks: readonly Check[];
  readonly adminConsentUrl?: string;
  readonly letter: { readonly subject: string; readonly body: string };
}

export interface Check
  extends Pick<ProblemText, "title" | "key" | "reference">, Partial<Pick<ProblemText, "code">> {
  readonly id: string;
  readonly state: "ok" | "failed" | "skipped" | "unknown";
  readonly advice?: string;
}

/** What stands above the checks: a text under `check`, and the number in it. */
export interface Summary {
  readonly key: "nothing-wrong" | "nothing-wrong-so-far" | "one-wrong" | "some-wrong";
  readonly count: number;
}

export function summaryOf(checks: readonly Pick<Check, "state">[]): Summary {
  const failed = checks.filter(({ state }) => state === "failed").length;
  const open = checks.filter(({ state }) => state === "unknown" || state === "skipped").length;
  if (failed > 0) return { key: failed === 1 ? "one-wrong" : "some-wrong", count: failed };
  return { key: open === 0 ? "nothing-wrong" : "nothing-wrong-so-far", count: open };
}
