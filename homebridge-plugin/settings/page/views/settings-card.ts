import { type Fields, madePart, partOf, textOf } from "../../model/fields";
import type { Desk } from "../desk";
import { disclosure, el, link } from "../dom";
import { GUIDE } from "../links";
import { chips } from "./chips";
import { type Property, radioField, registerField, switchField, textField, valueOf, write } from "./field";

/** Monday first; 2024-01-01 was one. Numbers as JavaScript counts days. */
const DAYS = [1, 2, 3, 4, 5, 6, 0] as const;
const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const WORKING_DAYS = [1, 2, 3, 4, 5];

/** What hardly anybody changes, closed at first. */
export function settingsView(desk: Desk): HTMLElement {
  const { block } = desk.draft;
  const property = (name: string, fallback: unknown): Property => ({
    of: () => block,
    name,
    at: () => "",
    fallback,
  });
  const general = disclosure(
    desk.say("settings.general"),
    textField(desk, property("name", undefined), {
      label: "settings.name",
      help: "settings.name-help",
      placeholder: "Teams Presence",
    }),
    el(
      "div",
      { class: "tp-columns tp-three" },
      textField(desk, property("interval", 30), {
        label: "settings.interval",
        help: "settings.interval-help",
        type: "number",
        placeholder: "30",
      }),
      textField(desk, property("settle", 0), {
        label: "settings.settle",
        help: "settings.settle-help",
        type: "number",
        placeholder: "0",
      }),
      textField(desk, property("grace", 900), {
        label: "settings.grace",
        help: "settings.grace-help",
        type: "number",
        placeholder: "900",
      }),
    ),
    switchField(desk, property("matter", false), { label: "settings.matter", help: "settings.matter-help" }),
  );
  const hours = disclosure(desk.say("hours.title"), hoursFields(desk));
  desk.watch(hours.element, () => {
    const { hours: read } = desk.live.config;
    hours.hint.textContent = read ? `${read.start}–${read.end}` : "";
  });
  return el(
    "section",
    { class: "tp-section", "aria-labelledby": "tp-settings", "data-section": "settings" },
    el("h2", { class: "tp-heading", id: "tp-settings" }, desk.say("settings.title")),
    el("article", { class: "tp-card" }, hours.element, general.element),
    el("p", { class: "tp-help tp-foot" }, link(desk.say("settings.guide"), GUIDE)),
  );
}

function hoursFields(desk: Desk): HTMLElement {
  const { block } = desk.draft;
  const of = (): Fields | undefined => partOf(block, "hours");
  const make = (): Fields => madePart(block, "hours");
  const property = (name: string, fallback?: unknown): Property => ({
    of,
    make,
    name,
    at: () => "hours",
    fallback,
  });
  const enabled = switchField(desk, property("enabled"), {
    label: "hours.enabled",
    help: "hours.enabled-help",
  });
  const outside = property("outside", "off");
  const rest = el(
    "div",
    { class: "tp-stack" },
    dayField(desk, property("days", WORKING_DAYS)),
    el(
      "div",
      { class: "tp-columns" },
      textField(desk, property("start", "09:00"), {
        label: "hours.start",
        type: "time",
        read: timeOr("09:00"),
      }),
      textField(desk, property("end", "17:00"), {
        label: "hours.end",
        help: "hours.end-help",
        type: "time",
        read: timeOr("17:00"),
      }),
    ),
    textField(desk, property("timezone"), {
      label: "hours.timezone",
      help: "hours.timezone-help",
      placeholder: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
    radioField(
      desk,
      desk.say("hours.outside"),
      (["off", "leave"] as const).map((value) => ({ value, label: desk.say(`hours.outside.${value}`) })),
      () => textOf(valueOf(outside)) || "off",
      (value) => write(desk, outside, value),
      "outside",
    ),
  );
  const element = el("div", { class: "tp-stack" }, enabled, rest);
  desk.watch(element, () => {
    const on = of()?.["enabled"];
    rest.hidden = on !== true && on !== "true";
  });
  return element;
}

function dayField(desk: Desk, property: Property): HTMLElement {
  const legend = desk.say("hours.days");
  const word = new Intl.DateTimeFormat(desk.texts.language, { weekday: "short", timeZone: "UTC" });
  const items = DAYS.map((day, index) => ({
    value: String(day),
    label: word.format(A_MONDAY + index * DAY_MS),
  }));
  const chosen = (): readonly unknown[] => {
    const days = valueOf(property);
    return Array.isArray(days) && days.length > 0 ? days : WORKING_DAYS;
  };
  const field = chips(desk, legend, items, chosen, (values) => {
    // No day at all would be the usual ones again.
    if (values.length > 0) write(desk, property, values.map(Number));
  });
  const wrong = el("div", { class: "tp-wrong" });
  field.append(wrong);
  registerField(desk, { control: field, wrong, label: legend, path: () => "hours.days" });
  return field;
}

const timeOr =
  (usual: string) =>
  (value: unknown): string =>
    typeof value === "string" && value !== "" ? value : usual;
