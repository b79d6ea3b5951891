import { isFromEnvironment } from "../common/environment";
import { asText, fillAbsent, keepUnlisted, numberBetween, propertyLabel, validator } from "../editor/fields";
import { personCheck, PersonRow } from "../editor/person-row";
import { isDevice } from "./editor/light-options";
import { LightPicker } from "./editor/light-picker";
import { checkProtocols, readProtocols, rightProtocols, showProtocols } from "./editor/protocol-rows";

const PROTOCOLS = "#node-input-protocols-list";

let picker: LightPicker | undefined;
let personRow: PersonRow | undefined;

RED.nodes.registerType("busylight", {
  category: "presence",
  color: "#C0DEED",
  icon: "busylight.svg",
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: "" },
    device: {
      value: "any",
      label: propertyLabel("busylight.label.device"),
      validate: validator(function (value) {
        const device = asText(value);
        if (device === "" || isDevice(device) || isFromEnvironment(device)) return true;
        return this._("busylight.invalid.device");
      }),
    },
    theme: {
      value: "",
      type: "presence-theme",
      required: false,
      label: propertyLabel("busylight.label.theme"),
    },
    person: {
      value: "",
      label: propertyLabel("busylight.label.person"),
      validate: personCheck("busylight.invalid.person"),
    },
    maxBrightness: {
      value: 100,
      label: propertyLabel("busylight.label.max-brightness"),
      validate: numberBetween(1, 100),
    },
    volume: {
      value: 50,
      label: propertyLabel("busylight.label.volume"),
      validate: numberBetween(0, 100),
    },
    onClose: {
      value: "off",
      label: propertyLabel("busylight.label.on-close"),
      validate: validator(function (value) {
        const isRight = value === undefined || value === "" || value === "off" || value === "leave";
        return isRight || isFromEnvironment(value) || this._("busylight.invalid.on-close");
      }),
    },
    plainColors: { value: false },
    protocols: {
      value: [],
      label: propertyLabel("busylight.label.protocols"),
      validate: validator(function (value) {
        return checkProtocols(this, value);
      }),
    },
  },
  outputLabels(index) {
    return this._(index === 0 ? "busylight.output.message" : "busylight.output.button");
  },
  label() {
    return this.name || this._("busylight.palette-label");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  paletteLabel: "busylight",
  oneditprepare() {
    fillAbsent(this);
    keepUnlisted(this);
    const list = $(PROTOCOLS);
    // Rows that are shown first tell of nothing that has changed.
    showProtocols(this, list, () => void picker?.load());
    picker = new LightPicker(this, () => rightProtocols(list));
    personRow = new PersonRow(this, "busylight");
    tellOfLeaving();
  },
  oneditsave() {
    this["protocols"] = readProtocols($(PROTOCOLS));
    close();
  },
  oneditcancel: close,
});

function close(): void {
  picker?.close();
  personRow?.close();
  picker = undefined;
  personRow = undefined;
}

/** What becomes of a light that is left as it is, says a line that is there only then. */
function tellOfLeaving(): void {
  const choice = $("#node-input-onClose");
  const show = (): void => void $("#busylight-leave-tip").toggle(choice.val() === "leave");
  choice.on("change", show);
  show();
}
