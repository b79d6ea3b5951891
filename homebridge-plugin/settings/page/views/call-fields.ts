import { type Colour, PRESET_NAMES, PRESETS, type PresetName } from "../../../../shared/presence/appearance";
import { parseColour } from "../../../../shared/presence/colour";
import { type Status, STATUSES } from "../../../../shared/presence/presence";
import { METHODS } from "../../../on-change/on-change-settings";
import { type Fields, madePart, partOf, textOf } from "../../model/fields";
import type { Desk } from "../desk";
import { disclosure, el, link } from "../dom";
import { GUIDE } from "../links";
import { areaField, type Property, selectField, textField, valueOf, write } from "./field";
import { statusWord } from "./words";

/** What is called when the presence of a person changes. */
export function callFields(desk: Desk, person: Fields): HTMLElement {
  const at = (): string => `${desk.pathOf("people", person)}.onChange`;
  const of = (): Fields | undefined => partOf(person, "onChange");
  const make = (): Fields => madePart(person, "onChange");
  const property = (name: string, fallback?: unknown): Property => ({ of, make, name, at, fallback });
  const body = areaField(desk, property("body"), {
    label: "call.body",
    help: "call.body-help",
    rows: 3,
    placeholder: '{"red":{red},"green":{green},"blue":{blue}}',
    read: textOf,
    write: (text) => text,
  });
  const more = el(
    "div",
    { class: "tp-stack" },
    selectField(desk, property("method", "POST"), {
      label: "call.method",
      choices: () => METHODS.map((value) => ({ value, label: value })),
    }),
    body,
    areaField(desk, property("headers"), {
      label: "call.headers",
      help: "call.headers-help",
      rows: 2,
      placeholder: "X-Api-Key: …",
      read: (value) => (Array.isArray(value) ? value.join("\n") : textOf(value)),
      write: (text) => text.split("\n").filter((line) => line.trim() !== ""),
    }),
    selectField(desk, property("colors", "traffic-light"), {
      label: "call.colours",
      choices: () => PRESET_NAMES.map((value) => ({ value, label: desk.say(`call.colours.${value}`) })),
    }),
    ownColours(desk, person),
    textField(desk, property("offUrl"), {
      label: "call.off",
      help: "call.off-help",
      type: "url",
      placeholder: "http://192.168.1.20/off",
    }),
  );
  const element = el(
    "div",
    { class: "tp-stack" },
    el(
      "p",
      { class: "tp-help" },
      desk.say("call.about"),
      " ",
      link(desk.say("guide"), `${GUIDE}#calling-a-url`),
    ),
    textField(desk, property("url"), {
      label: "call.url",
      help: "call.url-help",
      type: "url",
      placeholder: "http://192.168.1.20/set?color={color}",
    }),
    more,
  );
  desk.watch(element, () => {
    more.hidden = of() === undefined;
    body.hidden = textOf(of()?.["method"]) === "GET" && textOf(of()?.["body"]) === "";
  });
  return element;
}

/** A colour for each status that is to have another one than the set it comes from. */
function ownColours(desk: Desk, person: Fields): HTMLElement {
  const call = (): Fields | undefined => partOf(person, "onChange");
  const of = (): Fields | undefined => partOf(call(), "statusColors");
  const make = (): Fields => {
    const owner = madePart(person, "onChange");
    return madePart(owner, "statusColors");
  };
  const at = (): string => `${desk.pathOf("people", person)}.onChange.statusColors`;
  const preset = (): PresetName =>
    PRESET_NAMES.find((name) => name === call()?.["colors"]) ?? "traffic-light";
  const rows = STATUSES.map((status) => colourRow(desk, { of, make, name: status, at }, status, preset));
  const { element, hint } = disclosure(
    desk.say("call.own-colours"),
    el("div", { class: "tp-colours" }, ...rows),
  );
  desk.watch(element, () => {
    const number = Object.keys(of() ?? {}).length;
    hint.textContent = number > 0 ? String(number) : "";
  });
  return element;
}

function colourRow(desk: Desk, property: Property, status: Status, preset: () => PresetName): HTMLElement {
  const word = statusWord(desk.texts, status);
  const picker = el("input", {
    type: "color",
    class: "tp-colour",
    "aria-label": word,
    "data-colour": status,
  });
  picker.addEventListener("input", () => write(desk, property, picker.value));
  const clear = el(
    "button",
    { type: "button", class: "tp-button tp-link tp-small" },
    desk.say("call.from-set"),
  );
  clear.setAttribute("aria-label", `${desk.say("call.from-set")}: ${word}`);
  clear.addEventListener("click", () => {
    write(desk, property, "");
    picker.focus();
  });
  const element = el("div", { class: "tp-colour-row" }, picker, el("span", {}, word), clear);
  desk.watch(element, () => {
    const own = valueOf(property);
    const isOwn = typeof own === "string" && own !== "";
    picker.value = (isOwn ? parseColour(own) : undefined) ?? colourOf(preset(), status);
    element.classList.toggle("tp-own-colour", isOwn);
    clear.hidden = !isOwn;
  });
  return element;
}

/** Nothing is shown with black. */
function colourOf(preset: PresetName, status: Status): Colour {
  const rule = PRESETS[preset][status];
  return rule.action === "show" ? rule.color : "#000000";
}
