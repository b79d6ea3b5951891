import { type PresetName, PRESET_NAMES } from "../../shared/presence/appearance";
import { firstWrong } from "../../shared/presence/theme-draft";
import { fillAbsent, options, propertyLabel, validator } from "../editor/fields";
import { DEFAULT_HOURS, HoursPanel, wrongPartOf } from "./editor/hours-panel";
import { LampTrial } from "./editor/lamp-trial";
import { RuleTable } from "./editor/rule-table";

/** What the open dialog consists of. */
let open: { readonly table: RuleTable; readonly hours: HoursPanel; readonly trial: LampTrial } | undefined;

RED.nodes.registerType("presence-theme", {
  category: "config",
  defaults: {
    name: { value: "" },
    preset: { value: "traffic-light", label: propertyLabel("presence-theme.label.preset") },
    rules: {
      value: [],
      label: propertyLabel("presence-theme.label.rules"),
      validate: validator(validateRules),
    },
    hours: {
      value: DEFAULT_HOURS,
      label: propertyLabel("presence-theme.label.hours"),
      validate: validator(validateHours),
    },
  },
  label() {
    return this.name || this._(`presence-theme.preset.${presetOf(this["preset"])}`);
  },
  oneditprepare() {
    fillAbsent(this);
    const choice = $("#node-config-input-preset");
    choice.append(options(this, PRESET_NAMES, "presence-theme.preset", presetOf(this["preset"])));
    const trial = new LampTrial(this);
    const table = new RuleTable(this, presetOf(choice.val()), trial);
    open = { table, hours: new HoursPanel(this), trial };
    choice.on("change", () => table.changePreset(presetOf(choice.val())));
  },
  oneditsave() {
    if (!open) return;
    this["rules"] = open.table.rules();
    this["hours"] = open.hours.values();
    open.trial.close();
  },
  oneditcancel: () => open?.trial.close(),
});

function presetOf(value: unknown): PresetName {
  return PRESET_NAMES.find((name) => name === value) ?? "traffic-light";
}

function validateRules(this: EditorNode, value: unknown): true | string {
  if (value === undefined || value === null || value === "") return true;
  const wrong = Array.isArray(value) ? firstWrong(presetOf(this["preset"]), value) : 0;
  return wrong === -1 || this._("presence-theme.invalid.rule", { number: wrong + 1 });
}

function validateHours(this: EditorNode, value: unknown): true | string {
  const wrong = wrongPartOf(value);
  return wrong === undefined || this._(`presence-theme.invalid.${wrong}`);
}
