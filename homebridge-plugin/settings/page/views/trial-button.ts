import type { ProblemText } from "../../../../shared/support/problem";
import type { Desk } from "../desk";
import { problemWords } from "../problem-words";
import { button, drawing, el } from "../dom";

/** Long enough to see it in the Home app and to hear an automation. */
const SECONDS = 30;

interface Begun {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface TrialOptions {
  /** What is to detect: `{person, sensor}` or `{account}`. */
  readonly what: () => object;
  readonly name: () => string;
  /** Why it cannot be tried now; undefined where it can. */
  readonly hindrance: () => string | undefined;
}

/** Makes a sensor in HomeKit detect for a while, whatever Teams says, to see what hangs on it. */
export function trialButton(desk: Desk, { what, name, hindrance }: TrialOptions): HTMLElement {
  let trial: Begun | undefined;
  let ticking = 0;
  const label = el("span", {}, desk.say("trial.begin"));
  const start = button("", () => void (trial ? end() : begin()), {
    icon: "play",
    look: "tp-quiet tp-small",
    "data-action": "trial",
  });
  start.lastElementChild?.replaceWith(label);
  const trouble = el("div", { class: "tp-trial-trouble", role: "status" });
  const element = el("div", { class: "tp-trial" }, start, trouble);

  function show(): void {
    const left = trial ? Math.max(0, Math.ceil((trial.until - Date.now()) / 1000)) : 0;
    if (trial && left === 0) over();
    label.textContent = trial ? desk.say("trial.end", { seconds: left }) : desk.say("trial.begin");
    start.firstElementChild?.replaceWith(drawing(trial ? "stop" : "play"));
    start.classList.toggle("tp-running", trial !== undefined);
    element.closest("[data-sensor]")?.classList.toggle("tp-tried", trial !== undefined);
  }

  function over(): void {
    if (!trial) return;
    trial = undefined;
    window.clearInterval(ticking);
    desk.announce(desk.say("trial.over", { name: name() }));
  }

  async function begin(): Promise<void> {
    trouble.textContent = "";
    start.setAttribute("aria-busy", "true");
    try {
      trial = await desk.server.ask<Begun>("/trial", { ...what(), seconds: SECONDS });
      ticking = window.setInterval(show, 1000);
      desk.announce(desk.say("trial.begun", { name: name(), seconds: SECONDS }));
    } catch (error) {
      const { title, advice } = problemWords(desk.texts, error as ProblemText);
      trouble.textContent = `${sentence(title)} ${sentence(advice)}`.trim();
    }
    start.removeAttribute("aria-busy");
    show();
  }

  async function end(): Promise<void> {
    const id = trial?.id;
    over();
    show();
    await desk.server.ask("/trial/end", { id }).catch(() => undefined);
  }

  desk.server.on("trial", ({ id, ended }) => {
    if (trial === undefined || id !== trial.id || ended !== true) return;
    over();
    show();
  });
  desk.watch(element, () => {
    const reason = hindrance();
    start.disabled = reason !== undefined && trial === undefined;
    start.title = reason ?? desk.say("trial.title", { name: name() });
    start.setAttribute("aria-label", trial ? "" : `${desk.say("trial.begin")}: ${name()}`);
    if (trial) start.removeAttribute("aria-label");
  });
  return element;
}

function sentence(text: string): string {
  return text === "" || /[.!?]$/.test(text) ? text : `${text}.`;
}
