import type { ProblemText } from "../../support/problem";

type Values = Readonly<Record<string, string | number>>;

/**
 * A text of the catalogue, where `__name__` stands for a value of that name; undefined where it has none. Keys are paths
 * like `sign-in.begin`.
 */
export type Texts = (key: string, values?: Values) => string | undefined;

/** What is said of a trouble; `code` is absent where it is none. */
type Said = Pick<ProblemText, "title" | "advice" | "key" | "reference"> & { readonly code?: string };

/**
 * Title and advice of a trouble in the page's language, where the catalogue has it under `problem.` and its key or, for
 * one without a key, under `trouble.` and its code; else as the server wrote them.
 */
export function problemText(
  text: Texts,
  { title, advice, code = "", key, reference }: Said,
  values?: Values,
): { readonly title: string; readonly advice: string } {
  if (key === undefined)
    return {
      title: text(`trouble.${code}.title`, values) ?? title,
      advice: text(`trouble.${code}.advice`, values) ?? advice,
    };
  const named = reference === undefined ? "" : ` (${reference})`;
  return {
    title: text(`problem.${key}.title`) ?? title,
    advice: text(`problem.${key}.advice`)?.concat(named) ?? advice,
  };
}
