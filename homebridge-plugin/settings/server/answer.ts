import type { JsonObject } from "../../../shared/support/json-object";
import { asProblem, type Problem } from "../../../shared/support/problem";
import { fieldsOf } from "./request";

/** Takes the fields of a request and gives, or resolves with, what is sent back. Throws, or rejects with, Problems. */
export type Handler = (fields: JsonObject) => unknown;

/** The handler as Homebridge's UI calls it: with whatever the page sends; it rejects with what `refusal` makes of a Problem. */
export function answering(
  handler: Handler,
  refusal: (problem: Problem) => Error,
): (body: unknown) => Promise<unknown> {
  return async (body) => {
    try {
      return await handler(fieldsOf(body));
    } catch (error) {
      throw refusal(asProblem(error));
    }
  };
}
