import type { Trouble } from "../../editor/request";

/** Title and advice of a trouble in the editor's language, where the catalogue has it; else as the server wrote them. */
export function problemText(
  node: EditorNode,
  { title, advice, key, reference }: Pick<Trouble, "title" | "advice" | "key" | "reference">,
): { readonly title: string; readonly advice: string } {
  if (key === undefined) return { title, advice };
  const named = reference === undefined ? "" : ` (${reference})`;
  return {
    title: catalogued(node, `teams-auth.problem.${key}.title`) ?? title,
    advice: catalogued(node, `teams-auth.problem.${key}.advice`)?.concat(named) ?? advice,
  };
}

/** A text of the catalogue; undefined where it has none, for which Node-RED gives the key itself. */
export function catalogued(
  node: EditorNode,
  key: string,
  values?: Record<string, string | number>,
): string | undefined {
  const text = node._(key, values);
  return text === key || text === "" ? undefined : text;
}
