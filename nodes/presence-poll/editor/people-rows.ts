import { isSlug, personId } from "../../../shared/microsoft/polling/people-list";
import { asText } from "../../editor/fields";

/** A person as the flow keeps them; nothing in it has been checked. */
export interface PersonRow {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly slug?: unknown;
}

type Part = "id" | "name" | "slug";

const PARTS: readonly Part[] = ["id", "name", "slug"];

export function peopleOf(value: unknown): readonly PersonRow[] {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [];
  return rows.filter((row) => typeof row === "object" && row !== null);
}

/** True, or which person is wrong and why. */
export function checkPeople(node: EditorNode, value: unknown): true | string {
  for (const [index, row] of peopleOf(value).entries()) {
    const reason = PARTS.map((part) => reasonOf(node, part, asText(row[part]))).find(Boolean);
    if (reason) return node._("presence-poll.wrong.person", { number: index + 1, reason });
  }
  return true;
}

/** The list of people in an open dialog, with a line that says what an empty one means. */
export function showPeople(node: EditorNode, list: JQuery, empty: JQuery): void {
  const showEmpty = (): void => void empty.toggle(rowsOf(list).length === 0);
  list.editableList<PersonRow>({
    addItem: (container, _index, row) => {
      const line = $('<div class="presence-poll-person">').appendTo(container);
      for (const part of PARTS) field(node, part, asText(row[part])).appendTo(line);
      empty.hide();
      // A row that somebody has just added is there to be written in.
      if (row.id === undefined) line.find("input").first().trigger("focus");
    },
    removeItem: () => setTimeout(showEmpty),
    addButton: node._("presence-poll.label.add-person"),
    removable: true,
    sortable: true,
    height: "auto",
  });
  for (const row of peopleOf(node["people"])) list.editableList("addItem", { id: "", ...row });
  showEmpty();
}

/** What the dialog shows now; rows with nothing in them are left out. */
export function readPeopleRows(list: JQuery): readonly Partial<Record<Part, string>>[] {
  return rowsOf(list)
    .map((line) =>
      Object.fromEntries(
        PARTS.map(
          (part) => [part, asText($(line).find(`.presence-poll-person-${part}`).val())] as const,
        ).filter(([, text]) => text !== ""),
      ),
    )
    .filter((row) => Object.keys(row).length > 0)
    .map((row) => ({ id: "", ...row }));
}

function rowsOf(list: JQuery): readonly HTMLElement[] {
  return list.editableList("items").toArray();
}

function field(node: EditorNode, part: Part, text: string): JQuery {
  const label = node._(`presence-poll.label.person-${part}`);
  const input = $(`<input type="text" class="presence-poll-person-${part}" spellcheck="false">`)
    .attr({ "aria-label": label, placeholder: node._(`presence-poll.placeholder.person-${part}`) })
    .val(text);
  const check = (): void => {
    const reason = reasonOf(node, part, asText(input.val()));
    input.toggleClass("input-error", reason !== undefined);
    input.attr({ title: reason ?? label, "aria-invalid": String(reason !== undefined) });
  };
  // Who is still writing has not made a mistake yet; who corrects one sees at once that it is right.
  input.on("change", check).on("input", () => {
    if (input.hasClass("input-error")) check();
  });
  if (text === "") input.attr("title", label);
  else check();
  return input;
}

function reasonOf(node: EditorNode, part: Part, text: string): string | undefined {
  if (part === "id" && personId(text) === undefined) return node._("presence-poll.wrong.id");
  if (part === "slug" && text !== "" && !isSlug(text)) return node._("presence-poll.wrong.slug");
  return undefined;
}
