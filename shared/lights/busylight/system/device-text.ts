/**
 * What a device says of itself, as it can be shown, logged, and written into a flow, which is read without spaces around
 * it: a terminal carries out control characters, and some change how all that follows them is written.
 */
export function deviceText(text = ""): string {
  return text.replace(/\p{C}/gu, "").trim();
}
