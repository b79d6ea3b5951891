import type { ProblemText } from "../../support/problem";
import { AccountView } from "./account-view";
import type { Action, DialogHost } from "./dialog-host";
import { el } from "./dom";
import { PanelView } from "./panel-view";
import { PendingView } from "./pending-view";
import { aboutMethod, type Account, type Begun, type SignedIn, type State } from "./sign-in-state";
import { SignInWindow } from "./sign-in-window";
import { problemText } from "./texts";

/** A dialog whose Done keeps a sign-in, and whose Cancel calls it off: see `keep` and `discard`. */
export interface WithDialog {
  /** Label of the button that says Done. */
  readonly done: () => string;
  /** Tells of trouble when the dialog is gone already. */
  readonly complain: (text: string) => void;
}

export interface SignInDialog {
  /** What the page shows now, to sign in with. */
  readonly values: () => object;
  readonly method: () => string;
  /**
   * Somebody has signed in whose sign-in Done will keep, or, `at-once`, whose sign-in is stored; in the place of
   * `before`.
   */
  readonly signedIn: (account: Account, before?: Account) => void;
  /** `at-once`: the server half stores a sign-in by itself, and the panel asks where it would replace somebody. */
  readonly keeping: "at-once" | WithDialog;
}

const ASK_EVERY_MS = 1000;

/** The part of an account's page where one signs in: a button, then what to do, then who signed in. */
export class SignInPanel {
  readonly #host: DialogHost;
  readonly #dialog: SignInDialog;
  /** Absent where sign-ins are kept at once. */
  readonly #done: WithDialog | undefined;
  readonly #view: PanelView;
  readonly #pending: PendingView;
  readonly #account: AccountView;
  readonly #window = new SignInWindow();
  readonly #endNews: () => void;
  #timer: number | undefined;
  #url: string | undefined;
  /** A sign-in of this page waits to be kept or called off. */
  #begun = false;
  /** What is shown is kept with Done, also where the page it was begun in is gone. */
  #shown: "under-way" | "waiting" | undefined;
  #failed = false;
  /** Who signed in instead of whom; whether that is meant is asked. */
  #other: { readonly account: Account; readonly before: Account } | undefined;
  /** The id of the account that is on the screen with the question whether to sign it out. */
  #askedToSignOut: string | undefined;
  #closed = false;

