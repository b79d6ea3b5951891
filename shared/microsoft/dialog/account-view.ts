import { el } from "./dom";
import type { PanelView } from "./panel-view";
import type { Account, CredentialState, SignedIn } from "./sign-in-state";

/** From then on presence poll tells of it too. */
const EXPIRES_SOON_DAYS = 30;

/** Who is signed in, and, where it is somebody else than before, the question whether that is meant. */
export class AccountView {
  readonly #view: PanelView;
  #box: HTMLInputElement | undefined;

  constructor(view: PanelView) {
    this.#view = view;
  }

  show({ account, credential }: SignedIn): void {
    const view = this.#view;
    if (!account) {
      view.say("check", view.text("signed-in"));
      return;
    }
    const { name, username } = account;
    const key = credential ? "accepted" : "signed-in-as";
    view.say("check", view.text(key, { name, username })).classList.add("teams-auth-signed-in");
    if (credential) this.#showCredential(credential);
  }

  #showCredential({ kind, expiresAt, days }: CredentialState): void {
    if (expiresAt === undefined || days === undefined) return;
    const view = this.#view;
    const day = expiresAt.slice(0, "2027-05-31".length);
    const key = days < 0 ? "credential-ended" : "credential-ends";
    const line = view.say("calendar", view.text(`${key}-${kind}`, { day, days }));
    line.classList.toggle("teams-auth-ended", days <= EXPIRES_SOON_DAYS);
  }

  /** A box to tick; `button` is the label of the one that closes the dialog. */
  askWithBox(before: Account, after: Account, ticked: boolean, button: string): void {
    const view = this.#view;
    const box = el("input", { type: "checkbox", class: "teams-auth-replace" });
    const words = el("span", {}, view.text("replace", { before: before.name, after: after.name }));
    view.place.append(el("label", { class: "teams-auth-replace-label" }, box, words));
    const advice = view.say("info", "");
    const advise = (): void => {
      advice.textContent = view.text(box.checked ? "press-to-keep" : "tick-to-keep", { button });
    };
    box.addEventListener("change", advise);
    box.checked = ticked;
    advise();
    this.#box = box;
  }

  /** Two buttons. */
  ask(before: Account, after: Account, answer: (isMeant: boolean) => unknown): void {
    const view = this.#view;
    const names = { before: before.name, after: after.name };
    view.say("question", view.text("replace-question", names));
    view.button("replace", () => answer(true), names);
    view.button("replace-not", () => answer(false), names);
  }

  /** Whether the box is there and ticked. */
  replaces(): boolean {
    return this.#box !== undefined && this.#view.place.contains(this.#box) && this.#box.checked;
  }
}
