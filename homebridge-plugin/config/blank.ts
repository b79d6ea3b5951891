import { isJsonObject } from "../../shared/support/json-object";

/** What Homebridge's settings form puts into a row before anybody has written anything: defaults of config.schema.json. */
const FILLED_IN: Readonly<Record<string, string>> = {
  method: "device-code",
  cloud: "global",
  kind: "occupancy",
};

/** The same inside `onChange`. */
const FILLED_IN_CALL: Readonly<Record<string, string>> = { method: "POST", colors: "traffic-light" };

/** Whether a row of a form says nothing: the form shows one in every empty list, and saves it. */
export function isBlankRow(value: unknown): boolean {
  if (!isJsonObject(value)) return isBlank(value);
  return Object.entries(value).every(
    ([name, each]) => each === FILLED_IN[name] || (name === "onChange" ? isBlankCall(each) : isBlank(each)),
  );
}

/** The same for the `onChange` of a row. */
export function isBlankCall(value: unknown): boolean {
  if (!isJsonObject(value)) return isBlank(value);
  return Object.entries(value).every(([name, each]) => each === FILLED_IN_CALL[name] || isBlank(each));
}

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isBlankRow);
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    value === false ||
    (isJsonObject(value) && Object.keys(value).length === 0)
  );
}
