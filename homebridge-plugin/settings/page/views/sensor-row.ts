import { canonicalToken, KNOWN_WORDS } from "../../../../shared/presence/status";
import { SENSOR_KINDS, SENSOR_STATUSES, type Sensor } from "../../../sensors/sensor";
import { type Fields, isOn, textOf } from "../../model/fields";
import type { Desk } from "../desk";
import { button, disclosure, el, iconButton } from "../dom";
import { chips } from "./chips";
import { registerField, selectField, switchField, textField } from "./field";
import { trialButton } from "./trial-button";
import { sensorWords, statusDot, statusWord } from "./words";

/** Whether a sensor detects now; undefined where that cannot be told. */
export type Detects = () => boolean | undefined;

export interface SensorRowOptions {
  readonly person: Fields;
  readonly id: () => string;
  readonly name: () => string;
  /** What it waits for, in words. */
  readonly words: () => string;
  readonly detects: Detects;
  readonly hindrance: () => string | undefined;
  readonly actions?: readonly HTMLElement[];
}

/** One line: whether it detects now, its name, what it waits for, a button to try it. */
export function sensorLine(desk: Desk, options: SensorRowOptions): HTMLElement {
  const { person, id, name, words, detects, hindrance, actions = [] } = options;
  const dot = el("span", { class: "tp-light", role: "img" });
  const title = el("span", { class: "tp-sensor-name" });
  const about = el("span", { class: "tp-help" });
  const element = el(
    "div",
    { class: "tp-sensor-line", "data-sensor": "" },
    dot,
    el("span", { class: "tp-sensor-words" }, title, about),
    trialButton(desk, { what: () => ({ person: textOf(person["id"]), sensor: id() }), name, hindrance }),
    ...actions,
  );
  desk.watch(element, () => {
    const value = detects();
    const state = desk.say(
      value === undefined ? "sensor.unknown" : value ? "sensor.detects" : "sensor.rests",
    );
    element.dataset["sensor"] = id();
    element.dataset["detects"] = value === undefined ? "unknown" : String(value);
    dot.setAttribute("aria-label", state);
    dot.title = state;
    title.textContent = name();
    const said = words();
    about.textContent = said.toLowerCase() === name().toLowerCase() ? "" : said;
  });
  return element;
}

export interface OwnSensorOptions {
  readonly person: Fields;
  readonly sensor: Fields;
  readonly isNew: boolean;
  readonly detects: (id: string) => boolean | undefined;
  readonly hindrance: (id: string) => string | undefined;
  readonly remove: () => void;
}

/** A sensor of somebody's own: its line, and what can be changed of it when it is opened. */
export function ownSensor(desk: Desk, options: OwnSensorOptions): HTMLElement {
  const { person, sensor, isNew, detects, hindrance, remove } = options;
  const id = (): string => textOf(sensor["id"]);
  const name = (): string => desk.nameOf(sensor, "sensor.new");
  const removeButton = button(desk.say("remove"), remove, {
    icon: "remove",
    look: "tp-quiet tp-small",
    "data-action": "remove-sensor",
  });
  const panel = el(
    "div",
    { class: "tp-sensor-panel", id: desk.key("sensor") },
    ...fields(desk, options),
    el("div", { class: "tp-row" }, removeButton),
  );
  const toggle = iconButton("chevron", "", () => open(panel.hidden !== false), "edit-sensor");
  toggle.setAttribute("aria-controls", panel.id);
  const line = sensorLine(desk, {
    person,
    id,
    name,
    words: () => sensorWords(desk.texts, sensorOf(sensor)),
    detects: () => detects(id()),
    hindrance: () => hindrance(id()),
    actions: [toggle],
  });
  const element = el("li", { class: "tp-sensor tp-own" }, line, panel);

  function open(isOpen: boolean): void {
    panel.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
  }
  open(isNew);
  desk.watch(element, () => {
    element.dataset["ownSensor"] = id();
    for (const [control, key] of [
      [toggle, "sensor.edit"],
      [removeButton, "sensor.remove"],
    ] as const) {
      const label = desk.say(key, { name: name() });
      control.setAttribute("aria-label", label);
      control.title = label;
    }
  });
  return element;
}

