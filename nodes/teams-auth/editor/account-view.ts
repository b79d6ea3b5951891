import type { PanelView } from "./panel-view";
import type { Account, CredentialState, SignedIn } from "./sign-in-state";

/** From then on presence poll tells of it too. */
const EXPIRES_SOON_DAYS = 30;

/** Who is signed in, and, where it is somebody else than before, the question whether that is meant. */
export class AccountView {
  readonly #view: PanelView;

  constructor(view: PanelView) {
    this.#view = view;
  }

  show({ account, credential }: SignedIn): void {
    const view = this.#view;
    if (!account) {
      view.say("fa-check", view.text("signed-in"));
      return;
    }
    const { name, username } = account;
    const key = credential ? "accepted" : "signed-in-as";
    view.say("fa-check", view.text(key, { name, username })).addClass("teams-auth-signed-in");
    if (credential) this.#showCredential(credential);
  }

  #showCredential({ kind, expiresAt, days }: CredentialState): void {
    if (expiresAt === undefined || days === undefined) return;
    const view = this.#view;
    const day = expiresAt.slice(0, "2027-05-31".length);
    const key = days < 0 ? "credential-ended" : "credential-ends";
    view
      .say("fa-calendar", view.text(`${key}-${kind}`, { day, days }))
      .toggleClass("teams-auth-ended", days <= EXPIRES_SOON_DAYS);
  }

  askToReplace(before: Account, after: Account, ticked: boolean): void {
    const view = this.#view;
    const label = $('<label class="teams-auth-replace-label">').appendTo(view.place);
    const box = $('<input type="checkbox" class="teams-auth-replace">').appendTo(label);
    $("<span>")
      .text(view.text("replace", { before: before.name, after: after.name }))
      .appendTo(label);
    const advice = view.say("fa-info-circle", view.toKeep("tick-to-keep"));
    box.on("change", () => {
      advice.text(view.toKeep(box.prop("checked") === true ? "press-to-keep" : "tick-to-keep"));
    });
    box.prop("checked", ticked).trigger("change");
  }

  /** Whether the box is there and ticked. */
  replaces(): boolean {
    return this.#view.place.find(".teams-auth-replace").prop("checked") === true;
  }
}
