import { type Mistake, mistakeAt } from "../../model/mistakes";
import type { Desk, ShownField } from "../desk";
import { drawing, el } from "../dom";

interface Wrong {
  readonly field: ShownField;
  readonly mistake: Mistake;
}

/** The line at the top that says how many things need attention, each with a link to its field. */
export function attention(desk: Desk): HTMLElement {
  const title = el("p", { class: "tp-attention-title" });
  const list = el("ul", {});
  const element = el("section", { class: "tp-attention", "data-section": "attention" }, title, list);
  let shown: readonly ShownField[] = [];
  desk.watch(element, () => {
    const wrong = wrongFields(desk).filter(({ field }) => field.isTouched);
    const fields = wrong.map(({ field }) => field);
    element.hidden = fields.length === 0;
    const texts = wrong.map(placeOf);
    const isSame = fields.length === shown.length && fields.every((field, index) => field === shown[index]);
    if (isSame && texts.join("\n") === [...list.children].map((each) => each.textContent).join("\n")) return;
    shown = fields;
    const key = fields.length === 1 ? "attention.one" : "attention.many";
    title.replaceChildren(drawing("warn"), desk.say(key, { count: fields.length }));
    list.replaceChildren(
      ...fields.map((field, index) => {
        const go = el("button", { type: "button", class: "tp-button tp-link" }, texts[index]);
        go.addEventListener("click", () => goTo(field.control));
        return el("li", {}, go);
      }),
    );
  });
  return element;
}

/** What the plugin will complain of that no field shows, in its own words. */
export function logLines(desk: Desk): HTMLElement {
  const list = el("ul", {});
  const element = el(
    "section",
    { class: "tp-log", "data-section": "log" },
    el("h2", { class: "tp-heading" }, desk.say("log.title")),
    el("p", { class: "tp-help" }, desk.say("log.text")),
    list,
  );
  desk.watch(element, () => {
    const shown = new Set(wrongFields(desk).map(({ mistake }) => mistake));
    const rest = desk.mistakes.filter((mistake) => !shown.has(mistake) && !isAtField(desk, mistake));
    element.hidden = rest.length === 0;
    list.replaceChildren(...rest.map(({ line }) => el("li", {}, line)));
  });
  return element;
}

function wrongFields(desk: Desk): readonly Wrong[] {
  const wrong = visible(desk).flatMap((field) => {
    const mistake = mistakeAt(desk.mistakes, field.path());
    return mistake ? [{ field, mistake }] : [];
  });
  return wrong.sort((a, b) => (isBefore(a.field.control, b.field.control) ? -1 : 1));
}

function isBefore(one: Node, other: Node): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** A second mistake at a field that shows one already. */
function isAtField(desk: Desk, mistake: Mistake): boolean {
  return visible(desk).some((field) => mistakeAt([mistake], field.path()) !== undefined);
}

/** Fields of what is chosen; those in parts that are only closed count. */
function visible(desk: Desk): readonly ShownField[] {
  return desk.fields.filter(({ control }) => {
    const hidden = control.closest("[hidden]");
    return hidden === null || hidden.classList.contains("tp-sensor-panel");
  });
}

function placeOf({ field }: Wrong): string {
  const card = field.control.closest(".tp-card")?.querySelector(".tp-card-title")?.textContent;
  const sensor = field.control.closest(".tp-own")?.querySelector(".tp-sensor-name")?.textContent;
  return [card, sensor, field.label].filter((word) => word !== undefined && word !== null).join(" › ");
}

/** Opens whatever a field is in, and goes there. */
function goTo(control: HTMLElement): void {
  for (let part = control.parentElement; part; part = part.parentElement) {
    if (part instanceof HTMLDetailsElement) part.open = true;
    if (part.classList.contains("tp-sensor-panel") && part.hidden)
      part.parentElement?.querySelector<HTMLElement>('[data-action="edit-sensor"]')?.click();
  }
  control.scrollIntoView({ block: "center" });
  const target = control.matches("fieldset") ? control.querySelector<HTMLElement>("button, input") : control;
  target?.focus({ preventScroll: true });
}
