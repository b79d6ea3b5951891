import { type Fields, partOf, textOf } from "../../model/fields";
import { accountOf } from "../../model/sources";
import type { Desk } from "../desk";
import { button, disclosure, el, iconButton } from "../dom";
import { problemWords } from "../problem-words";
import { callFields } from "./call-fields";
import { switchField, textField } from "./field";
import { idLine } from "./sensor-row";
import { sensorsView } from "./sensors";
import { sourceFields, sourceWords } from "./source-fields";
import { previewWords } from "./words";

export interface PersonCardOptions {
  readonly person: Fields;
  readonly isNew: boolean;
  readonly remove: () => void;
  /** Another source was chosen: what it needs has to be there. */
  readonly sourceChosen: () => void;
  /** Brings the account that a person waits for into view. */
  readonly goToAccount: (account: Fields) => void;
}

/** One person: what is known of them now, where that comes from, and their sensors. */
export function personCard(desk: Desk, options: PersonCardOptions): HTMLElement {
  const { person, isNew, remove, sourceChosen } = options;
  const at = (): string => desk.pathOf("people", person);
  const property = (name: string, fallback?: unknown) => ({ of: () => person, name, at, fallback });
  const title = el("h3", { class: "tp-card-title", tabindex: "-1" });
  const removeButton = iconButton("remove", "", remove, "remove-person");
  const from = disclosure(
    desk.say("person.from"),
    textField(desk, property("name"), {
      label: "person.name",
      help: "person.name-help",
      placeholder: "Alice",
      isNew,
      write: (text) => {
        desk.draft.rename(person, desk.draft.block, "people", "person", text);
        desk.changed();
      },
    }),
    sourceFields(desk, person, isNew, sourceChosen),
  );
  from.element.open = isNew;
  const more = disclosure(
    desk.say("person.options"),
    switchField(desk, property("separate", false), {
      label: "person.separate",
      help: "person.separate-help",
    }),
    switchField(desk, property("pauseSwitch", false), { label: "person.pause", help: "person.pause-help" }),
    idLine(desk, person),
  );
  const call = disclosure(desk.say("call.title"), callFields(desk, person));
  const element = el(
    "article",
    { class: "tp-card" },
    el("header", { class: "tp-card-head" }, title, removeButton),
    statusLine(desk, options),
    from.element,
    sensorsView(desk, person),
    more.element,
    call.element,
  );
  desk.touchWhenLeft(element);
  desk.watch(element, () => {
    const name = desk.nameOf(person, "person.new");
    const label = desk.say("remove-named", { name });
    element.dataset["person"] = textOf(person["id"]);
    title.textContent = name;
    removeButton.setAttribute("aria-label", label);
    removeButton.title = label;
    from.hint.textContent = sourceWords(desk, person);
    call.hint.textContent = hostIn(textOf(partOf(person, "onChange")?.["url"]));
  });
  return element;
}

/** "In a call · since 14:05", or what is in the way of knowing that. */
function statusLine(desk: Desk, { person, goToAccount }: PersonCardOptions): HTMLElement {
  const dot = el("span", { class: "tp-dot" });
  const text = el("span", { class: "tp-status-text" });
  const advice = el("p", { class: "tp-help tp-advice" });
  const signIn = button(
    desk.say("preview.go-sign-in"),
    () => {
      const account = accountOf(desk.draft, person);
      if (account) goToAccount(account);
    },
    { look: "tp-link", "data-action": "go-sign-in" },
  );
  const line = el("p", { class: "tp-status", role: "status" }, dot, text, signIn);
  const element = el("div", { class: "tp-status-box" }, line, advice);
  let shown = "";
  desk.watch(element, () => {
    const now = Date.now();
    const preview = desk.live.previewOf(textOf(person["id"]), now);
    const words = previewWords(desk.texts, preview, now);
    const isSaid = preview?.problem === undefined || preview.state === "sign-in";
    const problem = isSaid ? undefined : problemWords(desk.texts, preview.problem);
    const about = [
      preview?.state === "problem" ? undefined : problem?.title.concat("."),
      problem?.advice,
      preview?.state === "sign-in" && textOf(person["user"]) !== ""
        ? desk.say("source.user-help")
        : undefined,
      preview?.outside && desk.say(`preview.outside-${preview.outside}`),
    ].filter((sentence) => sentence !== undefined && sentence !== "");
    element.dataset["preview"] = preview?.state ?? "nobody";
    element.dataset["status"] = preview?.presence?.status ?? "";
    signIn.hidden = preview?.state !== "sign-in";
    const told = JSON.stringify([words, about]);
    if (told === shown) return;
    shown = told;
    dot.className = `tp-dot tp-${words.dot}`;
    text.textContent = words.text;
    advice.textContent = about.join(" ");
    advice.hidden = about.length === 0;
  });
  return element;
}

/** What is called, without what may be secret in it. */
function hostIn(url: string): string {
  return /^https?:\/\/([^/?#\s@]+)/i.exec(url)?.[1] ?? "";
}
