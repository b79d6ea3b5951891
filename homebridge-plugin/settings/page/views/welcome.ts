import type { Desk } from "../desk";
import { drawing, el } from "../dom";

export interface WelcomeOptions {
  readonly microsoft: () => void;
  readonly mqtt: () => void;
}

/** What is shown while nothing is set up: two ways to begin. */
export function welcome(desk: Desk, { microsoft, mqtt }: WelcomeOptions): HTMLElement {
  return el(
    "section",
    { class: "tp-welcome", "data-section": "welcome" },
    el("h2", {}, desk.say("welcome.title")),
    el("p", {}, desk.say("welcome.text")),
    el(
      "div",
      { class: "tp-ways" },
      way(
        "person",
        desk.say("welcome.microsoft"),
        desk.say("welcome.microsoft-text"),
        microsoft,
        "start-microsoft",
      ),
      way("share", desk.say("welcome.mqtt"), desk.say("welcome.mqtt-text"), mqtt, "start-mqtt"),
    ),
  );
}

function way(icon: string, title: string, text: string, act: () => void, hook: string): HTMLElement {
  const element = el(
    "button",
    { type: "button", class: "tp-way", "data-action": hook },
    drawing(icon),
    el("span", {}, el("strong", {}, title), el("small", {}, text)),
  );
  element.addEventListener("click", act);
  return element;
}
