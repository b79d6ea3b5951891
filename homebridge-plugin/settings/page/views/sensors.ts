import { DEFAULT_SENSORS } from "../../../sensors/default-sensors";
import { readConfig } from "../../../config/config";
import { type Fields, textOf } from "../../model/fields";
import type { Desk } from "../desk";
import { button, el } from "../dom";
import { ownSensor, sensorLine } from "./sensor-row";
import { showUndo } from "./undo-bar";
import { sensorWords } from "./words";

/** The sensors of a person: the five that everybody has, or a list of their own. */
export function sensorsView(desk: Desk, person: Fields): HTMLElement {
  const heading = el("h4", { class: "tp-subtitle" });
  const sub = el("p", { class: "tp-help" });
  const list = el("ul", { class: "tp-sensors" });
  const actions = el("div", { class: "tp-row" });
  const element = el("section", { class: "tp-sensor-section" }, heading, sub, list, actions);
  const id = (): string => textOf(person["id"]);
  const detects = (sensor: string): boolean | undefined => {
    const preview = desk.live.previewOf(id(), Date.now());
    const isKnown = preview !== undefined && preview.state !== "waiting";
    return isKnown ? preview.sensors.get(sensor) : undefined;
  };
  const hindrance = (sensor: string): string | undefined => whyNotTried(desk, id(), sensor);

  function own(sensor: Fields, isNew: boolean): HTMLElement {
    return ownSensor(desk, {
      person,
      sensor,
      isNew,
      detects,
      hindrance,
      remove() {
        const text = desk.say("sensor.removed", { name: desk.nameOf(sensor, "sensor.new") });
        const undo = desk.draft.remove(person, "sensors", sensor);
        showAgain();
        showUndo(desk, list, text, () => {
          undo();
          showAgain();
          const row = list.querySelector(`[data-own-sensor="${CSS.escape(textOf(sensor["id"]))}"]`);
          row?.querySelector<HTMLElement>('[data-action="edit-sensor"]')?.focus();
        });
      },
    });
  }

  function showAgain(): void {
    show();
    desk.changed();
  }

  function show(): void {
    const sensors = desk.draft.sensorsOf(person);
    const isOwn = sensors.length > 0;
    heading.textContent = desk.say("sensors.title");
    sub.textContent = desk.say(isOwn ? "sensors.own" : "sensors.usual");
    list.replaceChildren(
      ...(isOwn
        ? sensors.map((sensor) => own(sensor, false))
        : DEFAULT_SENSORS.map((sensor) =>
            el(
              "li",
              { class: "tp-sensor" },
              sensorLine(desk, {
                person,
                id: () => sensor.id,
                name: () => sensor.name,
                words: () => sensorWords(desk.texts, sensor),
                detects: () => detects(sensor.id),
                hindrance: () => hindrance(sensor.id),
              }),
            ),
          )),
    );
    actions.replaceChildren(...(isOwn ? [addButton(), usualButton()] : [chooseButton()]));
  }

  const chooseButton = (): HTMLElement =>
    button(
      desk.say("sensors.choose"),
      () => {
        // The same ids, so that what is kept of them stays the same accessory.
        const five = DEFAULT_SENSORS.map(({ id, name, statuses }) => ({ id, name, statuses: [...statuses] }));
        person["sensors"] = five;
        showAgain();
        list.querySelector<HTMLElement>('[data-action="edit-sensor"]')?.focus();
      },
      { look: "tp-plain", "data-action": "choose-sensors" },
    );

  const addButton = (): HTMLElement =>
    button(
      desk.say("sensors.add"),
      () => {
        const sensor = desk.draft.add(person, "sensors", "sensor", {});
        const row = own(sensor, true);
        list.append(row);
        desk.changed();
        row.querySelector<HTMLElement>('[data-field="name"]')?.focus();
      },
      { icon: "plus", look: "tp-plain", "data-action": "add-sensor" },
    );

  const usualButton = (): HTMLElement =>
    button(
      desk.say("sensors.back"),
      () => {
        const undo = desk.draft.clear(person, "sensors");
        showAgain();
        showUndo(desk, list, desk.say("sensors.back-done"), () => {
          undo();
          showAgain();
          list.querySelector<HTMLElement>('[data-action="edit-sensor"]')?.focus();
        });
      },
      { look: "tp-link", "data-action": "usual-sensors" },
    );

  show();
  return element;
}

/** Why a sensor cannot be tried: HomeKit has only what was saved. */
function whyNotTried(desk: Desk, person: string, sensor: string): string | undefined {
  const { people } = savedOf(desk);
  const saved = people.find(({ id }) => id === person)?.sensors.some(({ id }) => id === sensor);
  return saved === true ? undefined : desk.say("trial.unsaved");
}

const READ = new WeakMap<Fields, ReturnType<typeof readConfig>>();

/** The plugin's reading of what was saved, once. */
export function savedOf({ draft: { saved } }: Desk): ReturnType<typeof readConfig> {
  const config = READ.get(saved) ?? readConfig(saved);
  READ.set(saved, config);
  return config;
}
