import type { PanelView } from "./panel-view";
import type { Account } from "./sign-in-state";

/** Who is signed in, and, where it is somebody else than before, the question whether that is meant. */
export class AccountView {
  readonly #view: PanelView;

  constructor(view: PanelView) {
    this.#view = view;
  }

  show(account: Account | undefined): void {
    const view = this.#view;
    if (!account) {
      view.say("fa-check", view.text("signed-in"));
      return;
    }
    const { name, username } = account;
    const text =
      name === username
        ? view.text("signed-in-name", { name })
        : view.text("signed-in-as", { name, username });
    view.say("fa-check", text).addClass("teams-auth-signed-in");
  }

  askToReplace(before: Account, after: Account): void {
    const view = this.#view;
    const label = $('<label class="teams-auth-replace-label">').appendTo(view.place);
    const box = $('<input type="checkbox" class="teams-auth-replace">').appendTo(label);
    $("<span>")
      .text(view.text("replace", { before: before.name, after: after.name }))
      .appendTo(label);
    const advice = view.say("fa-info-circle", view.toKeep("tick-to-keep"));
    box.on("change", () => {
      const ticked = box.prop("checked") === true;
      advice.text(view.toKeep(ticked ? "press-to-keep" : "tick-to-keep"));
    });
  }

  /** Whether the box is there and ticked. */
  replaces(): boolean {
    return this.#view.place.find(".teams-auth-replace").prop("checked") === true;
  }
}
