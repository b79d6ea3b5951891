import { ACTIONS, type Colour, EFFECTS } from "../../../shared/presence/appearance";
import type { Status } from "../../../shared/presence/presence";
import type { Choice } from "../../../shared/presence/theme-draft";
import { asText, options } from "../../editor/fields";

export interface RowOutlets {
  readonly changed: (choice: Choice) => void;
  readonly reset: () => void;
  readonly tried: () => void;
}

/** One status in the table of a theme: what the lamp does and how it looks. */
export class RuleRow {
  readonly element = $("<tr>");
  readonly #colour = $('<input type="color" class="presence-theme-swatch">');
  readonly #empty = $('<span class="presence-theme-swatch is-empty" aria-hidden="true">');
  readonly #action = $("<select>");
  readonly #brightness = $(
    '<input type="number" class="presence-theme-brightness" min="1" max="100" step="1">',
  );
  readonly #effect = $("<select>");
  readonly #look = $('<span class="presence-theme-look">');
  readonly #scene = $('<input type="text" autocomplete="off" spellcheck="false">');
  readonly #reset: JQuery;
  readonly #try: JQuery;
  #shown: Choice | undefined;
  #canTry = false;

  constructor(node: EditorNode, status: Status, { changed, reset, tried }: RowOutlets) {
    const name = node._(`status.${status}`);
    const say = (part: string): string => node._(`presence-theme.row.${part}`, { status: name });
    this.#action.append(options(node, ACTIONS, "presence-theme.action"));
    this.#effect.append(options(node, EFFECTS, "presence-theme.effect"));
    this.#scene.attr("placeholder", node._("presence-theme.placeholder.scene"));
    this.#reset = iconButton("fa-undo", say("reset"))
      .addClass("presence-theme-reset")
      .on("click", () => {
        reset();
        this.#action.trigger("focus");
      });
    this.#try = iconButton("fa-bolt", say("try")).addClass("presence-theme-try").on("click", tried);
    for (const [field, part] of [
      [this.#colour, "colour"],
      [this.#action, "action"],
      [this.#brightness, "brightness"],
      [this.#effect, "effect"],
      [this.#scene, "scene"],
    ] as const)
      field.attr("aria-label", say(part)).on("change input", () => this.#take(changed));
    this.#brightness.on("change", () => this.#brightness.val(this.#shown?.brightness ?? ""));

    this.#look.append(this.#brightness, $('<span aria-hidden="true">').text("%"), this.#effect);
    this.element
      .attr("data-status", status)
      .append(
        $("<td>").append(this.#colour, this.#empty),
        $('<th scope="row">').text(name),
        $("<td>").append(this.#action),
        $("<td>").append(this.#look, this.#scene),
        $("<td>").append(this.#reset, this.#try),
      );
  }

  show(choice: Choice, isOwn: boolean): void {
    const { action, color, brightness, effect, scene } = choice;
    this.#shown = choice;
    this.#action.val(action);
    this.#colour.val(color);
    this.#effect.val(effect);
    // Whoever is typing is not interrupted.
    if (!this.#brightness.is(":focus")) this.#brightness.val(brightness);
    if (!this.#scene.is(":focus")) this.#scene.val(scene);
    this.#colour.toggle(action === "show");
    this.#empty.toggle(action !== "show");
    this.#look.toggle(action === "show");
    this.#scene.toggle(action === "scene");
    const lacksScene = action === "scene" && scene === "";
    this.#scene.toggleClass("input-error", lacksScene).attr("aria-invalid", String(lacksScene));
    this.element.toggleClass("is-own", isOwn);
    this.#reset.css("visibility", isOwn ? "" : "hidden");
    this.#enableTry();
  }

  allowTry(can: boolean): void {
    this.#canTry = can;
    this.#enableTry();
  }

  /** Of what leaves the lamp as it is, or gives it back, nothing would be seen. */
  #enableTry(): void {
    const { action, scene } = this.#shown ?? {};
    const isSeen = action === "show" || action === "off" || (action === "scene" && scene !== "");
    this.#try.prop("disabled", !this.#canTry || !isSeen);
  }

  #take(changed: (choice: Choice) => void): void {
    if (!this.#shown) return;
    const typed = Math.round(Number(this.#brightness.val()));
    const brightness = this.#brightness.val() === "" ? this.#shown.brightness : typed;
    changed({
      action: ACTIONS.find((one) => one === this.#action.val()) ?? "show",
      color: asText(this.#colour.val()) as Colour,
      brightness: Math.min(100, Math.max(1, brightness)),
      effect: EFFECTS.find((one) => one === this.#effect.val()) ?? "none",
      scene: asText(this.#scene.val()),
    });
  }
}

function iconButton(icon: string, label: string): JQuery {
  return $('<button type="button" class="red-ui-button red-ui-button-small">')
    .attr({ title: label, "aria-label": label })
    .append($(`<i class="fa ${icon}" aria-hidden="true">`));
}
