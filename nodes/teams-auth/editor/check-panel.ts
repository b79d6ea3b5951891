import { pathOf, request, type Trouble } from "../../editor/request";
import { letter } from "./letter";
import { problemText } from "./problem-text";

interface Check {
  readonly id: string;
  readonly state: "ok" | "failed" | "skipped" | "unknown";
  readonly title: string;
  readonly advice?: string;
  readonly key?: string;
  readonly reference?: string;
}

interface Diagnosis {
  readonly checks: readonly Check[];
  readonly adminConsentUrl?: string;
  readonly letter: { readonly subject: string; readonly body: string };
}

export interface CheckDialog {
  /** What the dialog shows now, to be checked. */
  readonly values: () => object;
  /** Asking Microsoft may have shown how a sign-in is. */
  readonly checked: () => void;
}

/** Icon, and the name of the class that colours it. */
const LOOKS: Readonly<Record<Check["state"], readonly [string, string]>> = {
  ok: ["fa-check-circle", "well"],
  failed: ["fa-times-circle", "wrong"],
  unknown: ["fa-question-circle", "unclear"],
  skipped: ["fa-minus-circle", "quiet"],
};

const STYLE = `
.teams-auth-check ul { list-style: none; margin: 8px 0; }
.teams-auth-check li { display: flex; gap: 8px; align-items: baseline; margin: 0 0 6px; }
.teams-auth-check li p { margin: 2px 0 0; overflow-wrap: anywhere; }
.teams-auth-check li p, .teams-auth-check-quiet { color: var(--red-ui-secondary-text-color); }
.teams-auth-check-well { color: var(--red-ui-text-color-success); }
.teams-auth-check-wrong { color: var(--red-ui-text-color-error); }
.teams-auth-check-unclear { color: var(--red-ui-text-color-warning); }
.teams-auth-check summary { cursor: pointer; margin: 8px 0; }
.teams-auth-check a { color: var(--red-ui-text-color-link); }
.teams-auth-check > p { margin: 8px 0; }
.teams-auth-check details textarea[readonly] {
  box-sizing: border-box; width: 100%; height: 240px; margin-bottom: 8px; resize: vertical;
  color: var(--red-ui-form-text-color); cursor: text;
}
.teams-auth-check-said {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
`;

/** The part of the account's dialog that finds out what is wrong: a button, then one line per check and a letter. */
export class CheckPanel {
  readonly #node: EditorNode;
  readonly #dialog: CheckDialog;
  readonly #button: JQuery;
  /** Says what happens, also to a screen reader; the list itself is read when one comes to it. */
  readonly #status: JQuery;
  readonly #result: JQuery;
  /** Counts the examinations, so that one of values that have changed since shows nothing. */
  #asked = 0;
  #closed = false;

  constructor(node: EditorNode, place: JQuery, dialog: CheckDialog) {
    this.#node = node;
    this.#dialog = dialog;
    const panel = $('<div class="teams-auth-check">').appendTo(place.empty());
    $("<style>").text(STYLE).appendTo(panel);
    this.#button = $('<button type="button" class="red-ui-button">')
      .text(node._("teams-auth.check.begin"))
      .on("click", () => void this.#check())
      .appendTo(panel);
    this.#status = $('<p role="status">').appendTo(panel);
    this.#result = $("<div>").appendTo(panel);
  }

  /** The dialog is closed: what is still to come is not shown any more. */
  close(): void {
    this.#closed = true;
  }

  /** The values in the dialog have changed: what was found is not about them. */
  forget(): void {
    this.#asked++;
    this.#status.empty();
    this.#result.empty();
  }

  async #check(): Promise<void> {
    const asked = ++this.#asked;
    const isWanted = (): boolean => !this.#closed && asked === this.#asked;
    this.#button.prop("disabled", true);
    this.#result.empty();
    this.#say("fa-spinner fa-spin", this.#node._("teams-auth.check.checking"));
    const path = pathOf("teams-auth", this.#node.id, "check");
    try {
      const diagnosis = await request<Diagnosis>(this.#node, "POST", path, this.#dialog.values());
      if (isWanted()) this.#show(diagnosis);
      this.#dialog.checked();
    } catch (trouble) {
      if (isWanted()) this.#showTrouble(trouble as Trouble);
    } finally {
      this.#button.prop("disabled", false);
    }
  }

  #show({ checks, adminConsentUrl, letter: written }: Diagnosis): void {
    const failed = checks.filter(({ state }) => state === "failed").length;
    const open = checks.filter(({ state }) => state === "unknown" || state === "skipped").length;
    const nothing = open === 0 ? "nothing-wrong" : "nothing-wrong-so-far";
    const summary = failed === 0 ? nothing : failed === 1 ? "one-wrong" : "some-wrong";
    const text = this.#node._(`teams-auth.check.${summary}`, { count: failed || open });
    this.#say(failed === 0 ? "fa-check" : "fa-exclamation-triangle", text);
    const list = $("<ul>").attr("aria-label", this.#node._("teams-auth.check.result"));
    list
      .append(checks.map((check, index) => this.#line(check, checks[index - 1]?.advice)))
      .appendTo(this.#result);
    if (adminConsentUrl !== undefined) this.#consentLink(adminConsentUrl);
    else if (failed === 0 && open > 0)
      $("<p>").text(this.#node._("teams-auth.check.ask-administrator")).appendTo(this.#result);
    letter(this.#node, written, { isOpen: adminConsentUrl !== undefined }).appendTo(this.#result);
  }

  /** The reason why checks are not made stands at the first of them. */
  #line(check: Check, adviceBefore?: string): JQuery {
    const [icon, look] = LOOKS[check.state];
    const { title, advice } = problemText(this.#node, { ...check, advice: check.advice ?? "" });
    const state = this.#node._(`teams-auth.check.state.${check.state}`);
    const line = $("<li>").attr("data-check", check.id).attr("data-state", check.state);
    $(`<i class="fa ${icon} teams-auth-check-${look}" aria-hidden="true">`).appendTo(line);
    const words = $("<div>").appendTo(line);
    $('<span class="teams-auth-check-said">').text(`${state}: `).appendTo(words);
    $("<span>")
      .toggleClass("teams-auth-check-quiet", check.state === "skipped")
      .text(title)
      .appendTo(words);
    if (advice !== "" && check.advice !== adviceBefore) $("<p>").text(advice).appendTo(words);
    return line;
  }

  #consentLink(url: string): void {
    const line = $("<p>").appendTo(this.#result);
    $('<a target="_blank" rel="noopener noreferrer">')
      .attr("href", url)
      .text(this.#node._("teams-auth.check.consent-link"))
      .appendTo(line);
    $("<div>").text(this.#node._("teams-auth.check.consent-who")).appendTo(line);
  }

  #showTrouble(trouble: Trouble): void {
    const { title, advice } = problemText(this.#node, trouble);
    this.#say("fa-exclamation-triangle", title);
    $("<p>").text(advice).appendTo(this.#result);
  }

  #say(icon: string, text: string): void {
    this.#status.empty();
    $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(this.#status);
    $("<span>").text(` ${text}`).appendTo(this.#status);
  }
}
