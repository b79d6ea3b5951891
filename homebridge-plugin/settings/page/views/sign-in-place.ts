import type { Fields } from "../../model/fields";
import type { Desk } from "../desk";
import { el } from "../dom";

/** Where one signs in to an account. */
export function signInPlace(_desk: Desk, _account: Fields): HTMLElement {
  return el("div", { class: "tp-panel", "data-panel": "sign-in" });
}

/** Where the registration is checked. */
export function checkPlace(_desk: Desk, _account: Fields): HTMLElement {
  return el("div", { class: "tp-panel", "data-panel": "check" });
}
