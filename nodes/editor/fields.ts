import { isFromEnvironment } from "../common/environment";

/** Small helpers that every dialog needs. */

/** Why a value is wrong, or true; `label` is the property's own name. */
type Check = (this: EditorNode, value: unknown, options: { readonly label?: string }) => true | string;

/** A check as Node-RED wants it: only of a function that takes two arguments it believes a text to be the reason. */
export function validator(check: Check) {
  return function (this: EditorNode, value: unknown, options: { readonly label?: string }): true | string {
    return check.call(this, value, options);
  };
}

/** A validator for a number in a range; the editor stores numbers as strings. Nothing means the default, as at run time. */
export function numberBetween(lowest: number, highest: number) {
  return validator(function (value, { label = "" }) {
    if (value === undefined || value === "") return true;
    const parsed = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    if (Number.isFinite(parsed) && parsed >= lowest && parsed <= highest) return true;
    return this._("editor.number-between", { property: label, lowest, highest });
  });
}

/** A property's name for Node-RED's own messages about it, which it does not look up itself. */
export function propertyLabel(key: string): string {
  const [set = ""] = key.split(".");
  return RED._(`@presence-home/node-red-teams-presence/${set}:${key}`);
}

/**
 * Shows the default of every property that the flow does not carry; call it first when a dialog is prepared. Node-RED
 * leaves such fields empty and boxes without a tick, and Done would store just that.
 */
export function fillAbsent(node: EditorNode): void {
  const prefix = node._def.category === "config" ? "node-config-input" : "node-input";
  for (const [name, { value }] of Object.entries(node._def.defaults)) {
    if (node[name] !== undefined) continue;
    const field = $(`#${prefix}-${name}`);
    if (typeof value === "boolean") field.prop("checked", value);
    else if (typeof value === "string" || typeof value === "number") field.val(String(value));
  }
}

/**
 * Shows what a field cannot show by its kind, such as `${X}` in one for numbers; call it when a dialog is prepared. Done
 * would else store the emptiness that is seen.
 */
export function keepUnlisted(node: EditorNode): void {
  for (const [name, { type }] of Object.entries(node._def.defaults)) {
    const stored = asText(node[name]);
    const field = $(`#node-input-${name}`);
    // Node-RED itself shows configurations.
    if (stored === "" || type !== undefined || field.val() === stored) continue;
    if (field.is("select")) field.append($("<option>").val(stored).text(stored));
    else if (field.is('input[type="number"]') && isFromEnvironment(stored)) field.attr("type", "text");
    else continue;
    field.val(stored);
  }
}

/** An `<option>` per value, labelled from the catalogue under `<prefix>.<value>`. */
export function options(
  node: EditorNode,
  values: readonly string[],
  prefix: string,
  chosen?: string,
): JQuery {
  const created = values.map((value) =>
    $("<option>")
      .val(value)
      .text(node._(`${prefix}.${value}`))
      .prop("selected", value === chosen),
  );
  return $(created.flatMap((option) => option.get()));
}

/** A property that should be a text, without spaces around it; anything else is no text at all. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