function fields(desk: Desk, { person, sensor, isNew }: OwnSensorOptions): readonly HTMLElement[] {
  const at = (): string => `${desk.pathOf("people", person)}.${desk.pathOf("sensors", sensor, person)}`;
  const property = (name: string, fallback?: unknown) => ({ of: () => sensor, name, at, fallback });
  const more = disclosure(
    desk.say("sensor.more"),
    selectField(desk, property("kind", "occupancy"), {
      label: "sensor.kind",
      help: "sensor.kind-help",
      choices: () => SENSOR_KINDS.map((value) => ({ value, label: desk.say(`sensor.kind.${value}`) })),
    }),
    activityField(desk, sensor, at),
    switchField(desk, property("invert", false), { label: "sensor.invert", help: "sensor.invert-help" }),
    idLine(desk, sensor),
  );
  return [
    textField(desk, property("name"), {
      label: "sensor.name",
      placeholder: desk.say("sensor.name-example"),
      isNew,
      write: (text) => {
        desk.draft.rename(sensor, person, "sensors", "sensor", text);
        desk.changed();
      },
    }),
    statusField(desk, sensor, at, isNew),
    more.element,
  ];
}

function statusField(desk: Desk, sensor: Fields, at: () => string, isNew: boolean): HTMLElement {
  const legend = desk.say("sensor.statuses");
  const items = SENSOR_STATUSES.map((status) => ({
    value: status,
    label: statusWord(desk.texts, status),
    dot: statusDot(status),
  }));
  const field = chips(
    desk,
    legend,
    items,
    () => listIn(sensor["statuses"]),
    (values) => {
      desk.draft.set(sensor, "statuses", values);
      touch();
      desk.changed();
    },
  );
  const wrong = el("div", { class: "tp-wrong", id: desk.key("wrong") });
  field.append(wrong);
  field.setAttribute("aria-describedby", wrong.id);
  const touch = registerField(desk, {
    control: field,
    wrong,
    label: legend,
    path: () => `${at()}.statuses`,
    isNew,
  });
  return field;
}

/** Words of Graph, a line each; what is known is offered while one types. */
function activityField(desk: Desk, sensor: Fields, at: () => string): HTMLElement {
  const property = { of: () => sensor, name: "activities", at };
  const words = KNOWN_WORDS.map((word) => el("code", {}, word)).flatMap((word) => [word, " "]);
  return textField(desk, property, {
    label: "sensor.activities",
    help: "sensor.activities-help",
    placeholder: "InAConferenceCall, UrgentInterruptionsOnly",
    read: (value) => listIn(value).join(", "),
    extra: el(
      "details",
      { class: "tp-words" },
      el("summary", {}, desk.say("sensor.activities-all")),
      ...words,
    ),
    write: (text) => {
      const given = text.split(/[\s,;]+/).filter((word) => word !== "");
      desk.draft.set(
        sensor,
        "activities",
        given.map((word) => canonicalToken(word) ?? word),
      );
      desk.changed();
    },
  });
}

/** The id, to be read and not to be changed by accident. */
export function idLine(desk: Desk, entry: Fields): HTMLElement {
  const code = el("code", {});
  const element = el("p", { class: "tp-id" }, desk.say("id.label"), " ", code, " · ", desk.say("id.help"));
  desk.watch(element, () => {
    code.textContent = textOf(entry["id"]) || "—";
  });
  return element;
}

/** The entry as the plugin reads it, as far as words about it need. */
export function sensorOf(sensor: Fields): Pick<Sensor, "statuses" | "activities" | "invert"> {
  const known = SENSOR_STATUSES.filter((status) => listIn(sensor["statuses"]).includes(status));
  const activities = listIn(sensor["activities"]).filter((each) => typeof each === "string");
  return { statuses: known, activities, invert: isOn(sensor["invert"]) };
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
