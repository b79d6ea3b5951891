import de from "./locales/de.json";
import en from "./locales/en-US.json";

/** What the diagnosis and its letter are written in. */
export type Language = "en" | "de";

/** Whose account is examined: it names itself in the letter, and what helps on its page differs. */
export type Program = keyof typeof en.program;

export type DoctorTexts = ReturnType<typeof textsFor>;

export type Values = Readonly<Record<string, string | number>>;

const CATALOGUES: Readonly<Record<Language, typeof en>> = { en, de };

export function textsFor(language: Language = "en", program: Program = "node-red") {
  const { because, program: programs, ...texts } = CATALOGUES[language];
  const { name, ...ofProgram } = programs[program];
  return { ...texts, because: { ...because, ...ofProgram }, program: name };
}

/** A text with its `__name__` places filled, as in Node-RED's catalogues. Throws Error where a value is missing. */
export function fill(text: string, values: Values = {}): string {
  return text.replace(/__(\w+?)__/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the text has no value for ${name}`);
    return String(value);
  });
}
