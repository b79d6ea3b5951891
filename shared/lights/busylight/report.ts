/**
 * What goes to a light at once.
 *
 * `output` is for `write` and `feature` for `sendFeatureReport` of node-hid: the first byte is the report id, 0 for a
 * device that has none (hidapi, `hid_write`). `serial` is what goes over the line.
 */
export interface Report {
  readonly transport: "output" | "feature" | "serial";
  readonly bytes: Uint8Array;
}

export function output(bytes: readonly number[]): Report {
  return { transport: "output", bytes: Uint8Array.from(bytes) };
}

export function feature(bytes: readonly number[]): Report {
  return { transport: "feature", bytes: Uint8Array.from(bytes) };
}

export function serial(text: string): Report {
  return { transport: "serial", bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
}
