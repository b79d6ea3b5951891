import { pathOf, request, type Trouble } from "../../editor/request";
import { problemText } from "./problem-text";

interface Account {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}

type State =
  | { readonly state: "signed-out" }
  | {
      readonly state: "pending";
      readonly userCode?: string;
      readonly verificationUri?: string;
      readonly expiresAt?: string;
    }
  | { readonly state: "signed-in"; readonly account?: Account; readonly replaces?: Account }
  | { readonly state: "failed"; readonly account?: Account; readonly error?: Trouble };

export interface SignInDialog {
  /** What the dialog shows now, to sign in with. */
  readonly values: () => object;
  /** Somebody has signed in whose sign-in Done will keep, in the place of `before`. */
  readonly signedIn: (account: Account, before?: Account) => void;
}

const ASK_EVERY_MS = 1000;

/** The part of the account's dialog where one signs in: a button, then code, link and countdown, then who signed in. */
export class SignInPanel {
  readonly #node: EditorNode;
  readonly #place: JQuery;
  readonly #dialog: SignInDialog;
  #timer: number | undefined;
  /** A sign-in of this dialog waits for Done or Cancel. */
  #begun = false;
  #failed = false;
  /** Who signed in instead of whom; whether that is meant is asked with a tick box. */
  #other: { readonly account: Account; readonly before: Account } | undefined;
  #closed = false;

  constructor(node: EditorNode, place: JQuery, dialog: SignInDialog) {
    this.#node = node;
    this.#place = place;
    this.#dialog = dialog;
    void this.#refresh();
  }

  /** Done was pressed. */
  keep(): void {
    this.#close();
    if (!this.#begun) return this.#dismiss();
    const replace = this.#place.find(".teams-auth-replace").prop("checked") === true;
    if (replace && this.#other) this.#dialog.signedIn(this.#other.account, this.#other.before);
    this.#call("POST", "sign-in/keep", { replace }).catch((trouble: Trouble) => {
      const { title, advice } = problemText(this.#node, trouble);
      RED.notify(`${title}. ${advice}`, { type: "error" });
    });
  }

  /** Cancel was pressed. */
  discard(): void {
    this.#close();
    if (this.#begun) this.#call("POST", "sign-in/discard", {}).catch(() => undefined);
    else this.#dismiss();
  }

  /** The failure of a sign-in begun elsewhere was seen: it need not be told again. */
  #dismiss(): void {
    if (this.#failed) this.#call("POST", "sign-in/discard", { onlyFailed: true }).catch(() => undefined);
  }

  #close(): void {
    this.#closed = true;
    window.clearTimeout(this.#timer);
  }

  #call(method: "GET" | "POST", action: string, body?: object): Promise<State> {
    return request<State>(this.#node, method, pathOf("teams-auth", this.#node.id, action), body);
  }

  async #refresh(): Promise<void> {
    try {
      this.#show(await this.#call("GET", "sign-in"));
    } catch (trouble) {
      this.#show({ state: "failed", error: trouble as Trouble });
    }
  }

  async #begin(): Promise<void> {
    this.#busy("teams-auth.sign-in.asking");
    this.#begun = true;
    try {
      await this.#call("POST", "sign-in", { ...this.#dialog.values(), dialog: true });
      await this.#refresh();
    } catch (trouble) {
      this.#show({ state: "failed", error: trouble as Trouble });
    }
  }