  constructor(host: DialogHost, place: HTMLElement, dialog: SignInDialog) {
    this.#host = host;
    this.#dialog = dialog;
    this.#done = dialog.keeping === "at-once" ? undefined : dialog.keeping;
    this.#view = new PanelView(host, place);
    this.#account = new AccountView(this.#view);
    this.#pending = new PendingView(this.#view, {
      cancel: () => this.#settle("sign-in/discard"),
      redirected: (url) => this.#redirected(url),
    });
    this.#endNews = host.onNews(() => this.refresh());
    this.refresh();
  }

  /** What is shown may have changed: another way to sign in was chosen, or Microsoft was asked. */
  refresh(): void {
    void this.#refresh();
  }

  /** The page is left: nothing is shown any more, and what is under way stays so. */
  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#timer);
    this.#endNews();
  }

  /** Done was pressed. */
  keep(): void {
    this.close();
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
    try {
      const { state } = await this.#host.call<State>("sign-in/keep", { replace });
      if (isComplete && state !== "signed-in") this.#done?.complain(this.#view.text("lost"));
    } catch (trouble) {
      const { title, advice } = problemText(this.#host.text, trouble as ProblemText);
      this.#done?.complain(`${title}. ${advice}`);
    }
  }

  /** Cancel was pressed. */
  discard(): void {
    this.close();
    if (this.#begun) this.#host.call("sign-in/discard", {}).catch(() => undefined);
    else this.#dismiss();
  }

  /** The failure of a sign-in begun elsewhere was seen: it need not be told again. */
  #dismiss(): void {
    if (this.#failed) this.#host.call("sign-in/discard", { onlyFailed: true }).catch(() => undefined);
  }

  async #refresh(): Promise<void> {
    try {
      this.#show(aboutMethod(await this.#host.call<State>("sign-in"), this.#dialog.method()));
    } catch (trouble) {
      // Nothing is known of the sign-in: a new one would help nothing, and Done still keeps what was shown.
      const shown = this.#shown;
      this.#show({ state: "failed", error: trouble as ProblemText }, () => this.#refresh());
      this.#shown = shown;
    }
  }

  async #begin(): Promise<void> {
    if (this.#dialog.method() === "auth-code") this.#window.prepare();
    this.#busy();
    this.#begun = this.#dialog.method() !== "app";
    try {
      const begun = await this.#host.call<Begun>("sign-in/begin", this.#dialog.values());
      if (begun.method === "app") return this.#show(begun);
      this.#url = begun.method === "auth-code" ? begun.url : undefined;
      if (this.#url === undefined) this.#window.dismiss();
      else this.#window.go(this.#url);
      await this.#refresh();
    } catch (trouble) {
      this.#window.dismiss();
      this.#show({ state: "failed", error: trouble as ProblemText });
    }
  }

  /** Asks for something that changes how the sign-in is, and shows what has come of it. */
  async #settle(action: Action, body: object = {}): Promise<void> {
    this.#busy();
    try {
      await this.#host.call(action, body);
      this.#begun = action === "sign-in/keep";
      await this.#refresh();
    } catch (trouble) {
      this.#show({ state: "failed", error: trouble as ProblemText });
    }
  }

  async #redirected(url: string): Promise<void> {
    try {
      await this.#host.call("redirect", { url });
      await this.#refresh();
    } catch (trouble) {
      const { title, advice } = problemText(this.#host.text, trouble as ProblemText);
      this.#pending.refusePaste(`${title}. ${advice}`);
    }
  }

  /** @param again what to try again where it failed; absent: to sign in */
  #show(state: State, again?: () => unknown): void {
    if (this.#closed) return;
    window.clearTimeout(this.#timer);
    // News of the same sign-in, such as a renewed token, must not take a question away under a click.
    if (this.#isAskedAbout(state)) return;
    this.#askedToSignOut = undefined;
    this.#failed = state.state === "failed";
    this.#shown = state.state === "pending" ? "under-way" : undefined;
    if (state.state === "pending") {
      this.#refreshLater();
      this.#pending.show(state, this.#url);
      return;
    }
    this.#pending.forget();
    const ticked = this.#account.replaces() ? this.#other?.account.id : undefined;
    const asked = this.#other;
    this.#other = undefined;
    this.#view.clear();
    if (state.state === "signed-out") return this.#showSignedOut();
    if (state.state === "failed") return this.#showFailed(state, again);
    this.#account.show(state);
    if (!state.account) return;
    if (this.#done) this.#showUntilDone(state, state.account, this.#done, ticked);
    else this.#showAtOnce(state, state.account, asked?.before);
  }

  #isAskedAbout(state: State): boolean {
    if (this.#askedToSignOut === undefined || state.state !== "signed-in") return false;
    return state.account?.id === this.#askedToSignOut && state.kept !== false;
  }

  #showSignedOut(): void {
    const app = this.#dialog.method() === "app";
    this.#view.say(app ? "key" : "sign-in", this.#view.text(app ? "app" : "signed-out"));
    this.#view.button(app ? "app-begin" : "begin", () => this.#begin());
  }

  /** @param ticked whose box to take an account's place was ticked before */
  #showUntilDone(
    { replaces, kept }: SignedIn,
    account: Account,
    { done }: WithDialog,
    ticked: string | undefined,
  ): void {
    if (kept === false) this.#shown = "waiting";
    if (replaces) {
      this.#other = { account, before: replaces };
      this.#account.askWithBox(replaces, account, ticked === account.id, done());
    } else if (this.#shown) {
      this.#view.say("info", this.#view.text("press-to-keep", { button: done() }));
      this.#dialog.signedIn(account);
    }
    this.#renewOrSignOut(account);
  }

  /** @param before whom the person has just agreed to replace */
  #showAtOnce({ replaces, kept }: SignedIn, account: Account, before: Account | undefined): void {
    if (replaces) {
      this.#other = { account, before: replaces };
      this.#account.ask(replaces, account, (isMeant) =>
        isMeant ? this.#settle("sign-in/keep", { replace: true }) : this.#settle("sign-in/discard"),
      );
      return;
    }
    // The server half is about to store it.
    if (kept === false) return this.#refreshLater();
    if (this.#begun) this.#dialog.signedIn(account, before);
    this.#begun = false;
    this.#renewOrSignOut(account);
  }

  /** With an account, Microsoft has ended what is stored. */
  #showFailed({ account, error }: Extract<State, { state: "failed" }>, again?: () => unknown): void {
    if (account) {
      // The server's own words name whose sign-in it was.
      const ended = error?.code === "sign-in-needed" ? { ...error, code: "sign-in-ended" } : error;
      this.#showTrouble(ended, "teams-auth-ended", { name: account.name });
      return this.#renewOrSignOut(account);
    }
    this.#showTrouble(error, "teams-auth-trouble");
    this.#view.button("again", again ?? (() => this.#begin()));
    // What is stored is there all the same, and no Cancel brings it back to light.
    if (!this.#done && !again)
      this.#view.button("dismiss", () => this.#settle("sign-in/discard", { onlyFailed: true }));
  }

  #renewOrSignOut(account: Account): void {
    const app = this.#dialog.method() === "app";
    this.#view.button(app ? "app-begin" : "renew", () => this.#begin());
    if (app || (this.#done && this.#begun)) return;
    if (this.#shown) this.#view.button("cancel", () => this.#settle("sign-in/discard"));
    else this.#view.button("sign-out", () => this.#askToSignOut(account));
  }

  /** It takes effect at once, and stands beside the button that only renews. */
  #askToSignOut({ id, name }: Account): void {
    this.#askedToSignOut = id;
    this.#view.clear();
    const question = this.#done ? "sign-out-really" : "sign-out-at-once";
    this.#view.say("question", this.#view.text(question, { name }));
    this.#view.button("sign-out", () => this.#settle("sign-out"));
    const stay = (): unknown => {
      this.#askedToSignOut = undefined;
      return this.#refresh();
    };
    this.#view.button("sign-out-keep", stay).focus();
  }

  #showTrouble(
    trouble: ProblemText | undefined,
    look: string,
    values?: Readonly<Record<string, string>>,
  ): void {
    const { title, advice } = trouble
      ? problemText(this.#host.text, trouble, values)
      : { title: this.#host.noAnswer(), advice: "" };
    this.#view.say("warning", title).classList.add(look);
    this.#view.place.append(el("p", {}, advice));
  }

  #busy(): void {
    window.clearTimeout(this.#timer);
    this.#askedToSignOut = undefined;
    this.#pending.forget();
    this.#view.clear();
    this.#view.say("busy", this.#view.text("asking"));
  }

  #refreshLater(): void {
    this.#timer = window.setTimeout(() => this.refresh(), ASK_EVERY_MS);
  }
}
