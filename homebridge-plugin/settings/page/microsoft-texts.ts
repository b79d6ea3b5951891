import dialogDe from "../../../shared/microsoft/dialog/locales/de.json";
import dialogEn from "../../../shared/microsoft/dialog/locales/en-US.json";
import problemDe from "../../../shared/microsoft/entra/locales/de.json";
import problemEn from "../../../shared/microsoft/entra/locales/en-US.json";
import { isJsonObject } from "../../../shared/support/json-object";
import type { Language, Places } from "./texts";

/** What is shared with Node-RED's dialog: a tree of texts, by language. */
const CATALOGUES: Readonly<Record<Language, object>> = {
  en: { ...dialogEn, problem: problemEn },
  de: { ...dialogDe, problem: problemDe },
};

/** The text at a path like `sign-in.begin`; undefined where there is none. */
export function microsoftText(language: Language, path: string, places: Places = {}): string | undefined {
  const found = path
    .split(".")
    .reduce<unknown>((tree, name) => (isJsonObject(tree) ? tree[name] : undefined), CATALOGUES[language]);
  if (typeof found !== "string") return undefined;
  return found.replaceAll(/__(\w+?)__/g, (place, name: string) => String(places[name] ?? place));
}
