import { renderSVG } from "uqr";
import { copy, type PanelView } from "./panel-view";
import type { Pending } from "./sign-in-state";

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

  constructor(view: PanelView, actions: PendingActions) {
    this.#view = view;
    this.#actions = actions;
  }

  /** @param url where to sign in by browser; known only where this dialog has begun it */
  show(pending: Pending, url: string | undefined): void {
    const shown = JSON.stringify([pending.method, pending.userCode, pending.paste, url]);
    if (this.#shown !== shown) {
      this.#shown = shown;
      this.#view.clear();
      this.#draw(pending, url);
    }
    this.#count(pending.expiresAt);
  }

  /** Something else has taken the place. */
  forget(): void {
    this.#shown = "";
  }

  #draw({ method, userCode, verificationUri, paste, expiresAt }: Pending, url: string | undefined): void {
    if (userCode && verificationUri) this.#drawCode(userCode, verificationUri);
    else this.#drawBrowser(method === "auth-code" ? url : undefined, paste === true);
    if (expiresAt === undefined) return;
    this.#view.say("fa-clock-o", "").addClass("teams-auth-time").parent().removeAttr("aria-live");
    this.#view.button("cancel", () => this.#actions.cancel());
  }

  #drawCode(userCode: string, verificationUri: string): void {
    const view = this.#view;
    $('<div class="teams-auth-qr" role="img">')
      .attr("aria-label", view.text("qr-code"))
      .html(renderSVG(verificationUri, { ecc: "M", border: 2 }))
      .appendTo(view.place);
    view.say("fa-external-link", view.text("open-link"));
    view.link(verificationUri);
    view.say("fa-keyboard-o", view.text("type-code"));
    $('<output class="teams-auth-code">').text(userCode).appendTo(view.place);
    view.button("copy", () => copy(userCode));
  }

  /** Where the sign-in was begun elsewhere, its address is there; what the browser ends at can be pasted here. */
  #drawBrowser(url: string | undefined, paste: boolean): void {
    const view = this.#view;
    if (url === undefined) view.say("fa-hourglass-half", view.text("elsewhere"));
    else {
      view.say("fa-external-link", view.text(paste ? "open-browser-paste" : "open-browser"));
      view.link(url, view.text("microsoft-page")).addClass("teams-auth-microsoft");
    }
    if (paste) this.#drawPaste(url === undefined ? "paste-elsewhere" : "paste");
  }

  #drawPaste(what: "paste" | "paste-elsewhere"): void {
    const view = this.#view;
    const label = $('<label class="teams-auth-paste-label">').text(view.text(what)).appendTo(view.place);
    const field = $('<input type="text" class="teams-auth-paste" autocomplete="off" spellcheck="false">');
    field.appendTo(label);
    const go = (): unknown => this.#actions.redirected(String(field.val()));
    // Enter would otherwise close the whole dialog.
    field.on("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      go();
    });
    view.button("paste-done", go);
    $('<p class="teams-auth-paste-trouble" aria-live="polite">').appendTo(view.place);
  }

  /** The pasted address was not the right one; the sign-in goes on. */
  refusePaste(text: string): void {
    this.#view.place.find(".teams-auth-paste-trouble").text(text);
  }

  #count(expiresAt = ""): void {
    const time = timeLeft(expiresAt);
    const key = this.#view.place.find("output").length > 0 ? "expires" : "expires-browser";
    this.#view.place.find(".teams-auth-time").text(this.#view.text(key, { time }));
  }
}

/** Minutes and seconds until then, like "14:05". */
function timeLeft(expiresAt: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - Date.now()) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
