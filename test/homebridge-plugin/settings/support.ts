import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../../../..");
export const PAGE = "homebridge-plugin/settings/page";

/** The settings page's sentences in one language. */
export function sentencesIn(language: "en" | "de"): Readonly<Record<string, string>> {
  const text = readFileSync(join(root, PAGE, `locales/${language}.json`), "utf8");
  return JSON.parse(text) as Readonly<Record<string, string>>;
}
