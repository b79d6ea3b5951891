/** An element with its attributes and what is in it; texts go in as text, never as markup. */
export function el<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(className: string, text: string, press: () => unknown): HTMLButtonElement {
  const element = el("button", { type: "button", class: className }, text);
  element.addEventListener("click", () => void press());
  return element;
}

/** A link that opens a page which learns nothing of this one. */
export function link(address: string, text: string): HTMLAnchorElement {
  return el("a", { target: "_blank", rel: "noopener noreferrer", href: address }, text);
}
