import { type Fields, textOf } from "../../model/fields";
import { copy } from "../copy";
import type { Desk } from "../desk";
import { button, el } from "../dom";

/** Typing has come to an end by then. */
const SETTLE_MS = 500;

/** The address that has to be registered for the sign-in in this browser, with a button to copy it. */
export function redirectAddress(desk: Desk, account: Fields): HTMLElement {
  const code = el("code", { class: "tp-address" });
  const copyButton = button(
    desk.say("copy"),
    () => {
      const done = (): void => {
        label.textContent = desk.say("copied");
        desk.announce(desk.say("copied"));
      };
      void copy(code.textContent).then((isDone) => (isDone ? done() : undefined));
    },
    { icon: "copy", look: "tp-plain tp-small", "data-action": "copy-address" },
  );
  const label = copyButton.lastElementChild ?? copyButton;
  const row = el("div", { class: "tp-row tp-tight" }, code, copyButton);
  const element = el(
    "div",
    { class: "tp-field" },
    el("p", { class: "tp-help" }, desk.say("account.redirect")),
    row,
  );
  let asked = "";
  let timer = 0;
  desk.watch(element, () => {
    const wanted = textOf(account["method"]) === "auth-code";
    element.hidden = !wanted;
    const about = JSON.stringify([account["id"], account["cloud"], account["authority"]]);
    if (!wanted || about === asked) return;
    asked = about;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void fetchAddress(), SETTLE_MS);
  });
  row.hidden = true;

  async function fetchAddress(): Promise<void> {
    try {
      const request = { block: desk.block, account: textOf(account["id"]) };
      const { address } = await desk.server.ask<{ readonly address: string }>(
        "/sign-in/redirect-address",
        request,
      );
      code.textContent = address;
      label.textContent = desk.say("copy");
      row.hidden = false;
    } catch {
      row.hidden = true;
    }
  }
  return element;
}
