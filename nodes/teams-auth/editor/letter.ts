/** The letter to the IT department, to be read and copied; it opens by itself where it is what helps. */
export function letter(
  node: EditorNode,
  { subject, body }: { readonly subject: string; readonly body: string },
  { isOpen }: { readonly isOpen: boolean },
): JQuery {
  const details = $("<details>").prop("open", isOpen);
  $("<summary>").text(node._("teams-auth.check.letter")).appendTo(details);
  const text = $('<textarea readonly spellcheck="false">')
    .attr("aria-label", node._("teams-auth.check.letter"))
    .val(`${subject}\n\n${body}`)
    .appendTo(details);
  const said = $('<span role="status">');
  $('<button type="button" class="red-ui-button">')
    .text(node._("teams-auth.check.copy"))
    .on("click", () => void copy(text).then((key) => said.text(node._(`teams-auth.check.${key}`))))
    .appendTo(details);
  return details.append(" ", said);
}

/** A page that did not come over https has no clipboard; then the old way may work, else the text is at least marked. */
async function copy(text: JQuery): Promise<"copied" | "copy-yourself"> {
  try {
    await navigator.clipboard.writeText(String(text.val()));
    return "copied";
  } catch {
    text.trigger("focus").trigger("select");
    return document.execCommand("copy") ? "copied" : "copy-yourself";
  }
}
