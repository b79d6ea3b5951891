import { fillAbsent, numberBetween, propertyLabel, validator } from "../editor/fields";
import { checkPeople, readPeopleRows, showPeople } from "./editor/people-rows";

const PEOPLE_LIST = "#node-input-people-list";

RED.nodes.registerType("presence-poll", {
  category: "presence",
  color: "#C0DEED",
  icon: "presence-poll.svg",
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: "" },
    auth: { value: "", type: "teams-auth", required: true, label: propertyLabel("presence-poll.label.auth") },
    people: {
      value: [],
      label: propertyLabel("presence-poll.label.people"),
      validate: validator(function (value) {
        return checkPeople(this, value);
      }),
    },
    interval: {
      value: 30,
      label: propertyLabel("presence-poll.label.interval"),
      validate: numberBetween(5, 3600),
    },
    staleAfter: {
      value: 900,
      label: propertyLabel("presence-poll.label.stale-after"),
      validate: numberBetween(0, 86_400),
    },
  },
  outputLabels(index) {
    return this._(index === 0 ? "presence-poll.output.presence" : "presence-poll.output.attention");
  },
  label() {
    return this.name || this._("presence-poll.palette-label");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  paletteLabel: "presence-poll",
  oneditprepare() {
    fillAbsent(this);
    showPeople(this, $(PEOPLE_LIST), $("#node-input-people-empty"));
  },
  oneditsave() {
    this["people"] = readPeopleRows($(PEOPLE_LIST));
  },
});
