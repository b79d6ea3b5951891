import { json } from "./answers";
import type { Answer } from "./answers";

/** One element of the list in which the old API answers everything but a GET. */
export type OldPart = { readonly success: Readonly<Record<string, unknown>> } | { readonly error: OldError };

export interface OldError {
  readonly type: number;
  /** The path after the key. */
  readonly address: string;
  readonly description: string;
}

/** Types and texts as in the Hue API v1 documentation, "Error messages". */
export const oldErrors = {
  unauthorized: (address: string): OldError => ({ type: 1, address, description: "unauthorized user" }),
  badJson: (address: string): OldError => ({ type: 2, address, description: "body contains invalid json" }),
  noResource: (address: string): OldError => {
    return { type: 3, address, description: `resource, ${address}, not available` };
  },
  noMethod: (address: string, method: string): OldError => {
    return { type: 4, address, description: `method, ${method}, not available for resource, ${address}` };
  },
  missing: (address: string): OldError => {
    return { type: 5, address, description: "invalid/missing parameters in body" };
  },
  noParameter: (address: string, name: string): OldError => {
    return { type: 6, address: `${address}/${name}`, description: `parameter, ${name}, not available` };
  },
  badValue: (address: string, name: string, value: unknown): OldError => {
    const quoted = (JSON.stringify(value) ?? "").slice(0, 60);
    const description = `invalid value, ${quoted}, for parameter, ${name}`;
    return { type: 7, address: `${address}/${name}`, description };
  },
  isOff: (address: string, name: string): OldError => {
    const description = `parameter, ${name}, is not modifiable. Device is set to off.`;
    return { type: 201, address: `${address}/${name}`, description };
  },
  tooMuch: (address: string): OldError => ({ type: 901, address, description: "Internal error, 503" }),
};

/** The old API has status 200 for everything. */
export function oldAnswer(parts: readonly OldPart[], note?: string): Answer {
  const first = parts.find((part) => "error" in part);
  return json(200, parts, note ?? first?.error.description);
}

export function oldRefusal(error: OldError): Answer {
  return oldAnswer([{ error }]);
}
