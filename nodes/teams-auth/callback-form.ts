import { type IdentifiedResponse, readAnswer } from "../../shared/microsoft/sign-in/authorization-response";
import { isJsonObject } from "../../shared/support/json-object";

const LONGEST_BODY = 16_384;

/** The part of a request that is looked at; `body` is what Node-RED's own parser for forms has made of it. */
export interface FormRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/**
 * The answer in a form that a browser posts; undefined for anything else, and where it is longer than 16 kB. Node-RED
 * has read up to its `apiMaxLength` by then, and gives a field that comes twice as a list.
 */
export function answerInForm({ headers, body }: FormRequest): IdentifiedResponse | undefined {
  const type = String(headers["content-type"] ?? "");
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type) || !isJsonObject(body)) return undefined;
  const length = Number(headers["content-length"] ?? 0);
  // Without a length it came in pieces.
  if (!(length <= LONGEST_BODY) || JSON.stringify(body).length > LONGEST_BODY) return undefined;
  return readAnswer(body);
}
