import { isFromEnvironment } from "../common/environment";
import { asText, fillAbsent, numberBetween, propertyLabel, validator } from "../editor/fields";
import { personCheck, PersonRow } from "../editor/person-row";
import { TargetPicker } from "./editor/target-picker";

/** A resource id, or the number that an old bridge gives. */
const TARGET = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,4})$/i;

let picker: TargetPicker | undefined;
let personRow: PersonRow | undefined;

RED.nodes.registerType("presence-hue-light", {
  category: "presence",
  color: "#C0DEED",
  icon: "hue-light.svg",
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: "" },
    bridge: {
      value: "",
      type: "presence-hue-bridge",
      required: true,
      label: propertyLabel("hue-light.label.bridge"),
    },
    targetType: { value: "light" },
    target: {
      // Not required: a bridge has one home, so its id may be missing.
      value: "",
      label: propertyLabel("hue-light.label.target"),
      validate: validator(validateTarget),
    },
    theme: {
      value: "",
      type: "presence-theme",
      required: false,
      label: propertyLabel("hue-light.label.theme"),
    },
    person: {
      value: "",
      label: propertyLabel("hue-light.label.person"),
      validate: personCheck("hue-light.invalid.person"),
    },
    transition: {
      value: 400,
      label: propertyLabel("hue-light.label.transition"),
      validate: numberBetween(0, 60_000),
    },
    maxBrightness: {
      value: 100,
      label: propertyLabel("hue-light.label.max-brightness"),
      validate: numberBetween(1, 100),
    },
    onlyIfOn: { value: false },
    giveBack: { value: true },
    yieldToManual: { value: true },
  },
  label() {
    return this.name || this._("hue-light.palette-label");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  paletteLabel: "hue-light",
  oneditprepare() {
    fillAbsent(this);
    picker = new TargetPicker(this);
    personRow = new PersonRow(this, "hue-light");
  },
  oneditsave: close,
  oneditcancel: close,
});

function close(): void {
  picker?.close();
  personRow?.close();
  picker = undefined;
  personRow = undefined;
}

function validateTarget(this: EditorNode, value: unknown): true | string {
  const target = asText(value);
  if (TARGET.test(target) || isFromEnvironment(target)) return true;
  const targetType = picker?.targetTypeOf(this) ?? this["targetType"];
  return (target === "" && targetType === "home") || this._("hue-light.invalid.target");
}
