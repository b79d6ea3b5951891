import type { Frame } from "playwright-core";
import { flat, textOf } from "./palette";

export type Language = "en" | "de";

const PAGE = "homebridge-plugin/settings/page/locales";
const SHARED = ["dialog", "entra", "doctor"].map((part) => `shared/microsoft/${part}/locales`);

const catalogue = (file: string): ReadonlyMap<string, string> => new Map(flat(JSON.parse(textOf(file))));

const WORDS: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  en: catalogue(`${PAGE}/en.json`),
  de: catalogue(`${PAGE}/de.json`),
};

/** Shorter ones may be the same word in both languages. */
const SURELY_ENGLISH = 20;

/** A sentence of the page's own; `count` fills its place. */
export function words(language: Language, key: string, count = 0): string {
  const text = WORDS[language].get(key);
  if (text === undefined) throw new Error(`The page has no words for ${key}`);
  return text.replace("__count__", String(count));
}

/** What a page shows by mistake: keys instead of their text, places that nothing filled, and English in German. */
export async function strayWords(frame: Frame, language: Language): Promise<readonly string[]> {
  const shown = await shownTexts(frame);
  const keys = [
    ...WORDS.en.keys(),
    ...SHARED.flatMap((folder) => [...catalogue(`${folder}/en-US.json`).keys()]),
  ];
  const isKey = new Set(keys.filter((key) => /\w[.-]\w/.test(key)));
  const english = language === "en" ? [] : sentences();
  const isEnglish = (text: string): boolean => english.some((sentence) => text.includes(sentence));
  return shown.filter((text) => isKey.has(text) || /__\w+__/.test(text) || isEnglish(text));
}

/** English sentences that German has other words for. */
function sentences(): readonly string[] {
  const pages = [...WORDS.en].filter(([key, text]) => WORDS.de.get(key) !== text);
  const shared = SHARED.flatMap((folder) => {
    const german = catalogue(`${folder}/de.json`);
    return [...catalogue(`${folder}/en-US.json`)].filter(([key, text]) => german.get(key) !== text);
  });
  return [...pages, ...shared].map(([, text]) => text).filter((text) => text.length >= SURELY_ENGLISH);
}

/** Each text of the page by itself, what is folded away too, and what tooltips, placeholders and labels say. */
function shownTexts(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(`
    [...document.querySelectorAll("#teams-presence *")].flatMap((element) => [
      ...["title", "placeholder", "aria-label"].map((name) => element.getAttribute(name) ?? ""),
      ...[...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data),
    ]).map((text) => text.trim()).filter((text) => text !== "")
  `);
}

/** What reaches out of the page, or of a card, sideways, with both widths in pixels. */
export function tooWide(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(`
    [document.documentElement, ...document.querySelectorAll("#teams-presence :is(.tp-card, summary)")].flatMap(
      ({ scrollWidth, clientWidth, className, innerText }) =>
        scrollWidth > clientWidth
          ? [className + " " + innerText.slice(0, 40) + ": " + scrollWidth + " in " + clientWidth]
          : [],
    )
  `);
}
