import type { Desk } from "../desk";
import { el } from "../dom";

export interface Chip {
  readonly value: string;
  readonly label: string;
  /** Of the dot in front; absent: none. */
  readonly dot?: string;
}

/** Words that are pressed or not, any number of them. */
export function chips(
  desk: Desk,
  legend: string,
  items: readonly Chip[],
  chosen: () => readonly unknown[],
  choose: (values: readonly unknown[]) => void,
): HTMLFieldSetElement {
  const buttons = items.map(({ value, label, dot }) => {
    const element = el(
      "button",
      { type: "button", class: "tp-chip", "aria-pressed": "false", "data-chip": value },
      dot === undefined ? undefined : el("span", { class: `tp-dot tp-${dot}` }),
      label,
    );
    element.addEventListener("click", () => {
      const isOn = element.getAttribute("aria-pressed") === "true";
      const kept = chosen().filter((each) => String(each) !== value);
      // In the order of the list, whatever is pressed first.
      const known = items.map((each) => each.value);
      const all = isOn ? kept : [...kept, value];
      choose([...all].sort((a, b) => known.indexOf(String(a)) - known.indexOf(String(b))));
    });
    return { value, element };
  });
  const fieldset = el(
    "fieldset",
    { class: "tp-field" },
    el("legend", { class: "tp-label" }, legend),
    el("div", { class: "tp-chips" }, ...buttons.map((each) => each.element)),
  );
  desk.watch(fieldset, () => {
    const values = new Set(chosen().map(String));
    for (const { value, element } of buttons) element.setAttribute("aria-pressed", String(values.has(value)));
  });
  return fieldset;
}
