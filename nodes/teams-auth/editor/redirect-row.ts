import { copy } from "../../../shared/microsoft/dialog/clipboard";
import { pathOf, request, type Trouble } from "../../editor/request";

interface Redirect {
  /** What has to be registered, to the letter. */
  readonly address: string;
  readonly paste: boolean;
}

/** Which redirect address has to be registered for the values in the dialog; only the runtime knows. */
export class RedirectRow {
  readonly #node: EditorNode;
  readonly #place: JQuery;
  readonly #values: () => object;
  /** Counts the questions, so that a late answer to an earlier one shows nothing. */
  #asked = 0;

  constructor(node: EditorNode, place: JQuery, values: () => object) {
    this.#node = node;
    this.#place = place;
    this.#values = values;
  }

  refresh(isWanted: boolean): void {
    const asked = ++this.#asked;
    this.#place.empty();
    if (!isWanted) return;
    const path = pathOf("teams-auth", this.#node.id, "redirect-address");
    request<Redirect>(this.#node, "POST", path, this.#values()).then(
      (redirect) => asked === this.#asked && this.#show(redirect),
      ({ title, advice }: Trouble) => asked === this.#asked && this.#say(`${title}. ${advice}`),
    );
  }

  #show({ address, paste }: Redirect): void {
    $('<output class="teams-auth-redirect">').text(address).appendTo(this.#place);
    $('<button type="button" class="red-ui-button red-ui-button-small">')
      .text(this.#node._("teams-auth.redirect.copy"))
      .on("click", () => void copy(address))
      .appendTo(this.#place);
    this.#say(this.#node._(`teams-auth.redirect.${paste ? "paste" : "callback"}`));
  }

  #say(text: string): void {
    $("<p>").text(text).appendTo(this.#place);
  }
}
