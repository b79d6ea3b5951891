import type { ProblemText } from "../../support/problem";

/**
 * A text of the catalogue, where `__name__` stands for a value of that name; undefined where it has none. Keys are paths
 * like `sign-in.begin`.
 */
export type Texts = (key: string, values?: Readonly<Record<string, string | number>>) => string | undefined;

/** Title and advice of a trouble in the page's language, where the catalogue has it; else as the server wrote them. */
export function problemText(
  text: Texts,
  { title, advice, key, reference }: Pick<ProblemText, "title" | "advice" | "key" | "reference">,
): { readonly title: string; readonly advice: string } {
  if (key === undefined) return { title, advice };
  const named = reference === undefined ? "" : ` (${reference})`;
  return {
    title: text(`problem.${key}.title`) ?? title,
    advice: text(`problem.${key}.advice`)?.concat(named) ?? advice,
  };
}
