import assert from "node:assert/strict";
import {
  checkAnswer,
  isSameState,
  readAnswer,
} from "../../../../shared/microsoft/sign-in/authorization-response";
import { Problem } from "../../../../shared/support/problem";
import { MARKER } from "../in-memory-entra";
import { assertNoSecret } from "../helpers";

const STATE = `${MARKER}-state`;

describe("what a browser brings back", () => {
  const READ: readonly (readonly [string, Readonly<Record<string, unknown>>, object | undefined])[] = [
    ["a code and its state", { code: "c", state: "s" }, { code: "c", state: "s" }],
    [
      "an error",
      { error: "e", error_description: "d", state: "s" },
      { error: "e", error_description: "d", state: "s" },
    ],
    [
      "no more than it has to",
      {
        code: "c",
        state: "s",
        session_state: "x",
        client_info: "y",
        cloud_instance_host_name: "evil.example",
      },
      { code: "c", state: "s" },
    ],
    ["no answer without a state", { code: "c" }, undefined],
    ["no answer with an empty state", { code: "c", state: "" }, undefined],
    ["no answer with two states", { code: "c", state: ["s", "t"] }, undefined],
    ["no answer with the same state twice", { code: "c", state: ["s", "s"] }, undefined],
    ["no answer with a nested state", { code: "c", state: { x: "s" } }, undefined],
    [
      "no answer with an inherited state",
      Object.create({ state: "s" }) as Record<string, unknown>,
      undefined,
    ],
    ["no code where there are two", { code: ["c", "d"], state: "s" }, { state: "s" }],
  ];
  for (const [what, fields, expected] of READ) {
    it(`is read as ${what}`, () => assert.deepEqual(readAnswer(fields), expected));
  }

  it("has the expected state or not, of whatever length", () => {
    for (const other of [undefined, "", "x", `${STATE}x`, STATE.slice(1), STATE.toLowerCase()])
      assert.equal(isSameState(other, STATE), false, String(other));
    assert.equal(isSameState(STATE, STATE), true);
  });

  const problemOf = (answer: Readonly<Record<string, string>>): Problem => {
    try {
      checkAnswer(answer, STATE);
    } catch (error) {
      assert.ok(error instanceof Problem);
      assertNoSecret(error);
      return error;
    }
    throw new assert.AssertionError({ message: "expected a Problem" });
  };

  it("gives its code", () => assert.equal(checkAnswer({ code: "c", state: STATE }, STATE), "c"));

  const REFUSED: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ["another state", { code: "c", state: "other" }, "sign-in-refused"],
    ["no state", { code: "c" }, "sign-in-refused"],
    ["neither code nor error", { state: STATE }, "sign-in-refused"],
    ["an error beside a code", { code: "c", error: "access_denied", state: STATE }, "sign-in-declined"],
    ["a person who declines", { error: "access_denied", state: STATE }, "sign-in-declined"],
    [
      "a number of Entra's",
      { error: "invalid_client", error_description: "AADSTS53003: Access has been blocked.", state: STATE },
      "blocked-by-policy",
    ],
    [
      "a number that says more than the error",
      { error: "access_denied", error_description: "AADSTS90094: Needs an admin.", state: STATE },
      "admin-consent-needed",
    ],
    ["an error nobody knows", { error: "strange", state: STATE }, "sign-in-refused"],
  ];
  for (const [what, answer, code] of REFUSED) {
    it(`is refused for ${what}`, () => assert.equal(problemOf(answer).code, code));
  }

  it("shows no more of an unknown error than a name and one short line", () => {
    const { title, advice } = problemOf({
      error: `<script>alert("${STATE}")</script>`,
      error_description: `AADSTS999: It\u001b[31m failed for ${STATE} ${"x".repeat(1000)}\r\nmore ${MARKER}`,
      state: STATE,
    });
    assert.equal(title, "Microsoft refused the sign-in (AADSTS999)");
    assert.match(advice, /^AADSTS999: It\[31m failed for … x+$/);
    assert.equal(advice.length, 300);
    assert.equal(
      problemOf({ error: "<b>", state: STATE }).title,
      "Microsoft refused the sign-in (unknown error)",
    );
  });
});
