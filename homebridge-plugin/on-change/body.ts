import { fill, SAMPLE_VALUES, type Values } from "./placeholders";

/** How what is filled into a body has to be escaped there. */
export type BodyKind = "json" | "form" | "text";

/**
 * By the Content-Type where one is given; else JSON where it begins like an object or a list, and text where it does not.
 * A placeholder at the start is no object.
 */
export function bodyKind(body: string, contentType: string | undefined): BodyKind {
  const type = contentType?.toLowerCase();
  if (type === undefined) return /^(\[|\{(?![A-Za-z]+\}))/.test(body) ? "json" : "text";
  if (/^[^;]*\bjson\b/.test(type)) return "json";
  return type.startsWith("application/x-www-form-urlencoded") ? "form" : "text";
}

/** Whether a body of JSON is still that when its placeholders have their values: texts need quotation marks around them. */
export function isJsonWhenFilled(body: string): boolean {
  try {
    JSON.parse(fillBody(body, "json", SAMPLE_VALUES));
    return true;
  } catch {
    return false;
  }
}

export function fillBody(body: string, kind: BodyKind, values: Values): string {
  return fill(body, values, ESCAPES[kind]);
}

const ESCAPES: Readonly<Record<BodyKind, (value: string) => string>> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  form: encodeURIComponent,
  text: (value) => value,
};
