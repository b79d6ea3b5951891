import { type Fields, isOn, writtenAs } from "../../model/fields";
import type { Desk } from "../desk";
import { type Child, drawing, el } from "../dom";
import type { Key } from "../texts";

/** A property that a field shows and writes. */
export interface Property {
  /** What it belongs to; undefined where that is not there yet. */
  readonly of: () => Fields | undefined;
  /** The same, made where it is not there. */
  readonly make?: () => Fields;
  readonly name: string;
  /** Where `of` stands in the block, like `people[0]`. */
  readonly at: () => string;
  /** What counts where nothing is written. */
  readonly fallback?: unknown;
}

export interface FieldText {
  readonly label: Key;
  readonly help?: Key | undefined;
  readonly placeholder?: string | undefined;
  /** Nobody has been there yet, so that nothing is complained of. */
  readonly isNew?: boolean | undefined;
}

export function pathOf({ at, name }: Property): string {
  return at() === "" ? name : `${at()}.${name}`;
}

export function valueOf({ of, name }: Property): unknown {
  return of()?.[name];
}

export function write(desk: Desk, { of, make, name, fallback }: Property, value: unknown): void {
  const owner = of() ?? make?.();
  if (owner) desk.draft.set(owner, name, value, fallback);
  desk.changed();
}

export interface TextOptions extends FieldText {
  readonly type?: "text" | "password" | "url" | "number" | "time";
  /** How a value that is no text is written. */
  readonly read?: (value: unknown) => string;
  /** What else is done with a text than writing it down. */
  readonly write?: (text: string) => void;
  readonly extra?: Child;
}

/** A field for a text, or a number where `type` says so. */
export function textField(desk: Desk, property: Property, options: TextOptions): HTMLElement {
  const { type = "text", placeholder, read = writtenAs } = options;
  const input = el("input", {
    class: "tp-input",
    type: type === "url" || type === "number" ? "text" : type,
    inputmode: type === "number" ? "numeric" : type === "url" ? "url" : undefined,
    placeholder,
    autocomplete: type === "password" ? "new-password" : "off",
    spellcheck: "false",
    "data-field": property.name,
  });
  const save =
    options.write ?? ((text: string) => write(desk, property, type === "number" ? numberIn(text) : text));
  input.value = read(valueOf(property));
  input.addEventListener("input", () => save(input.value));
  const { element, touch } = labelled(desk, property, options, input);
  input.addEventListener("change", touch);
  input.addEventListener("blur", () => {
    if (input.value !== "") touch();
  });
  desk.watch(element, () => {
    const value = read(valueOf(property));
    if (document.activeElement !== input && input.value !== value) input.value = value;
  });
  return element;
}

export interface AreaOptions extends FieldText {
  readonly rows: number;
  readonly read: (value: unknown) => string;
  readonly write: (text: string) => unknown;
}

/** A field for several lines. */
export function areaField(desk: Desk, property: Property, options: AreaOptions): HTMLElement {
  const area = el("textarea", {
    class: "tp-input tp-area",
    rows: String(options.rows),
    placeholder: options.placeholder,
    spellcheck: "false",
    "data-field": property.name,
  });
  area.value = options.read(valueOf(property));
  area.addEventListener("input", () => write(desk, property, options.write(area.value)));
  const { element, touch } = labelled(desk, property, options, area);
  area.addEventListener("change", touch);
  return element;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
}

/** A list to choose from. `choices` are looked at again after every change. */
export function selectField(
  desk: Desk,
  property: Property,
  options: FieldText & { readonly choices: () => readonly Choice[] },
): HTMLElement {
  const select = el("select", { class: "tp-input tp-select", "data-field": property.name });
  const { element, touch } = labelled(desk, property, options, select);
  select.addEventListener("change", () => {
    touch();
    write(desk, property, select.value);
  });
  let shown = "";
  desk.watch(element, () => {
    const value = writtenAs(valueOf(property)) || writtenAs(property.fallback);
    const known = options.choices();
    // What is written there stays to be seen, also where it is wrong.
    const choices = known.some((each) => each.value === value) ? known : [...known, { value, label: value }];
    const now = JSON.stringify([choices, value]);
    if (now === shown) return;
    shown = now;
    select.replaceChildren(...choices.map((each) => el("option", { value: each.value }, each.label)));
    select.value = value;
  });
  return element;
}

