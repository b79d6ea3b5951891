import type { ApplicationState, HandOrder, LampState } from "../api/state";
import { byId, el, keyedList } from "./dom";
import { levelOf } from "./room";

/** The lamps with their switch, and what is registered with Microsoft. */

export interface Hands {
  readonly useSwitch: (lamp: LampState) => void;
  /** As in the Hue app. */
  readonly set: (lamp: LampState, order: HandOrder) => void;
}

export function lampList(hands: Hands): (lamps: readonly LampState[]) => void {
  const fill = keyedList<LampState>(
    byId("lamps", HTMLUListElement),
    ({ id }) => id,
    (first) => {
      let now = first;
      const tile = lightTile();
      const knob = el("button", { type: "button", role: "switch", class: "switch" }, el("span"));
      knob.addEventListener("click", () => hands.useSwitch(now));
      const app = appControls((order) => hands.set(now, order));
      tile.element.append(knob, app.element);
      return {
        element: tile.element,
        update(lamp) {
          now = lamp;
          tile.show(lamp, `${Math.round(lamp.brightness)} % · ${lamp.color}`);
          knob.setAttribute("aria-checked", String(lamp.on));
          knob.setAttribute("aria-label", `${lamp.name}, switch on the wall`);
          app.show(lamp);
        },
      };
    },
  );
  return withEmptyLine("no-lamps", fill);
}

/** What the Hue app would offer for a lamp; only what the lamp can do is there. */
function appControls(set: (order: HandOrder) => void): { element: HTMLElement; show(lamp: LampState): void } {
  const colour = el("input", { type: "color", class: "app-colour" });
  const level = el("input", { type: "range", class: "app-level", min: "1", max: "100" });
  // Once, when the choice is made: whoever drags would send hundreds.
  colour.addEventListener("change", () => set({ color: colour.value }));
  level.addEventListener("change", () => set({ brightness: Number(level.value) }));
  const element = el("span", { class: "app" }, level, colour);
  return {
    element,
    show({ name, brightness, color, abilities }) {
      level.hidden = abilities?.brightness !== true;
      colour.hidden = abilities?.color !== true;
      element.hidden = level.hidden && colour.hidden;
      level.setAttribute("aria-label", `${name}, brightness as in the Hue app`);
      colour.setAttribute("aria-label", `${name}, colour as in the Hue app`);
      level.title = "Brightness, as in the Hue app";
      colour.title = "Colour, as in the Hue app";
      // Not under somebody's hand.
      if (!level.matches(":active")) level.value = String(Math.round(brightness));
      if (!colour.matches(":focus")) colour.value = color;
    },
  };
}

function lightTile() {
  const name = el("span", { class: "tile-name" });
  const detail = el("span", { class: "tile-detail" });
  const element = el("li", { class: "tile" }, el("span", { class: "glowing" }), words(name, detail));
  return {
    element,
    show(light: Omit<LampState, "id">, whenOn: string) {
      name.textContent = light.name;
      detail.textContent = light.on ? whenOn : "off";
      element.classList.toggle("is-on", light.on);
      element.style.setProperty("--light", light.color);
      element.style.setProperty("--level", levelOf(light).toFixed(3));
    },
  };
}

function words(...children: readonly HTMLElement[]): HTMLElement {
  return el("span", { class: "tile-words" }, ...children);
}

function withEmptyLine<T>(id: string, fill: (items: readonly T[]) => void): (items: readonly T[]) => void {
  const line = byId(id, HTMLParagraphElement);
  return (items) => {
    line.hidden = items.length > 0;
    fill(items);
  };
}

/** What to type into a node's dialog, to be selected and copied. */
export function applicationList(): (applications: readonly ApplicationState[]) => void {
  return keyedList<ApplicationState>(
    byId("applications", HTMLUListElement),
    ({ clientId }) => clientId,
    ({ name, clientId, secret }) => {
      const line = (what: string, value: string) => el("div", {}, `${what} `, el("code", {}, value));
      const secretLine = secret === undefined ? [] : [line("Secret", secret)];
      const element = el("li", {}, el("strong", {}, name), line("Client id", clientId), ...secretLine);
      return { element, update: () => undefined };
    },
  );
}
