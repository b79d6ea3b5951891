/** The few DOM helpers the page needs. Text goes in as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** The element the page was written with; a missing one is a mistake in index.html. */
export function byId<E extends Element>(id: string, kind: new () => E): E {
  const found = document.getElementById(id) ?? undefined;
  if (!(found instanceof kind)) throw new Error(`index.html has no ${kind.name} #${id}`);
  return found;
}

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

export function svg<T extends keyof SVGElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Node[]
): SVGElementTagNameMap[T] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export interface Row<T> {
  readonly element: HTMLElement;
  update(item: T): void;
}

/**
 * Keeps one child per item and reuses it as long as its key stays, so that focus and transitions
 * survive every update. Returns the function to call with the items.
 */
export function keyedList<T>(
  parent: Element,
  key: (item: T) => string,
  create: (item: T) => Row<T>,
): (items: readonly T[]) => void {
  const rows = new Map<string, Row<T>>();
  return (items) => {
    const keys = new Set(items.map(key));
    for (const [known, row] of rows) {
      if (keys.has(known)) continue;
      row.element.remove();
      rows.delete(known);
    }
    for (const [index, item] of items.entries()) {
      const row = rows.get(key(item)) ?? create(item);
      rows.set(key(item), row);
      row.update(item);
      if (parent.children[index] !== row.element)
        parent.insertBefore(row.element, parent.children[index] ?? null);
    }
  };
}

export interface Segment {
  readonly value: string;
  readonly label: string;
  readonly badge?: string;
}

/** A row of radio buttons that look like one switch; `choose` hears every choice a person makes. */
export function segments(
  parent: Element,
  name: string,
  choose: (value: string) => void,
): (items: readonly Segment[], chosen: string) => void {
  let chosenNow = "";
  const fill = keyedList<Segment>(
    parent,
    ({ value }) => value,
    ({ value }) => {
      const input = el("input", { type: "radio", name, value });
      input.addEventListener("change", () => choose(value));
      const text = el("span");
      const badge = el("span", { class: "badge" });
      return {
        element: el("label", { class: "segment" }, input, text, badge),
        update(item) {
          text.textContent = item.label;
          badge.textContent = item.badge ?? "";
          badge.hidden = item.badge === undefined;
          input.checked = value === chosenNow;
        },
      };
    },
  );
  return (items, chosen) => {
    chosenNow = chosen;
    fill(items);
  };
}
