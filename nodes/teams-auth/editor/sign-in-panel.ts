import { pathOf, request, type Trouble } from "../../editor/request";
import { AccountView } from "./account-view";
import { PanelView } from "./panel-view";
import { PendingView } from "./pending-view";
import { problemText } from "./problem-text";
import { aboutMethod, type Account, type Begun, type SignedIn, type State } from "./sign-in-state";
import { SignInWindow } from "./sign-in-window";

export interface SignInDialog {
  /** What the dialog shows now, to sign in with. */
  readonly values: () => object;
  readonly method: () => string;
  /** Somebody has signed in whose sign-in Done will keep, in the place of `before`. */
  readonly signedIn: (account: Account, before?: Account) => void;
}

const ASK_EVERY_MS = 1000;
/** Told by the runtime whenever a sign-in moves on, with the account's id and nothing else. */
const NEWS = "teams-auth/sign-in";

/** The part of the account's dialog where one signs in: a button, then what to do, then who signed in. */
export class SignInPanel {
  readonly #node: EditorNode;
  readonly #dialog: SignInDialog;
  readonly #view: PanelView;
  readonly #pending: PendingView;
  readonly #account: AccountView;
  readonly #window = new SignInWindow();
  readonly #onNews = (_topic: string, { id }: { readonly id?: string }): void => {
    if (id === this.#node.id) void this.#refresh();
  };
  #timer: number | undefined;
  #url: string | undefined;
  /** A sign-in of this dialog waits for Done or Cancel. */
  #begun = false;
  /** What is shown is kept with Done, also where the page it was begun in is gone. */
  #shown: "under-way" | "waiting" | undefined;
  #failed = false;
  /** Who signed in instead of whom; whether that is meant is asked with a tick box. */
  #other: { readonly account: Account; readonly before: Account } | undefined;
  #closed = false;

