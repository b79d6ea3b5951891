import { lookOf, type Look } from "./bridge-picture";

/** The parts a panel of the bridge's dialog is made of: lines with an icon, and buttons. */
export class Panel {
  readonly place: JQuery;
  readonly #node: EditorNode;

  constructor(node: EditorNode, place: JQuery) {
    this.#node = node;
    this.place = place;
  }

  text(key: string, substitutions?: Record<string, string | number>): string {
    return this.#node._(key, substitutions);
  }

  /** A line of text with an icon, read out when it comes; gives the element of the text. */
  say(icon: string, text: string, place = this.place): JQuery {
    const line = $('<p aria-live="polite">').appendTo(place);
    $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(line);
    return $("<span>").text(text).appendTo(line);
  }

  button(key: string, press: () => void, place = this.place): JQuery {
    return $('<button type="button" class="red-ui-button">')
      .text(this.text(key))
      .on("click", press)
      .appendTo(place);
  }

  trouble(title: string, advice: string): void {
    this.say("fa-exclamation-triangle", title).addClass("hue-bridge-trouble");
    $("<p>").text(advice).appendTo(this.place);
  }
}

const MODEL_NAMES: Record<Look, string> = {
  round: "hue-bridge.model.round",
  square: "hue-bridge.model.square",
  pro: "hue-bridge.model.pro",
};

/** What people call a model, and its number; just the number where it is none that is known. */
export function modelName(panel: Panel, model: string): string {
  return /^BSB00[123]$/.test(model) ? `${panel.text(MODEL_NAMES[lookOf(model)])} (${model})` : model;
}
