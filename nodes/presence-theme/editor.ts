import { type PresetName, PRESET_NAMES, PRESETS, type Rule } from "../../shared/presence/appearance";
import { STATUSES } from "../../shared/presence/presence";
import { fillAbsent, options, propertyLabel } from "../editor/fields";

RED.nodes.registerType("presence-theme", {
  category: "config",
  defaults: {
    name: { value: "" },
    preset: { value: "traffic-light", label: propertyLabel("presence-theme.label.preset") },
  },
  label() {
    return this.name || this._(`presence-theme.preset.${presetOf(this["preset"])}`);
  },
  oneditprepare() {
    fillAbsent(this);
    const choice = $("#node-config-input-preset");
    choice.append(options(this, PRESET_NAMES, "presence-theme.preset", presetOf(this["preset"])));
    const show = (): void => showPreset(this, presetOf(choice.val()));
    choice.on("change", show);
    show();
  },
});

function presetOf(value: unknown): PresetName {
  return PRESET_NAMES.find((name) => name === value) ?? "traffic-light";
}

function showPreset(node: EditorNode, preset: PresetName): void {
  const rows = STATUSES.map((status) => {
    const rule = PRESETS[preset][status];
    const row = $("<tr>");
    $("<td>").append(swatch(rule)).appendTo(row);
    $("<th>")
      .attr("scope", "row")
      .text(node._(`status.${status}`))
      .appendTo(row);
    $("<td>").text(inWords(node, rule)).appendTo(row);
    return row;
  });
  $("#presence-theme-rules")
    .empty()
    .append($(rows.flatMap((row) => row.get())));
}

function swatch(rule: Rule): JQuery {
  const shown = $('<span class="presence-theme-swatch" aria-hidden="true">');
  return rule.action === "show" ? shown.css("background-color", rule.color) : shown.addClass("is-empty");
}

function inWords(node: EditorNode, rule: Rule): string {
  return rule.action === "show" ? rule.color : node._(`presence-theme.action.${rule.action}`);
}
