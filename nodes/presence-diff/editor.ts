import { STATUSES } from "../../shared/presence/presence";
import { fillAbsent, numberBetween, options, propertyLabel, validator } from "../editor/fields";

interface Hold {
  readonly status: string;
  readonly seconds: number | string;
}

const LONGEST_SECONDS = 86_400;

RED.nodes.registerType("presence-diff", {
  category: "presence",
  color: "#C0DEED",
  icon: "presence-diff.svg",
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: "" },
    compare: { value: "status" },
    settle: {
      value: 0,
      label: propertyLabel("presence-diff.label.settle"),
      validate: numberBetween(0, LONGEST_SECONDS),
    },
    hold: { value: [], label: propertyLabel("presence-diff.label.hold"), validate: validator(validateHold) },
    first: { value: true },
    remember: { value: true },
  },
  label() {
    return this.name || this._("presence-diff.palette-label");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  paletteLabel: "presence-diff",
  oneditprepare() {
    fillAbsent(this);
    const row = (container: JQuery, _index: number, item: Partial<Hold>): void => {
      const line = $('<div class="presence-diff-hold">').appendTo(container);
      $('<select class="presence-diff-hold-status">')
        .attr("aria-label", this._("presence-diff.label.hold-status"))
        .append(options(this, STATUSES, "status", item.status ?? "in-a-call"))
        .appendTo(line);
      $('<input type="number" class="presence-diff-hold-seconds" min="0">')
        .attr("aria-label", this._("presence-diff.label.hold-seconds"))
        .val(item.seconds ?? 60)
        .appendTo(line);
      $("<span>").text(this._("editor.seconds")).appendTo(line);
    };
    const list = $("#node-input-hold-list").editableList<Hold>({
      addItem: row,
      addButton: this._("presence-diff.label.add-hold"),
      removable: true,
      height: "auto",
    });
    for (const item of holdsOf(this["hold"])) list.editableList("addItem", item);
  },
  oneditsave() {
    this["hold"] = $("#node-input-hold-list")
      .editableList("items")
      .toArray()
      .map((element) => ({
        status: String($(element).find(".presence-diff-hold-status").val()),
        seconds: Number($(element).find(".presence-diff-hold-seconds").val()),
      }));
  },
});

function holdsOf(value: unknown): readonly Hold[] {
  return Array.isArray(value) ? (value as readonly Hold[]) : [];
}

function validateHold(this: EditorNode, value: unknown, options: { readonly label?: string }): true | string {
  const check = numberBetween(0, LONGEST_SECONDS);
  for (const { seconds } of holdsOf(value)) {
    const result = check.call(this, seconds, options);
    if (result !== true) return result;
  }
  return true;
}
