import type { Fields } from "../../model/fields";
import { addAccount, removeAccount } from "../../model/sources";
import type { Desk } from "../desk";
import { button, el } from "../dom";
import type { SignIns } from "../sign-ins";
import { accountCard } from "./account-card";
import { showUndo } from "./undo-bar";

export interface AccountsView {
  readonly element: HTMLElement;
  readonly show: (focus?: Fields) => void;
  /** Brings an account into view. */
  readonly goTo: (account: Fields) => void;
}

export function accountsView(desk: Desk, signIns: SignIns, emptied: () => void): AccountsView {
  const cards = new Map<Fields, HTMLElement>();
  const end = el("span", { hidden: "" });
  const list = el("div", { class: "tp-cards" });
  const add = button(
    desk.say("accounts.add"),
    () => {
      const account = addAccount(desk.draft, "");
      desk.changed();
      show(account);
    },
    { icon: "plus", look: "tp-plain", "data-action": "add-account" },
  );
  const none = el("p", { class: "tp-help" }, desk.say("accounts.none"));
  const element = el(
    "section",
    { class: "tp-section", "aria-labelledby": "tp-accounts", "data-section": "accounts" },
    el("h2", { class: "tp-heading", id: "tp-accounts" }, desk.say("accounts.title")),
    none,
    list,
    el("div", { class: "tp-row" }, add),
  );
  desk.watch(none, () => {
    none.hidden = desk.draft.accounts.length > 0;
  });

  function cardOf(account: Fields): HTMLElement {
    const known = cards.get(account);
    if (known) return known;
    const card = accountCard(desk, {
      account,
      isNew: desk.draft.isLoose(account),
      signIns,
      remove() {
        const text = desk.say("removed", { name: desk.nameOf(account, "account.new") });
        const undo = removeAccount(desk.draft, account);
        const place = card.nextElementSibling;
        cards.delete(account);
        show();
        desk.changed();
        emptied();
        showUndo(desk, place?.isConnected ? place : end, text, () => {
          undo();
          desk.changed();
          emptied();
          show();
          cards.get(account)?.querySelector<HTMLElement>("h3")?.focus();
        });
      },
    });
    cards.set(account, card);
    return card;
  }

  function show(focus?: Fields): void {
    list.replaceChildren(...desk.draft.accounts.map(cardOf), end);
    desk.refresh();
    if (focus) cards.get(focus)?.querySelector<HTMLElement>('[data-field="tenant"]')?.focus();
  }
  show();
  return {
    element,
    show,
    goTo(account) {
      const card = cards.get(account);
      card?.scrollIntoView({ block: "start" });
      card?.querySelector<HTMLElement>('[data-panel="sign-in"] button')?.focus();
    },
  };
}
