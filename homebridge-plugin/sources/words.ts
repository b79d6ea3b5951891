import type { Account } from "../../shared/microsoft/account/token-provider";
import type { ProblemText } from "../../shared/support/problem";

/** Where an account is set up elsewhere; Homebridge has none. */
const ELSEWHERE = "the account's dialog";

/** A problem in one line for Homebridge's log, with a full stop at its end. */
export function wordsOf({ title, advice }: Pick<ProblemText, "title" | "advice">): string {
  const sentences = advice.split(/(?<=\.)\s+/).filter((sentence) => !sentence.includes(ELSEWHERE));
  const words = `${title}. ${sentences.join(" ")}`.trim();
  return /[.)]$/.test(words) ? words : `${words}.`;
}

/** An account without a name of its own is called by its address, which is nobody's business in a log. */
export function nameOf({ name }: Pick<Account, "name">, otherwise: string): string {
  return name.includes("@") ? otherwise : name;
}
