import texts from "./locales/en-US.json";

export type Values = Readonly<Record<string, string | number>>;

export const { check: CHECK_TEXTS, because: BECAUSE, unit: UNITS, letter: LETTER } = texts;

/** A text with its `__name__` places filled, as in Node-RED's catalogues. Throws Error where a value is missing. */
export function fill(text: string, values: Values = {}): string {
  return text.replace(/__(\w+?)__/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the text has no value for ${name}`);
    return String(value);
  });
}