  constructor(node: EditorNode, place: JQuery, dialog: SignInDialog) {
    this.#node = node;
    this.#dialog = dialog;
    this.#view = new PanelView(node, place);
    this.#account = new AccountView(this.#view);
    this.#pending = new PendingView(this.#view, {
      cancel: () => this.#leave("sign-in/discard"),
      redirected: (url) => this.#redirected(url),
    });
    RED.comms.subscribe(NEWS, this.#onNews);
    void this.#refresh();
  }

  /** What is shown may have changed: another way to sign in was chosen, or Microsoft was asked. */
  refresh(): void {
    void this.#refresh();
  }

  /** Done was pressed. */
  keep(): void {
    this.#close();
    if (!this.#begun && !this.#shown) return this.#dismiss();
    const isComplete = this.#shown === "waiting";
    const replace = this.#account.replaces();
    if (replace && this.#other) this.#dialog.signedIn(this.#other.account, this.#other.before);
    void this.#keep({ replace, isComplete });
  }

  async #keep({
    replace,
    isComplete,
  }: {
    readonly replace: boolean;
    readonly isComplete: boolean;
  }): Promise<void> {
    const complain = (text: string): unknown => RED.notify(text, { type: "error" });
    try {
      const { state } = await this.#call("POST", "sign-in/keep", { replace });
      if (isComplete && state !== "signed-in") complain(this.#view.text("lost"));
    } catch (trouble) {
      const { title, advice } = problemText(this.#node, trouble as Trouble);
      complain(`${title}. ${advice}`);
    }
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
    RED.comms.unsubscribe(NEWS, this.#onNews);
  }

  #call<T = State>(method: "GET" | "POST", action: string, body?: object): Promise<T> {
    return request<T>(this.#node, method, pathOf("teams-auth", this.#node.id, action), body);
  }

  async #refresh(): Promise<void> {
    try {
      this.#show(aboutMethod(await this.#call("GET", "sign-in"), this.#dialog.method()));
    } catch (trouble) {
      // Nothing is known of the sign-in: a new one would help nothing.
      this.#show({ state: "failed", error: trouble as Trouble }, () => this.#refresh());
    }
  }

  async #begin(): Promise<void> {
    if (this.#dialog.method() === "auth-code") this.#window.prepare();
    this.#busy();
    this.#begun = this.#dialog.method() !== "app";
    try {
      const begun = await this.#call<Begun>("POST", "sign-in", { ...this.#dialog.values(), dialog: true });
      if (begun.method === "app") return this.#show(begun);
      this.#url = begun.method === "auth-code" ? begun.url : undefined;
      if (this.#url === undefined) this.#window.dismiss();
      else this.#window.go(this.#url);
      await this.#refresh();
    } catch (trouble) {
      this.#window.dismiss();
      this.#show({ state: "failed", error: trouble as Trouble });
    }
  }

  async #leave(action: "sign-in/discard" | "sign-out"): Promise<void> {
    this.#busy();
    try {
      await this.#call("POST", action, {});
      this.#begun = false;
      await this.#refresh();
    } catch (trouble) {
      this.#show({ state: "failed", error: trouble as Trouble });
    }
  }

  async #redirected(url: string): Promise<void> {
    try {
      await this.#call("POST", "redirect", { url });
      await this.#refresh();
    } catch (trouble) {
      const { title, advice } = problemText(this.#node, trouble as Trouble);
      this.#pending.refusePaste(`${title}. ${advice}`);
    }
  }

  #show(state: State, again: () => unknown = () => this.#begin()): void {
    if (this.#closed) return;
    window.clearTimeout(this.#timer);
    this.#failed = state.state === "failed";
    this.#shown = state.state === "pending" ? "under-way" : undefined;
    if (state.state === "pending") {
      this.#timer = window.setTimeout(() => void this.#refresh(), ASK_EVERY_MS);
      this.#pending.show(state, this.#url);
      return;
    }
    this.#pending.forget();
    const ticked = this.#account.replaces() ? this.#other?.account.id : undefined;
    this.#other = undefined;
    this.#view.clear();
    if (state.state === "signed-in") this.#showAccount(state, ticked);
    else if (state.state === "signed-out") this.#showSignedOut();
    else if (state.account) this.#showEnded(state.account, state.error);
    else {
      this.#showTrouble(state.error);
      this.#view.button("again", again);
    }
  }

  #showSignedOut(): void {
    const app = this.#dialog.method() === "app";
    this.#view.say(app ? "fa-key" : "fa-sign-in", this.#view.text(app ? "app" : "signed-out"));
    this.#view.button(app ? "app-begin" : "begin", () => this.#begin());
  }

  /** @param ticked whose box to take an account's place was ticked before */
  #showAccount(signedIn: SignedIn, ticked: string | undefined): void {
    const { account, replaces, kept } = signedIn;
    this.#account.show(signedIn);
    if (!account) return;
    if (kept === false) this.#shown = "waiting";
    if (replaces) {
      this.#other = { account, before: replaces };
      this.#account.askToReplace(replaces, account, ticked === account.id);
    } else if (this.#shown) {
      this.#view.say("fa-info-circle", this.#view.toKeep("press-to-keep"));
      this.#dialog.signedIn(account);
    }
    this.#renewOrSignOut(account);
  }

  /** Microsoft has ended what is stored. */
  #showEnded(account: Account, trouble?: Trouble): void {
    this.#showTrouble(trouble, "teams-auth-ended");
    this.#renewOrSignOut(account);
  }

  #renewOrSignOut(account: Account): void {
    const app = this.#dialog.method() === "app";
    this.#view.button(app ? "app-begin" : "renew", () => this.#begin());
    if (this.#begun || app) return;
    if (this.#shown) this.#view.button("cancel", () => this.#leave("sign-in/discard"));
    else this.#view.button("sign-out", () => this.#askToSignOut(account));
  }

  /** It takes effect at once, and stands beside the button that only renews. */
  #askToSignOut({ name }: Account): void {
    this.#view.clear();
    this.#view.say("fa-question-circle", this.#view.text("sign-out-really", { name }));
    this.#view.button("sign-out", () => this.#leave("sign-out"));
    this.#view.button("sign-out-keep", () => this.#refresh()).trigger("focus");
  }

  #showTrouble(trouble?: Trouble, look = "teams-auth-trouble"): void {
    const { title, advice } = trouble
      ? problemText(this.#node, trouble)
      : { title: this.#node._("editor.no-answer.title"), advice: "" };
    this.#view.say("fa-exclamation-triangle", title).addClass(look);
    $("<p>").text(advice).appendTo(this.#view.place);
  }

  #busy(): void {
    window.clearTimeout(this.#timer);
    this.#pending.forget();
    this.#view.clear();
    this.#view.say("fa-spinner fa-spin", this.#view.text("asking"));
  }
}
