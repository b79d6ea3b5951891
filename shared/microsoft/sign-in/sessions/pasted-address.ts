import { type IdentifiedResponse, readAnswer } from "../authorization-response";
import { Problem } from "../../../support/problem";

/** Codes are long, addresses with them still no longer than what servers take. */
const LONGEST_ADDRESS = 16_384;

/**
 * The answer in the address that a browser ended at, as people copy it: with spaces and line breaks, without its scheme,
 * or only what follows the question mark. Throws Problem `address-wrong`, which repeats nothing of the text.
 */
export function answerInAddress(pasted: unknown): IdentifiedResponse {
  const text = typeof pasted === "string" ? pasted.replace(/[\s<>"']/g, "") : "";
  if (text === "" || text.length > LONGEST_ADDRESS) throw wrong();
  const [address = "", fragment = ""] = text.split("#");
  const afterMark = address.indexOf("?") + 1;
  for (const parameters of [address.slice(afterMark), fragment]) {
    const answer = readAnswer(fieldsOf(parameters));
    if (answer && (answer["code"] !== undefined || answer["error"] !== undefined)) return answer;
  }
  throw wrong();
}

/** What comes more than once is a list. */
function fieldsOf(parameters: string): Readonly<Record<string, unknown>> {
  const all = new URLSearchParams(parameters);
  return Object.fromEntries(
    [...new Set(all.keys())].map((key) => {
      const values = all.getAll(key);
      return [key, values.length === 1 ? values[0] : values];
    }),
  );
}

function wrong(): Problem {
  return new Problem({
    code: "address-wrong",
    title: "This is not the address the sign-in ended at",
    advice:
      "Copy the whole address from the browser's address bar, once the sign-in there is done; it contains code= and state=.",
  });
}
