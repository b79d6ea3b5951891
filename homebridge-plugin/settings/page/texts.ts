import de from "./locales/de.json";
import en from "./locales/en.json";

export type Key = keyof typeof en;
export type Places = Readonly<Record<string, string | number>>;

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const CATALOGUES: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en, de };

/** German for whoever uses Homebridge's UI in German, English for everybody else. */
export function languageOf(tag: unknown): Language {
  return typeof tag === "string" && tag.toLowerCase().startsWith("de") ? "de" : "en";
}

/** Days begin at 0 o'clock, and no comma stands before "or". */
const FORMATS: Readonly<Record<Language, string>> = { en: "en-GB", de: "de" };

/** The page's sentences in one language; `__name__` in them is a place that is filled in. */
export class Texts {
  readonly language: Language;

  constructor(language: Language) {
    this.language = language;
  }

  say(key: Key, places: Places = {}): string {
    return CATALOGUES[this.language][key].replaceAll(/__(\w+?)__/g, (place, name: string) =>
      String(places[name] ?? place),
    );
  }

  /** The sentence of a key that is put together; undefined where there is none. */
  find(key: string, places?: Places): string | undefined {
    return Object.hasOwn(en, key) ? this.say(key as Key, places) : undefined;
  }

  /** "a, b and c", or "a, b or c". */
  list(items: readonly string[], type: "conjunction" | "disjunction" = "conjunction"): string {
    return new Intl.ListFormat(FORMATS[this.language], { type }).format(items);
  }

  /** A time of day, with the day where it is another one than `now`'s. */
  time(at: number, now: number): string {
    const date = new Date(at);
    const isToday = date.toDateString() === new Date(now).toDateString();
    return new Intl.DateTimeFormat(FORMATS[this.language], {
      ...(isToday ? {} : { weekday: "short" }),
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).format(date);
  }
}
