import { DEFAULT_BASE } from "../../../config/mqtt-settings";
import { type Fields, madePart, partOf } from "../../model/fields";
import { usesMqtt } from "../../model/sources";
import type { Desk } from "../desk";
import { button, disclosure, el, iconButton, link } from "../dom";
import { GUIDE } from "../links";
import { type Property, switchField, textField } from "./field";
import { ask, showUndo } from "./undo-bar";

export interface MqttView {
  readonly element: HTMLElement;
  /** Shows the broker's fields, also while nothing is written there yet. */
  readonly open: (focus: boolean) => void;
}

/** The broker, for people who come from MQTT and for publishing. */
export function mqttView(desk: Desk): MqttView {
  const { block } = desk.draft;
  const of = (): Fields | undefined => partOf(block, "mqtt");
  const make = (): Fields => madePart(block, "mqtt");
  const property = (name: string, fallback?: unknown): Property => ({
    of,
    make,
    name,
    at: () => "mqtt",
    fallback,
  });
  const isNew = of() === undefined;
  let isOpen = !isNew;
  const advanced = disclosure(
    desk.say("advanced"),
    textField(desk, property("clientId"), { label: "mqtt.client", help: "mqtt.client-help" }),
    textField(desk, property("ca"), {
      label: "mqtt.ca",
      help: "mqtt.ca-help",
      placeholder: "/var/lib/homebridge/ca.pem",
    }),
    textField(desk, property("certificate"), { label: "mqtt.certificate", help: "mqtt.certificate-help" }),
    textField(desk, property("key"), { label: "mqtt.key", help: "mqtt.key-help" }),
  );
  const card = el(
    "article",
    { class: "tp-card", "data-card": "mqtt" },
    el(
      "header",
      { class: "tp-card-head" },
      el("h3", { class: "tp-card-title" }, desk.say("mqtt.broker")),
      iconButton("remove", desk.say("mqtt.remove"), () => remove(), "remove-broker"),
    ),
    textField(desk, property("url"), {
      label: "mqtt.url",
      help: "mqtt.url-help",
      type: "url",
      placeholder: "mqtt://192.168.1.10",
      isNew,
    }),
    el(
      "div",
      { class: "tp-columns" },
      textField(desk, property("username"), { label: "mqtt.user" }),
      textField(desk, property("password"), { label: "mqtt.password", type: "password" }),
    ),
    switchField(desk, property("publish", false), { label: "mqtt.publish", help: "mqtt.publish-help" }),
    textField(desk, property("base"), {
      label: "mqtt.base",
      help: "mqtt.base-help",
      placeholder: DEFAULT_BASE,
    }),
    advanced.element,
  );
  desk.touchWhenLeft(card);
  const add = button(desk.say("mqtt.add"), () => open(true), {
    icon: "plus",
    look: "tp-plain",
    "data-action": "add-broker",
  });
  const about = el(
    "p",
    { class: "tp-help" },
    desk.say("mqtt.about"),
    " ",
    link(desk.say("guide"), `${GUIDE}#publishing-to-mqtt-and-home-assistant`),
  );
  const place = el("div", { class: "tp-cards" }, card);
  const element = el(
    "section",
    { class: "tp-section", "aria-labelledby": "tp-mqtt", "data-section": "mqtt" },
    el("h2", { class: "tp-heading", id: "tp-mqtt" }, desk.say("mqtt.title")),
    about,
    place,
    el("div", { class: "tp-row" }, add),
  );

  function open(focus: boolean): void {
    isOpen = true;
    desk.refresh();
    if (focus) card.querySelector<HTMLElement>('[data-field="url"]')?.focus();
  }

  function remove(): void {
    const act = (): void => {
      const undo = desk.draft.clear(block, "mqtt");
      isOpen = false;
      desk.changed();
      showUndo(desk, card, desk.say("removed", { name: desk.say("mqtt.broker") }), () => {
        undo();
        isOpen = true;
        desk.changed();
        card.querySelector<HTMLElement>('[data-field="url"]')?.focus();
      });
    };
    if (!usesMqtt(desk.draft)) return act();
    ask(card, desk.say("mqtt.used"), { label: desk.say("remove"), act }, desk.say("keep"));
  }
  desk.watch(element, () => {
    const isShown = isOpen || of() !== undefined || usesMqtt(desk.draft);
    card.hidden = !isShown;
    add.hidden = isShown;
  });
  return { element, open };
}
