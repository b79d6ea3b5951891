import type { ProblemText } from "../../support/problem";
import { type Check, type Diagnosis, summaryOf } from "./diagnosis";
import type { DialogHost, IconName } from "./dialog-host";
import { button, el, link } from "./dom";
import { letter } from "./letter";
import type texts from "./locales/en-US.json";
import { problemText } from "./texts";

type CheckKey = Exclude<keyof (typeof texts)["check"], "state"> | `state.${Check["state"]}`;

export interface CheckDialog {
  /** What the page shows now, to be checked. */
  readonly values: () => object;
  /** Asking Microsoft may have shown how a sign-in is. */
  readonly checked: () => void;
}

/** Icon, and the name of the class that colours it. */
const LOOKS: Readonly<Record<Check["state"], readonly [IconName, string]>> = {
  ok: ["ok", "well"],
  failed: ["failed", "wrong"],
  unknown: ["unknown", "unclear"],
  skipped: ["skipped", "quiet"],
};

/** The part of an account's page that finds out what is wrong: a button, then one line per check and a letter. */
export class CheckPanel {
  readonly #host: DialogHost;
  readonly #dialog: CheckDialog;
  readonly #button: HTMLButtonElement;
  /** Says what happens, also to a screen reader; the list itself is read when one comes to it. */
  readonly #status = el("p", { role: "status" });
  readonly #result = el("div");
  /** Counts the examinations, so that one of values that have changed since shows nothing. */
  #asked = 0;
  #closed = false;

  constructor(host: DialogHost, place: HTMLElement, dialog: CheckDialog) {
    this.#host = host;
    this.#dialog = dialog;
    this.#button = button(host.buttonClass, this.#text("begin"), () => this.#check());
    place.replaceChildren(el("div", { class: "teams-auth-check" }, this.#button, this.#status, this.#result));
  }

  /** The page is left: what is still to come is not shown any more. */
  close(): void {
    this.#closed = true;
  }

  /** The values on the page have changed: what was found is not about them. */
  forget(): void {
    this.#asked++;
    this.#status.replaceChildren();
    this.#result.replaceChildren();
  }

  async #check(): Promise<void> {
    const asked = ++this.#asked;
    const isWanted = (): boolean => !this.#closed && asked === this.#asked;
    this.#button.disabled = true;
    this.#result.replaceChildren();
    this.#say("busy", this.#text("checking"));
    try {
      const diagnosis = await this.#host.call<Diagnosis>("check", this.#dialog.values());
      if (isWanted()) this.#show(diagnosis);
      this.#dialog.checked();
    } catch (trouble) {
      if (isWanted()) this.#showTrouble(trouble as ProblemText);
    } finally {
      this.#button.disabled = false;
    }
  }

  #show({ checks, adminConsentUrl, letter: written }: Diagnosis): void {
    const { key, count } = summaryOf(checks);
    const isWrong = key === "one-wrong" || key === "some-wrong";
    this.#say(isWrong ? "warning" : "check", this.#text(key, { count }));
    const lines = checks.map((check, index) => this.#line(check, checks[index - 1]?.advice));
    this.#result.append(el("ul", { "aria-label": this.#text("result") }, ...lines));
    if (adminConsentUrl !== undefined) this.#result.append(this.#consentLink(adminConsentUrl));
    else if (!isWrong && count > 0) this.#result.append(el("p", {}, this.#text("ask-administrator")));
    const { buttonClass } = this.#host;
    const text = (of: CheckKey): string => this.#text(of);
    this.#result.append(letter(written, { text, buttonClass, isOpen: adminConsentUrl !== undefined }));
  }

  /** The reason why checks are not made stands at the first of them. */
  #line(check: Check, adviceBefore?: string): HTMLElement {
    const [name, look] = LOOKS[check.state];
    const { title, advice } = problemText(this.#host.text, { ...check, advice: check.advice ?? "" });
    const icon = this.#host.icon(name);
    icon.classList.add(`teams-auth-check-${look}`);
    const state = el("span", { class: "teams-auth-check-said" }, `${this.#text(`state.${check.state}`)}: `);
    const named = el("span", check.state === "skipped" ? { class: "teams-auth-check-quiet" } : {}, title);
    const words = el("div", {}, state, named);
    if (advice !== "" && check.advice !== adviceBefore) words.append(el("p", {}, advice));
    return el("li", { "data-check": check.id, "data-state": check.state }, icon, words);
  }

  #consentLink(url: string): HTMLElement {
    const who = el("div", {}, this.#text("consent-who"));
    return el("p", {}, link(url, this.#text("consent-link")), who);
  }

  #showTrouble(trouble: ProblemText): void {
    const { title, advice } = problemText(this.#host.text, trouble);
    this.#say("warning", title);
    this.#result.append(el("p", {}, advice));
  }

  #say(icon: IconName, text: string): void {
    this.#status.replaceChildren(this.#host.icon(icon), el("span", {}, ` ${text}`));
  }

  #text(key: CheckKey, values?: Readonly<Record<string, number>>): string {
    return this.#host.text(`check.${key}`, values) ?? key;
  }
}
