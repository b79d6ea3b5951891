import type { DialogHost, IconName } from "./dialog-host";
import { button, el, link } from "./dom";
import type texts from "./locales/en-US.json";

export type SignInKey = keyof (typeof texts)["sign-in"];

/** The parts a panel of the dialog is made of: lines with an icon, links, buttons. */
export class PanelView {
  readonly #host: DialogHost;
  readonly place: HTMLElement;

  constructor(host: DialogHost, place: HTMLElement) {
    this.#host = host;
    this.place = place;
    place.classList.add("teams-auth-sign-in");
  }

  text(key: SignInKey, values?: Readonly<Record<string, string | number>>): string {
    return this.#host.text(`sign-in.${key}`, values) ?? key;
  }

  clear(): void {
    this.place.replaceChildren();
  }

  /** A line of text with an icon; gives the element of the text. */
  say(icon: IconName, text: string): HTMLElement {
    const words = el("span", {}, text);
    this.place.append(el("p", { "aria-live": "polite" }, this.#host.icon(icon), words));
    return words;
  }

  button(key: SignInKey, press: () => unknown, values?: Readonly<Record<string, string>>): HTMLElement {
    return this.#put(button(this.#host.buttonClass, this.text(key, values), press));
  }

  link(address: string, text = address): HTMLElement {
    return this.#put(link(address, text));
  }

  #put(element: HTMLElement): HTMLElement {
    this.place.append(element);
    return element;
  }
}