/** A few choices side by side, each with its radio button. */
export function radioField(
  desk: Desk,
  label: string,
  choices: readonly Choice[],
  chosen: () => string,
  choose: (value: string) => void,
  hook: string,
): HTMLElement {
  const name = desk.key("radio");
  const radios = choices.map(({ value, label, help }) => {
    const input = el("input", { type: "radio", name, value, "data-choice": `${hook}-${value}` });
    input.addEventListener("change", () => choose(value));
    const words = el(
      "span",
      {},
      el("strong", {}, label),
      help === undefined ? undefined : el("small", {}, help),
    );
    return { input, element: el("label", { class: "tp-choice" }, input, words) };
  });
  const element = el(
    "fieldset",
    { class: "tp-field tp-choices", "data-field": hook },
    el("legend", { class: "tp-label" }, label),
    el("div", { class: "tp-choice-row" }, ...radios.map((each) => each.element)),
  );
  desk.watch(element, () => {
    for (const { input } of radios) input.checked = input.value === chosen();
  });
  return element;
}

/** A switch with a sentence about it. */
export function switchField(desk: Desk, property: Property, options: FieldText): HTMLElement {
  const input = el("input", {
    type: "checkbox",
    role: "switch",
    class: "tp-switch",
    "data-field": property.name,
  });
  const id = desk.key("field");
  const help = options.help && el("span", { class: "tp-help", id: `${id}-help` }, desk.say(options.help));
  const wrong = el("span", { class: "tp-wrong", id: `${id}-wrong` });
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-help ${id}-wrong`);
  input.addEventListener("change", () => write(desk, property, input.checked));
  const element = el(
    "div",
    { class: "tp-field tp-toggle" },
    input,
    el("div", {}, el("label", { for: id }, desk.say(options.label)), help || undefined, wrong),
  );
  desk.watch(element, () => {
    const value = valueOf(property);
    input.checked = value === undefined || value === "" ? property.fallback === true : isOn(value);
  });
  register(desk, property, options, input, wrong);
  return element;
}

interface Labelled {
  readonly element: HTMLElement;
  readonly touch: () => void;
}

/** Label above, help and what is wrong below. */
function labelled(
  desk: Desk,
  property: Property,
  options: FieldText & { readonly extra?: Child },
  control: HTMLElement,
): Labelled {
  const id = desk.key("field");
  const help = options.help && el("div", { class: "tp-help", id: `${id}-help` }, desk.say(options.help));
  const wrong = el("div", { class: "tp-wrong", id: `${id}-wrong` });
  control.id = id;
  control.setAttribute("aria-describedby", `${help ? `${id}-help ` : ""}${id}-wrong`);
  const element = el(
    "div",
    { class: "tp-field" },
    el("label", { class: "tp-label", for: id }, desk.say(options.label)),
    control,
    help || undefined,
    options.extra,
    wrong,
  );
  return { element, touch: register(desk, property, options, control, wrong) };
}

function register(
  desk: Desk,
  property: Property,
  { label, isNew }: FieldText,
  control: HTMLElement,
  wrong: HTMLElement,
): () => void {
  return registerField(desk, { control, wrong, label: desk.say(label), path: () => pathOf(property), isNew });
}

/** Lets a control show what is wrong with the property at `path`; the answer is to be called when somebody was there. */
export function registerField(
  desk: Desk,
  options: {
    readonly control: HTMLElement;
    readonly wrong: HTMLElement;
    readonly label: string;
    readonly path: () => string;
    readonly isNew?: boolean | undefined;
  },
): () => void {
  const { control, wrong, label, path, isNew = false } = options;
  const field = {
    control,
    label,
    path,
    isTouched: !isNew,
    show(mistake: { readonly rule: string; readonly line: string } | undefined) {
      const text = mistake && (desk.texts.find(`wrong.${mistake.rule}`) ?? mistake.line);
      control.classList.toggle("is-invalid", text !== undefined);
      control.setAttribute("aria-invalid", String(text !== undefined));
      if (wrong.textContent === (text ?? "")) return;
      wrong.replaceChildren(...(text === undefined ? [] : [drawing("warn"), el("span", {}, text)]));
    },
  };
  desk.register(field);
  return () => desk.touch([field]);
}

function numberIn(text: string): number | string {
  const number = Number(text.trim());
  return text.trim() !== "" && Number.isFinite(number) ? number : text.trim();
}
