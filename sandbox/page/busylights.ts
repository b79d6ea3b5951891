import type { BusylightState } from "../api/state";
import { LIGHT_TROUBLES } from "../usb/light-trouble";
import { byId, el, keyedList, type Row, svg } from "./dom";
import { glowOf } from "./room";
import { lightSays, ringingSays, troubleName } from "./words";

/** What a person can do with the USB lights. */
export interface LightHands {
  readonly plug: (light: BusylightState) => void;
  readonly unplug: (light: BusylightState) => void;
  readonly press: (light: BusylightState) => void;
  /** Null: none any more. */
  readonly trouble: (light: BusylightState, kind: string | null) => void;
}

/** It has no hardware that could be unplugged. */
const VIRTUAL = "virtual";

/** The lights that are plugged in, and the shelf with those that are not. */
export function busylightPanel(hands: LightHands): (lights: readonly BusylightState[]) => void {
  const card = byId("busylights-card", HTMLDivElement);
  const shelfTitle = byId("usb-shelf-title", HTMLHeadingElement);
  const id = (light: BusylightState): string => light.id;
  const fillPlugged = keyedList(byId("busylights", HTMLUListElement), id, (light) =>
    pluggedRow(light, hands),
  );
  const fillShelf = keyedList(byId("usb-shelf", HTMLUListElement), id, (light) => shelfRow(light, hands));
  return (lights) => {
    const focused = document.activeElement?.closest<HTMLElement>("[data-light]");
    const onShelf = lights.filter(({ plugged }) => !plugged);
    card.hidden = lights.length === 0;
    shelfTitle.hidden = onShelf.length === 0;
    fillPlugged(lights.filter(({ plugged }) => plugged));
    fillShelf(onShelf);
    if (focused?.isConnected === false) followFocus(focused.dataset["light"]);
  };
}

/** A light that goes to the shelf, or comes from there, takes the keyboard's place with it. */
function followFocus(id: string | undefined): void {
  for (const row of document.querySelectorAll<HTMLElement>("[data-light]"))
    if (row.dataset["light"] === id) row.querySelector<HTMLElement>("[data-moves]")?.focus();
}

function pluggedRow(first: BusylightState, hands: LightHands): Row<BusylightState> {
  let now = first;
  const { id, name, port, button, family } = first;
  const detail = el("span", { class: "tile-detail" });
  const ringing = el("p", { class: "ringing", role: "status" });
  const trouble = troubleMenu(name, (kind) => hands.trouble(now, kind));
  const controls = el("span", { class: "usb-hands" }, trouble);
  const add = (text: string, attributes: Readonly<Record<string, string>>, run: () => void): void => {
    const made = el("button", { type: "button", class: "button", ...attributes }, text);
    made.setAttribute("aria-label", `${text} ${name}`);
    made.addEventListener("click", run);
    controls.append(made);
  };
  if (button) add("Press", {}, () => hands.press(now));
  if (family !== VIRTUAL) add("Unplug", { "data-moves": "" }, () => hands.unplug(now));
  const words = el("span", { class: "tile-words" }, el("span", { class: "tile-name" }, name), detail);
  const element = el(
    "li",
    { class: "tile usb-tile", "data-light": id },
    usbPicture(),
    words,
    ringing,
    controls,
  );
  return {
    element,
    update(light) {
      now = light;
      const { color, level } = glowOf(light);
      element.style.setProperty("--light", color);
      element.style.setProperty("--level", level.toFixed(3));
      element.classList.toggle("is-blink", light.effect === "blink");
      element.classList.toggle("is-breathe", light.effect === "breathe");
      element.classList.toggle("is-troubled", light.trouble !== undefined);
      detail.textContent = [...(family === VIRTUAL ? [] : [`Port ${port}`]), lightSays(light)].join(" · ");
      // Telling the same again would have it read aloud again.
      const sound = ringingSays(light);
      if (ringing.textContent !== sound) ringing.textContent = sound;
      trouble.value = light.trouble ?? "";
    },
  };
}

function shelfRow(light: BusylightState, hands: LightHands): Row<BusylightState> {
  const { id, name } = light;
  const button = el("button", { type: "button", class: "button", "data-moves": "" }, "Plug in");
  button.setAttribute("aria-label", `Plug in ${name}`);
  button.addEventListener("click", () => hands.plug(light));
  const element = el("li", { "data-light": id }, usbPicture(), el("span", {}, name), button);
  return { element, update: () => undefined };
}

function troubleMenu(name: string, choose: (kind: string | null) => void): HTMLSelectElement {
  const menu = el(
    "select",
    { class: "usb-trouble", "aria-label": `${name}, trouble` },
    el("option", { value: "" }, "No trouble"),
    ...LIGHT_TROUBLES.map((kind) => el("option", { value: kind }, troubleName("usb", kind))),
  );
  menu.addEventListener("change", () => choose(menu.value === "" ? null : menu.value));
  return menu;
}

/** A dome on its foot, and the plug below. */
function usbPicture(): SVGSVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 32 40", class: "usb-picture", "aria-hidden": "true" },
    svg("circle", { cx: "16", cy: "16", r: "16", class: "usb-halo" }),
    svg("path", { d: "M7 24 v-8 a9 9 0 0 1 18 0 v8 Z", class: "usb-dome" }),
    svg("rect", { x: "4.5", y: "24", width: "23", height: "5", rx: "1.5", class: "usb-body" }),
    svg("path", { d: "M11 29 h10 v9 h-10 Z", class: "usb-plug" }),
    svg("path", { d: "M13.5 32 h1.8 M16.9 32 h1.8", class: "usb-plug-holes" }),
  );
}
