/** The parts a panel of the dialog is made of: lines with an icon, links, buttons. Texts come from the node's catalogue. */
export class PanelView {
  readonly #node: EditorNode;
  readonly place: JQuery;

  constructor(node: EditorNode, place: JQuery) {
    this.#node = node;
    this.place = place;
  }

  text(key: string, substitutions?: Record<string, string | number>): string {
    return this.#node._(`teams-auth.sign-in.${key}`, substitutions);
  }

  clear(): void {
    this.place.empty();
  }

  /** A line of text with an icon; gives the element of the text. */
  say(icon: string, text: string): JQuery {
    const line = $('<p aria-live="polite">').appendTo(this.place);
    $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(line);
    return $("<span>").text(text).appendTo(line);
  }

  button(key: string, press: () => unknown): JQuery {
    return $('<button type="button" class="red-ui-button">')
      .text(this.text(key))
      .on("click", () => void press())
      .appendTo(this.place);
  }

  link(address: string, text = address): JQuery {
    return $('<a target="_blank" rel="noopener noreferrer">')
      .attr("href", address)
      .text(text)
      .appendTo(this.place);
  }

  /** How to keep this sign-in, with the label of the dialog's own button. */
  toKeep(key: "press-to-keep" | "tick-to-keep"): string {
    return this.text(key, { button: $("#node-config-dialog-ok").text().trim() });
  }
}

/** The clipboard of a page that did not come over https is closed; then the text stays to be marked and copied. */
export async function copy(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}
