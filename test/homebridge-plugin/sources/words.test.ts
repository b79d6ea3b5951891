import assert from "node:assert/strict";
import { nameOf, wordsOf } from "../../../homebridge-plugin/sources/words";
import texts from "../../../shared/microsoft/entra/locales/en-US.json";

describe("words for Homebridge's log", () => {
  const rows: readonly (readonly [title: string, advice: string, words: string])[] = [
    ["It is off", "Switch it on.", "It is off. Switch it on."],
    ["It is off", "Switch it on (HTTP 500)", "It is off. Switch it on (HTTP 500)"],
    ["It is off", "Switch it on", "It is off. Switch it on."],
    ["It is off", "", "It is off."],
    ["It is off", "Sign in again in the account's dialog.", "It is off."],
    ["It is off", "Sign in again in the account's dialog. (AADSTS50173)", "It is off. (AADSTS50173)"],
    ["It is off", "Look in the account's dialog, now. Ask for help. (X1)", "It is off. Ask for help. (X1)"],
  ];
  for (const [title, advice, words] of rows)
    it(`are ${words}`, () => assert.equal(wordsOf({ title, advice }), words));

  it("never send anybody to a dialog that Homebridge has not", () => {
    for (const text of Object.values(texts)) assert.doesNotMatch(wordsOf(text), /dialog/);
  });

  it("hold the name of an account, and no address of a mailbox", () => {
    assert.equal(nameOf({ name: "Alice Example" }, "somebody"), "Alice Example");
    assert.equal(nameOf({ name: "alice@contoso.com" }, "somebody"), "somebody");
  });
});
