import assert from "node:assert/strict";
import { answerInForm } from "../../../nodes/teams-auth/callback-form";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const ANSWER = { code: "c", state: "s" };

describe("a form that comes back", () => {
  const TABLE: readonly (readonly [string, Readonly<Record<string, string>>, unknown, object | undefined])[] =
    [
      ["is an answer", FORM, ANSWER, ANSWER],
      ["is an answer whatever else it holds", FORM, { ...ANSWER, session_state: "x", x: ["y"] }, ANSWER],
      [
        "may say its charset",
        { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" },
        ANSWER,
        ANSWER,
      ],
      ["may say its length", { ...FORM, "content-length": "16384" }, ANSWER, ANSWER],
      ["is refused where it is longer", { ...FORM, "content-length": "16385" }, ANSWER, undefined],
      ["is refused where its length is none", { ...FORM, "content-length": "x" }, ANSWER, undefined],
      ["is refused where it came longer in pieces", FORM, { ...ANSWER, x: "x".repeat(16_384) }, undefined],
      ["is refused as JSON", { "content-type": "application/json" }, ANSWER, undefined],
      ["is refused as text", { "content-type": "text/plain" }, ANSWER, undefined],
      ["is refused as parts", { "content-type": "multipart/form-data; boundary=x" }, ANSWER, undefined],
      [
        "is refused as something similar",
        { "content-type": "application/x-www-form-urlencoded2" },
        ANSWER,
        undefined,
      ],
      ["is refused without a type", {}, ANSWER, undefined],
      ["is refused where nobody has read it", FORM, undefined, undefined],
      ["is refused as a list", FORM, [ANSWER], undefined],
      ["is refused empty", FORM, {}, undefined],
      ["is refused without a state", FORM, { code: "c" }, undefined],
      ["is refused with two states", FORM, { code: "c", state: ["s", "s"] }, undefined],
      ["is refused with a nested state", FORM, { code: "c", state: { a: "s" } }, undefined],
      ["has no code where it has two", FORM, { code: ["c", "d"], state: "s" }, { state: "s" }],
    ];
  for (const [what, headers, body, expected] of TABLE) {
    it(what, () => assert.deepEqual(answerInForm({ headers, body }), expected));
  }
});
