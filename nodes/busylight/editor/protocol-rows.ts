import { FAMILIES } from "../../../shared/lights/busylight/family";
import { isFromEnvironment } from "../../common/environment";
import { asText } from "../../editor/fields";

/** A light that is not known by its id, and how it is spoken to. */
export interface ProtocolRow {
  /** `vid:pid`. */
  readonly id: string;
  /** A family. */
  readonly as: string;
}

const ID = /^[0-9a-f]{4}:[0-9a-f]{4}$/i;
const CHOICES: readonly string[] = FAMILIES.filter((name) => name !== "virtual");

/** True, or which row is wrong and why. */
export function checkProtocols(node: EditorNode, value: unknown): true | string {
  const wrong = protocolsOf(value).findIndex((row) => !isRight(row));
  return wrong === -1 || node._("busylight.invalid.protocol", { number: wrong + 1 });
}

/** The list in an open dialog; `changed` is called when a person has changed it. */
export function showProtocols(node: EditorNode, list: JQuery, changed: () => void): void {
  list.editableList<ProtocolRow>({
    addItem: (container, _index, row) => {
      const line = $('<div class="busylight-protocol">').appendTo(container);
      idField(node, row.id ?? "", changed).appendTo(line);
      familyField(node, row.as ?? CHOICES[0] ?? "", changed).appendTo(line);
      // A row that somebody has just added is there to be written in.
      if (row.id === undefined) line.find("input").trigger("focus");
    },
    // Node-RED tells it before the row is gone.
    removeItem: () => setTimeout(changed),
    addButton: node._("busylight.label.add-protocol"),
    removable: true,
    height: "auto",
  });
  for (const row of protocolsOf(node["protocols"])) list.editableList("addItem", row);
}

/** What the dialog shows now; rows without an id are left out. */
export function readProtocols(list: JQuery): readonly ProtocolRow[] {
  return list
    .editableList("items")
    .toArray()
    .map((line) => ({
      id: lowerCased(asText($(line).find("input").val())),
      as: asText($(line).find("select").val()),
    }))
    .filter(({ id }) => id !== "");
}

/** Those of the dialog that Node-RED will take. */
export function rightProtocols(list: JQuery): readonly ProtocolRow[] {
  return readProtocols(list).filter(({ id, as }) => ID.test(id) && CHOICES.includes(as));
}

function protocolsOf(value: unknown): readonly ProtocolRow[] {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [];
  return rows.map((row) => {
    const { id, as } = (row ?? {}) as Partial<Record<string, unknown>>;
    return { id: asText(id), as: asText(as) };
  });
}

function isRight({ id, as }: ProtocolRow): boolean {
  return (ID.test(id) || isFromEnvironment(id)) && (CHOICES.includes(as) || isFromEnvironment(as));
}

function idField(node: EditorNode, id: string, changed: () => void): JQuery {
  const label = node._("busylight.label.protocol-id");
  const input = $('<input type="text" spellcheck="false" autocomplete="off" placeholder="27bb:3bcd">')
    .attr({ "aria-label": label, title: label })
    .val(id);
  const check = (): void => {
    const value = asText(input.val());
    const isWrong = !ID.test(value) && !isFromEnvironment(value);
    input.toggleClass("input-error", isWrong);
    input.attr({ title: isWrong ? node._("busylight.invalid.id") : label, "aria-invalid": String(isWrong) });
  };
  // Who is still writing has not made a mistake yet; who corrects one sees at once that it is right.
  input
    .on("change", () => {
      check();
      changed();
    })
    .on("input", () => {
      if (input.hasClass("input-error")) check();
    });
  if (id !== "") check();
  return input;
}

function familyField(node: EditorNode, family: string, changed: () => void): JQuery {
  const select = $("<select>").attr("aria-label", node._("busylight.label.protocol-as"));
  for (const name of CHOICES)
    $("<option>")
      .val(name)
      .text(node._(`busylight.family.${name}`))
      .appendTo(select);
  // What this version does not know stays as it is.
  if (!CHOICES.includes(family)) $("<option>").val(family).text(family).appendTo(select);
  return select.val(family).on("change", changed);
}

function lowerCased(id: string): string {
  return isFromEnvironment(id) ? id : id.toLowerCase();
}