  async #leave(action: "sign-in/discard" | "sign-out"): Promise<void> {
    this.#busy("teams-auth.sign-in.asking");
    try {
      this.#show(await this.#call("POST", action, {}));
    } catch (trouble) {
      this.#show({ state: "failed", error: trouble as Trouble });
    }
  }

  #show(state: State): void {
    if (this.#closed) return;
    window.clearTimeout(this.#timer);
    this.#failed = state.state === "failed";
    if (state.state === "pending") this.#timer = window.setTimeout(() => void this.#refresh(), ASK_EVERY_MS);
    // The code stays as it is while one copies it; only the countdown moves.
    if (
      state.state === "pending" &&
      state.userCode !== undefined &&
      this.#place.find("output").text() === state.userCode
    ) {
      this.#count(state.expiresAt);
      return;
    }
    this.#place.empty();
    switch (state.state) {
      case "signed-out":
        this.#say("fa-sign-in", this.#node._("teams-auth.sign-in.signed-out"));
        this.#button("teams-auth.sign-in.begin", () => this.#begin());
        return;
      case "pending":
        this.#showCode(state.userCode, state.verificationUri, state.expiresAt);
        return;
      case "signed-in":
        this.#showAccount(state.account, state.replaces);
        return;
      case "failed":
        if (state.account) this.#showEnded(state.error);
        else {
          this.#showTrouble(state.error);
          this.#button("teams-auth.sign-in.again", () => this.#begin());
        }
    }
  }

  #showCode(userCode?: string, verificationUri?: string, expiresAt?: string): void {
    if (!userCode || !verificationUri || !expiresAt) {
      this.#say("fa-hourglass-half", this.#node._("teams-auth.sign-in.elsewhere"));
    } else {
      this.#say("fa-external-link", this.#node._("teams-auth.sign-in.open-link"));
      $('<a target="_blank" rel="noopener noreferrer">')
        .attr("href", verificationUri)
        .text(verificationUri)
        .appendTo(this.#place);
      this.#say("fa-keyboard-o", this.#node._("teams-auth.sign-in.type-code"));
      $('<output class="teams-auth-code">').text(userCode).appendTo(this.#place);
      this.#button("teams-auth.sign-in.copy", () => copy(userCode));
      this.#say("fa-clock-o", "").addClass("teams-auth-time").parent().removeAttr("aria-live");
      this.#count(expiresAt);
      this.#button("teams-auth.sign-in.cancel", () => this.#leave("sign-in/discard"));
    }
  }

  #count(expiresAt = ""): void {
    const text = this.#node._("teams-auth.sign-in.expires", { time: timeLeft(expiresAt) });
    this.#place.find(".teams-auth-time").text(text);
  }

  #showAccount(account?: Account, replaces?: Account): void {
    if (!account) {
      this.#say("fa-check", this.#node._("teams-auth.sign-in.signed-in"));
      return;
    }
    const { name, username } = account;
    this.#say("fa-check", this.#node._("teams-auth.sign-in.signed-in-as", { name, username })).addClass(
      "teams-auth-signed-in",
    );
    if (replaces) this.#askToReplace(replaces, account);
    else if (this.#begun) {
      this.#say("fa-info-circle", this.#toKeep("press-to-keep"));
      this.#dialog.signedIn(account);
    }
    this.#renewOrSignOut();
  }

  #askToReplace(before: Account, after: Account): void {
    this.#other = { account: after, before };
    const label = $('<label class="teams-auth-replace-label">').appendTo(this.#place);
    const box = $('<input type="checkbox" class="teams-auth-replace">').appendTo(label);
    $("<span>")
      .text(this.#node._("teams-auth.sign-in.replace", { before: before.name, after: after.name }))
      .appendTo(label);
    const advice = this.#say("fa-info-circle", this.#toKeep("tick-to-keep"));
    box.on("change", () => {
      const ticked = box.prop("checked") === true;
      advice.text(this.#toKeep(ticked ? "press-to-keep" : "tick-to-keep"));
    });
  }

  /** How to keep this sign-in, with the label of the dialog's own button. */
  #toKeep(key: "press-to-keep" | "tick-to-keep"): string {
    return this.#node._(`teams-auth.sign-in.${key}`, { button: $("#node-config-dialog-ok").text().trim() });
  }

  /** Microsoft has ended what is stored. */
  #showEnded(trouble?: Trouble): void {
    this.#showTrouble(trouble, "teams-auth-ended");
    this.#renewOrSignOut();
  }

  #renewOrSignOut(): void {
    this.#button("teams-auth.sign-in.renew", () => this.#begin());
    if (!this.#begun) this.#button("teams-auth.sign-in.sign-out", () => this.#leave("sign-out"));
  }

  #showTrouble(trouble?: Trouble, look = "teams-auth-trouble"): void {
    const { title, advice } = trouble
      ? problemText(this.#node, trouble)
      : { title: this.#node._("editor.no-answer.title"), advice: "" };
    this.#say("fa-exclamation-triangle", title).addClass(look);
    $("<p>").text(advice).appendTo(this.#place);
  }

  #busy(key: string): void {
    window.clearTimeout(this.#timer);
    this.#place.empty();
    this.#say("fa-spinner fa-spin", this.#node._(key));
  }

  /** A line of text with an icon; gives the element of the text. */
  #say(icon: string, text: string): JQuery {
    const line = $('<p aria-live="polite">').appendTo(this.#place);
    $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(line);
    return $("<span>").text(text).appendTo(line);
  }

  #button(key: string, press: () => Promise<void>): void {
    $('<button type="button" class="red-ui-button">')
      .text(this.#node._(key))
      .on("click", () => void press())
      .appendTo(this.#place);
  }
}

/** Minutes and seconds until then, like "14:05". */
function timeLeft(expiresAt: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - Date.now()) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The clipboard of a page that did not come over https is closed; then the code stays to be typed. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}
