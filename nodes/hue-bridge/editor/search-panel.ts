import { request, type Trouble } from "../../editor/request";
import { bridgePicture, lookOf } from "./bridge-picture";
import { otherNodes, whereOf } from "./other-nodes";
import { modelName, Panel } from "./panel";

/** A bridge that has answered; `api` where it is to be used without encryption. */
export interface Found {
  readonly host: string;
  readonly port: number;
  readonly bridgeId: string;
  readonly name: string;
  readonly model: string;
  readonly api?: "v1";
}

export interface SearchDialog {
  /** The id of the bridge that the dialog shows; empty before pairing. */
  readonly bridgeId: () => string;
  readonly choose: (found: Found) => void;
}

/** Why a search may find nothing, and what always works. */
const REASONS = [
  "hue-bridge.search.other-network",
  "hue-bridge.search.container",
  "hue-bridge.search.by-hand",
] as const;

/** The part of the bridge's dialog that looks for bridges: a button, then what was found, to choose from. */
export class SearchPanel {
  readonly #node: EditorNode;
  readonly #dialog: SearchDialog;
  readonly #panel: Panel;
  readonly #result: Panel;
  readonly #button: JQuery;
  readonly #cloud: JQuery;
  #closed = false;

  constructor(node: EditorNode, place: JQuery, dialog: SearchDialog) {
    this.#node = node;
    this.#dialog = dialog;
    this.#panel = new Panel(node, place.empty());
    const line = $('<div class="hue-bridge-search-line">').appendTo(place);
    this.#button = this.#panel.button("hue-bridge.search.begin", () => void this.#search(), line);
    const label = $("<label>").appendTo(line);
    this.#cloud = $('<input type="checkbox">').appendTo(label);
    $("<span>").text(this.#panel.text("hue-bridge.search.cloud")).appendTo(label);
    this.#result = new Panel(node, $('<div class="hue-bridge-result" aria-live="polite">').appendTo(place));
  }

  close(): void {
    this.#closed = true;
  }

  async #search(): Promise<void> {
    const { place } = this.#result;
    this.#button.prop("disabled", true);
    place.empty();
    this.#result.say("fa-spinner fa-spin", this.#panel.text("hue-bridge.search.searching"));
    const show = await this.#ask();
    if (this.#closed) return;
    this.#button.prop("disabled", false).text(this.#panel.text("hue-bridge.search.again"));
    place.empty();
    show();
  }

  async #ask(): Promise<() => void> {
    const cloud = this.#cloud.prop("checked") === true;
    try {
      const path = "presence-hue-bridge/discover";
      const found = await request<readonly Found[]>(this.#node, "POST", path, { cloud });
      return () => (found.length > 0 ? this.#showFound(found) : this.#showNone());
    } catch (trouble) {
      const { title, advice } = trouble as Trouble;
      return () => this.#result.trouble(title, advice);
    }
  }

  #showNone(): void {
    const { place } = this.#result;
    this.#result.say("fa-search", this.#panel.text("hue-bridge.search.none"));
    const reasons = $("<ul>").appendTo(place);
    for (const reason of REASONS) $("<li>").text(this.#panel.text(reason)).appendTo(reasons);
  }

  #showFound(found: readonly Found[]): void {
    const { place } = this.#result;
    this.#result.say("fa-info-circle", this.#panel.text("hue-bridge.search.choose"));
    const list = $('<ul class="hue-bridge-found">').appendTo(place);
    const others = otherNodes(this.#node.id);
    for (const bridge of found) this.#entry(bridge, others).appendTo(list);
  }

  #entry(bridge: Found, others: ReadonlyMap<string, EditorNode>): JQuery {
    const { host, port, bridgeId, name, model, api } = bridge;
    const button = $('<button type="button" class="red-ui-button" aria-pressed="false">');
    const where = whereOf(host, port, api);
    const lines = $("<span>").append(
      $("<strong>").text(name),
      $("<span>").text([modelName(this.#panel, model), where].filter((part) => part !== "").join(" · ")),
    );
    for (const mark of this.#marks(bridgeId, api, others))
      $('<span class="hue-bridge-mark">').text(this.#panel.text(mark)).appendTo(lines);
    const chosen = $('<i class="fa fa-check" aria-hidden="true">');
    button.append(bridgePicture(lookOf(model)), lines, chosen).on("click", () => {
      button.closest("ul").find("button").attr("aria-pressed", "false");
      button.attr("aria-pressed", "true");
      this.#dialog.choose(bridge);
    });
    return $("<li>").append(button);
  }

  /** What is worth knowing before one chooses. */
  #marks(bridgeId: string, api: Found["api"], others: ReadonlyMap<string, EditorNode>): readonly string[] {
    return [
      ...(others.has(bridgeId) ? ["hue-bridge.search.known"] : []),
      ...(this.#dialog.bridgeId().toLowerCase() === bridgeId ? ["hue-bridge.search.this"] : []),
      ...(api === "v1" ? ["hue-bridge.search.plain"] : []),
    ];
  }
}
