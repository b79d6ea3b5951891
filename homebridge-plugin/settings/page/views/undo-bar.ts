import type { Desk } from "../desk";
import { button, el, iconButton } from "../dom";

/**
 * Takes the place of what was removed, and offers to put it back. Focus goes to it, since what had it is gone. The bar of an
 * earlier removal in the same place goes.
 */
export function showUndo(desk: Desk, place: Element, text: string, undo: () => void): void {
  for (const earlier of place.parentElement?.querySelectorAll(":scope > .tp-undo") ?? []) earlier.remove();
  const undoButton = button(
    desk.say("undo"),
    () => {
      bar.remove();
      undo();
    },
    { icon: "undo", look: "tp-plain", "data-action": "undo" },
  );
  const bar = el(
    "div",
    { class: "tp-undo", role: "status" },
    el("span", {}, text),
    undoButton,
    iconButton("close", desk.say("dismiss"), () => bar.remove(), "dismiss"),
  );
  place.before(bar);
  undoButton.focus();
}

/** Asks in place whether something is meant, since a frame of Homebridge's UI may open no dialog. */
export function ask(
  place: Element,
  question: string,
  yes: { readonly label: string; readonly act: () => void },
  no: string,
): void {
  place.querySelector(":scope > .tp-question")?.remove();
  const before = document.activeElement;
  const leave = (): void => {
    box.remove();
    if (before instanceof HTMLElement) before.focus();
  };
  const keep = button(no, leave, { look: "tp-plain", "data-action": "keep" });
  const box = el(
    "div",
    { class: "tp-question", role: "alertdialog", "aria-label": question },
    el("p", {}, question),
    el(
      "div",
      { class: "tp-row" },
      button(
        yes.label,
        () => {
          box.remove();
          yes.act();
        },
        { look: "tp-danger", "data-action": "confirm" },
      ),
      keep,
    ),
  );
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  });
  place.prepend(box);
  keep.focus();
}
