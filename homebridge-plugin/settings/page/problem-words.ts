import type { ProblemText } from "../../../shared/support/problem";
import type { Texts } from "./texts";

export interface ProblemWords {
  readonly title: string;
  readonly advice: string;
}

/** A problem in the page's language where it has a sentence for it, else as the server says it. */
export function problemWords(texts: Texts, { code, title, advice }: ProblemText): ProblemWords {
  const known = texts.find(`problem.${code}`);
  return known === undefined
    ? { title, advice }
    : { title: known, advice: texts.find(`problem.${code}.advice`) ?? "" };
}
