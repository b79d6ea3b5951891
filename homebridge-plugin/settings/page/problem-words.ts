import { problemText } from "../../../shared/microsoft/dialog/texts";
import type { ProblemText } from "../../../shared/support/problem";
import { microsoftText } from "./microsoft-texts";
import type { Texts } from "./texts";

export interface ProblemWords {
  readonly title: string;
  readonly advice: string;
}

/** A problem in the page's language where it has a sentence for it, else as the server says it. */
export function problemWords(texts: Texts, problem: ProblemText): ProblemWords {
  if (problem.key !== undefined)
    return problemText((key, values) => microsoftText(texts.language, key, values), problem);
  const { code, title, advice } = problem;
  const known = texts.find(`problem.${code}`);
  return known === undefined
    ? { title, advice }
    : { title: known, advice: texts.find(`problem.${code}.advice`) ?? "" };
}
