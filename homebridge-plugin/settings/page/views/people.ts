import { type Fields, textOf } from "../../model/fields";
import { addFromMqtt, addSignedIn, listSignedIn, sourceOf, usesMqtt } from "../../model/sources";
import type { Desk } from "../desk";
import { button, el } from "../dom";
import { personCard } from "./person-card";
import { showUndo } from "./undo-bar";

export interface PeopleView {
  readonly element: HTMLElement;
  /** Shows the list anew; the person is brought to attention, if one is given. */
  readonly show: (focus?: Fields) => void;
}

export interface PeopleOptions {
  /** A broker may be needed now that was not before. */
  readonly sourceChosen: () => void;
  readonly goToAccount: (account: Fields) => void;
  /** The list has become empty or is no longer. */
  readonly emptied: () => void;
}

export function peopleView(desk: Desk, options: PeopleOptions): PeopleView {
  const list = el("div", { class: "tp-cards" });
  const cards = new Map<Fields, HTMLElement>();
  const unlisted = el(
    "div",
    { class: "tp-note" },
    el("p", {}, desk.say("people.unlisted")),
    button(
      desk.say("people.list"),
      () => {
        const [first] = listSignedIn(desk.draft);
        desk.changed();
        show();
        if (first) openTo(first);
      },
      { look: "tp-plain", "data-action": "list-people" },
    ),
  );
  const add = button(
    desk.say("people.add"),
    () => {
      const isMqtt = desk.draft.accounts.length === 0 && usesMqtt(desk.draft);
      const person = isMqtt ? addFromMqtt(desk.draft) : addSignedIn(desk.draft, desk.draft.accounts[0]);
      desk.changed();
      show(person);
    },
    { icon: "plus", look: "tp-plain", "data-action": "add-person" },
  );
  const element = el(
    "section",
    { class: "tp-section", "aria-labelledby": "tp-people", "data-section": "people" },
    el("h2", { class: "tp-heading", id: "tp-people" }, desk.say("people.title")),
    unlisted,
    list,
    el("div", { class: "tp-row" }, add),
  );

  function cardOf(person: Fields, isNew: boolean): HTMLElement {
    const known = cards.get(person);
    if (known) return known;
    const card = personCard(desk, {
      person,
      isNew,
      ...options,
      remove() {
        const text = desk.say("removed", { name: desk.nameOf(person, "person.new") });
        const undo = desk.draft.remove(desk.draft.block, "people", person);
        const place = cards.get(person)?.nextElementSibling;
        cards.delete(person);
        show();
        desk.changed();
        options.emptied();
        showUndo(desk, place && place.isConnected ? place : end, text, () => {
          undo();
          desk.changed();
          options.emptied();
          show();
          cards.get(person)?.querySelector<HTMLElement>("h3")?.focus();
        });
      },
    });
    cards.set(person, card);
    return card;
  }

  const end = el("span", { hidden: "" });
  function show(focus?: Fields): void {
    const { people } = desk.draft;
    list.replaceChildren(...people.map((person) => cardOf(person, desk.draft.isLoose(person))), end);
    desk.refresh();
    if (focus) openTo(focus);
  }

  function openTo(person: Fields): void {
    const field = cards.get(person)?.querySelector<HTMLElement>('[data-field="name"]');
    const part = field?.closest("details");
    if (part) part.open = true;
    field?.focus();
  }

  desk.watch(element, () => {
    const { people, accounts } = desk.draft;
    unlisted.hidden = people.length > 0 || !accounts.some((account) => textOf(account["id"]) !== "");
    // Somebody else on the list would take the place of those who are there.
    add.hidden = !unlisted.hidden;
  });
  show();
  return { element, show };
}

/** Whether anybody on the list is read from Microsoft. */
export function usesGraph(desk: Desk): boolean {
  return desk.draft.people.some((person) => sourceOf(desk.draft, person) === "graph");
}
