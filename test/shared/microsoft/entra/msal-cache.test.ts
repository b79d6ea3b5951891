import assert from "node:assert/strict";
import { withoutReplacedTokens } from "../../../../shared/microsoft/entra/msal-cache";
import { parseJsonObject } from "../../../../shared/support/json-object";

const token = (secret: string, more: Record<string, unknown> = {}) => ({
  home_account_id: "alice.contoso",
  environment: "login.microsoftonline.com",
  credential_type: "RefreshToken",
  client_id: "client",
  secret,
  ...more,
});

const cacheOf = (tokens: Record<string, unknown>): string =>
  JSON.stringify({ Account: { a: { name: "Alice" } }, RefreshToken: tokens, Other: 1 });

describe("what MSAL reads of a cache", () => {
  const table: [what: string, tokens: Record<string, unknown>, left: string[]][] = [
    ["one refresh token", { "key----": token("1") }, ["key----"]],
    ["a token and the one that replaced it", { "key----": token("1"), "key---": token("2") }, ["key---"]],
    ["tokens of two people", { a: token("1"), b: token("2", { home_account_id: "bob" }) }, ["a", "b"]],
    ["tokens by two names of a host", { a: token("1"), b: token("2", { environment: "x" }) }, ["b"]],
    ["tokens of two applications", { a: token("1"), b: token("2", { client_id: "x" }) }, ["a", "b"]],
    [
      "a family's tokens of two applications",
      { a: token("1", { family_id: "1" }), b: token("2", { family_id: "1", client_id: "x" }) },
      ["b"],
    ],
    ["no refresh token", {}, []],
    ["what nobody understands", { a: 1, b: 2 }, ["a", "b"]],
  ];
  for (const [what, tokens, left] of table) {
    it(`keeps ${left.join(" and ") || "nothing"} of ${what}`, () => {
      const sections = parseJsonObject(withoutReplacedTokens(cacheOf(tokens)));
      assert.deepEqual(Object.keys(sections?.["RefreshToken"] ?? {}), left);
      assert.deepEqual([sections?.["Account"], sections?.["Other"]], [{ a: { name: "Alice" } }, 1]);
    });
  }

  for (const text of ["", "{}", "[]", "{", '{"RefreshToken":[]}']) {
    it(`leaves ${JSON.stringify(text)} as it is`, () => assert.equal(withoutReplacedTokens(text), text));
  }
});
