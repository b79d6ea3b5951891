import { CheckPanel } from "../../../../shared/microsoft/dialog/check-panel";
import { SignInPanel } from "../../../../shared/microsoft/dialog/sign-in-panel";
import { type Fields, textOf } from "../../model/fields";
import type { Desk } from "../desk";
import { dialogHost } from "../dialog-host";
import { el } from "../dom";
import type { SignIns } from "../sign-ins";

/** Where one signs in to an account, as soon as its registration can be right. */
export function signInPlace(desk: Desk, account: Fields, signIns: SignIns): HTMLElement {
  const place = el("div", { class: "tp-panel", "data-panel": "sign-in" });
  const incomplete = el("p", { class: "tp-help" }, desk.say("account.incomplete"));
  const element = el("div", {}, place, incomplete);
  let panel: SignInPanel | undefined;
  let about = "";
  desk.watch(element, () => {
    const signIn = registrationOf(desk, account);
    incomplete.hidden = signIn !== undefined;
    place.hidden = signIn === undefined;
    const now = JSON.stringify([account["id"], signIn]);
    if (signIn === undefined || now === about) return;
    about = now;
    if (panel) return panel.refresh();
    panel = new SignInPanel(dialogHost(desk, account, signIns), place, {
      values: () => ({}),
      method: () => textOf(account["method"]) || "device-code",
      signedIn: () => undefined,
      keeping: "at-once",
    });
  });
  return element;
}

/** Where the registration is checked. */
export function checkPlace(desk: Desk, account: Fields, signIns: SignIns): HTMLElement {
  const place = el("div", { class: "tp-panel tp-part", "data-panel": "check" });
  const panel = new CheckPanel(dialogHost(desk, account, signIns), place, {
    values: () => ({}),
    checked: () => signIns.moved(textOf(account["id"])),
  });
  let about = "";
  desk.watch(place, () => {
    const signIn = registrationOf(desk, account);
    const now = JSON.stringify(signIn);
    place.hidden = signIn === undefined;
    if (now === about) return;
    about = now;
    panel.forget();
  });
  return place;
}

/** What the plugin would sign in with; undefined while that is not right. */
function registrationOf(desk: Desk, account: Fields): object | undefined {
  return desk.live.config.accounts.find(({ id }) => id === account["id"])?.signIn;
}
