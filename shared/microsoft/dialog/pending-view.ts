import { renderSVG } from "uqr";
import { copy } from "./clipboard";
import { el } from "./dom";
import type { PanelView } from "./panel-view";
import { type Pending, timeLeft } from "./sign-in-state";

export interface PendingActions {
  readonly cancel: () => unknown;
  /** The address the browser ended at. */
  readonly redirected: (address: string) => unknown;
}

/** A sign-in that waits for a person: what to do, and how long it is good for. */
export class PendingView {
  readonly #view: PanelView;
  readonly #actions: PendingActions;
  /** What is shown already: it stays as it is while somebody copies or types, and only the countdown moves. */
  #shown = "";
  #time: HTMLElement | undefined;
  #refusal: HTMLElement | undefined;

  constructor(view: PanelView, actions: PendingActions) {
    this.#view = view;
    this.#actions = actions;
  }

  /** @param url where to sign in by browser; known only where this dialog has begun it */
  show(pending: Pending, url: string | undefined): void {
    const shown = JSON.stringify([pending.method, pending.userCode, pending.paste, url]);
    if (this.#shown !== shown) {
      this.forget();
      this.#shown = shown;
      this.#view.clear();
      this.#draw(pending, url);
    }
    const time = timeLeft(pending.expiresAt ?? "", Date.now());
    if (this.#time)
      this.#time.textContent = this.#view.text(pending.userCode ? "expires" : "expires-browser", { time });
  }

  /** Something else has taken the place. */
  forget(): void {
    this.#shown = "";
    this.#time = this.#refusal = undefined;
  }

  #draw({ method, userCode, verificationUri, paste, expiresAt }: Pending, url: string | undefined): void {
    if (userCode && verificationUri) this.#drawCode(userCode, verificationUri);
    else this.#drawBrowser(method === "auth-code" ? url : undefined, paste === true);
    if (expiresAt === undefined) return;
    this.#time = this.#view.say("clock", "");
    this.#time.classList.add("teams-auth-time");
    this.#time.parentElement?.removeAttribute("aria-live");
    this.#view.button("cancel", () => this.#actions.cancel());
  }

  #drawCode(userCode: string, verificationUri: string): void {
    const view = this.#view;
    const code = el("div", { class: "teams-auth-qr", role: "img", "aria-label": view.text("qr-code") });
    // Squares and nothing else: no text of the address stands in it as it is.
    code.innerHTML = renderSVG(verificationUri, { ecc: "M", border: 2 });
    view.place.append(code);
    view.say("link", view.text("open-link"));
    view.link(verificationUri);
    view.say("keyboard", view.text("type-code"));
    view.place.append(el("output", { class: "teams-auth-code" }, userCode));
    view.button("copy", () => copy(userCode));
  }

  /** Where the sign-in was begun elsewhere, its address is there; what the browser ends at can be pasted here. */
  #drawBrowser(url: string | undefined, paste: boolean): void {
    const view = this.#view;
    if (url === undefined) view.say("waiting", view.text("elsewhere"));
    else {
      view.say("link", view.text(paste ? "open-browser-paste" : "open-browser"));
      view.link(url, view.text("microsoft-page")).classList.add("teams-auth-microsoft");
    }
    if (paste) this.#drawPaste(url === undefined ? "paste-elsewhere" : "paste");
  }

  #drawPaste(what: "paste" | "paste-elsewhere"): void {
    const view = this.#view;
    const field = el("input", {
      type: "text",
      class: "teams-auth-paste",
      autocomplete: "off",
      spellcheck: "false",
    });
    view.place.append(el("label", { class: "teams-auth-paste-label" }, view.text(what), field));
    const go = (): unknown => this.#actions.redirected(field.value);
    // Enter would otherwise close the whole dialog.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      go();
    });
    view.button("paste-done", go);
    this.#refusal = el("p", { class: "teams-auth-paste-trouble", "aria-live": "polite" });
    view.place.append(this.#refusal);
  }

  /** The pasted address was not the right one; the sign-in goes on. */
  refusePaste(text: string): void {
    if (this.#refusal) this.#refusal.textContent = text;
  }
}
