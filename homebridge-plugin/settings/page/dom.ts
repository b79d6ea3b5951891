/** The few DOM helpers of the page. Text goes in as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

export type Child = Node | string | undefined;

export function el<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

export function button(
  label: string,
  act: () => void,
  { look = "", icon, ...attributes }: Readonly<Record<string, string | undefined>> = {},
): HTMLButtonElement {
  const shown = icon === undefined ? undefined : drawing(icon);
  const element = el(
    "button",
    { type: "button", class: `tp-button ${look}`.trim(), ...attributes },
    shown,
    el("span", {}, label),
  );
  element.addEventListener("click", act);
  return element;
}

/** A button that shows a drawing only; `label` is what it is called. */
export function iconButton(icon: string, label: string, act: () => void, hook: string): HTMLButtonElement {
  const element = el(
    "button",
    { type: "button", class: "tp-icon", "aria-label": label, title: label, "data-action": hook },
    drawing(icon),
  );
  element.addEventListener("click", act);
  return element;
}

export function link(label: string, href: string): HTMLAnchorElement {
  return el("a", { href, target: "_blank", rel: "noopener" }, label);
}

/** A part that can be opened; what it is called may change while it is closed. */
export function disclosure(
  title: string,
  ...children: readonly Child[]
): { readonly element: HTMLDetailsElement; readonly hint: HTMLElement } {
  const hint = el("span", { class: "tp-hint" });
  const summary = el("summary", {}, drawing("chevron"), el("span", {}, title), hint);
  return {
    element: el(
      "details",
      { class: "tp-disclosure" },
      summary,
      el("div", { class: "tp-inner" }, ...children),
    ),
    hint,
  };
}

/** Strokes on a square of 24; our own. */
const DRAWINGS: Readonly<Record<string, string>> = {
  chevron: "M9 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  check: "M5 13l4 4L19 7",
  warn: "M12 4L2.5 20h19zM12 10v5M12 17.5v.5",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4 3.5-7 8-7s8 3 8 7",
  share:
    "M12 12h.01M8.5 15.5a5 5 0 010-7M15.5 8.5a5 5 0 010 7M5.6 18.4a9 9 0 010-12.8M18.4 5.6a9 9 0 010 12.8",
  play: "M8 5l11 7-11 7z",
  stop: "M7 7h10v10H7z",
  busy: "M12 4a8 8 0 108 8",
  calendar: "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3 2",
  failed: "M12 3a9 9 0 100 18 9 9 0 000-18zM9 9l6 6M15 9l-6 6",
  info: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v5M12 8v.5",
  key: "M8 11a4 4 0 100 8 4 4 0 000-8zM11 12l8-8M16 7l3 3",
  keyboard: "M3 7h18v11H3zM7 11h.5M11 11h.5M15 11h.5M8 15h8",
  link: "M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9",
  ok: "M12 3a9 9 0 100 18 9 9 0 000-18zM8 12l3 3 5-6",
  question: "M12 3a9 9 0 100 18 9 9 0 000-18zM9.5 9.5a2.5 2.5 0 113.5 2.3c-.7.4-1 .9-1 1.7M12 16.5v.5",
  "sign-in": "M14 4h5v16h-5M4 12h10M10 8l4 4-4 4",
  skipped: "M12 3a9 9 0 100 18 9 9 0 000-18zM8 12h8",
  undo: "M9 7L4 12l5 5M4 12h10a5 5 0 015 5v1",
};

export function drawing(name: string): SVGSVGElement {
  const picture = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", `tp-drawing tp-drawing-${name}`);
  path.setAttribute("d", DRAWINGS[name] ?? "");
  picture.append(path);
  return picture;
}
