/** The clipboard of a page that did not come over https is closed; then the text stays to be marked and copied. */
export async function copy(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}

/** The same for the text of a field, where the old way may work too; else it is at least marked. */
export async function copyFrom(field: HTMLTextAreaElement): Promise<"copied" | "copy-yourself"> {
  try {
    await navigator.clipboard.writeText(field.value);
    return "copied";
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy") ? "copied" : "copy-yourself";
  }
}
