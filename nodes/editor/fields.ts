/** Small helpers that every dialog needs. */

/**
 * A validator for a number in a range; the editor stores numbers as strings. `key` names the property in the catalogue.
 * Node-RED listens to the reason that a validator gives only where it declares a second parameter.
 */
export function numberBetween(lowest: number, highest: number, key: string, whole = false) {
  return function (this: EditorNode, value: unknown, _options?: object): boolean | string {
    const parsed = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    const fits = Number.isFinite(parsed) && parsed >= lowest && parsed <= highest;
    if (fits && (!whole || Number.isInteger(parsed))) return true;
    return this._("editor.number-between", { property: this._(key), lowest, highest });
  };
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
