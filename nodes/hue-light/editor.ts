import { isFromEnvironment } from "../common/environment";
import { asText, fillAbsent, numberBetween, propertyLabel, validator } from "../editor/fields";
import { TargetPicker } from "./editor/target-picker";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

let picker: TargetPicker | undefined;

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
      value: "",
      required: true,
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
      validate: validator(validatePerson),
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
  },
  oneditsave: () => picker?.close(),
  oneditcancel: () => picker?.close(),
});

function validateTarget(this: EditorNode, value: unknown): true | string {
  const target = asText(value);
  return UUID.test(target) || isFromEnvironment(target) || this._("hue-light.invalid.target");
}

function validatePerson(this: EditorNode, value: unknown): true | string {
  const person = asText(value);
  return /^[a-z0-9-]*$/.test(person) || isFromEnvironment(person) || this._("hue-light.invalid.person");
}
