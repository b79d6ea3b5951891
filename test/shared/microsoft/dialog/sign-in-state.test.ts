import assert from "node:assert/strict";
import { aboutMethod, type State, timeLeft } from "../../../../shared/microsoft/dialog/sign-in-state";

const ALICE = { id: "a", name: "Alice", username: "alice@contoso.example" };
const TROUBLE = { code: "x", title: "X", advice: "Do something." };

describe("what a dialog shows of a sign-in", () => {
  /** The state, the way that the dialog shows, and whether it is about that. */
  const TABLE: readonly (readonly [State, string, boolean])[] = [
    [{ state: "signed-out" }, "app", true],
    [{ state: "pending" }, "app", true],
    [{ state: "signed-in", account: ALICE }, "device-code", true],
    [{ state: "signed-in", account: ALICE }, "auth-code", true],
    [{ state: "signed-in", account: ALICE }, "app", false],
    [{ state: "signed-in", method: "app", account: ALICE }, "app", true],
    [{ state: "signed-in", method: "app", account: ALICE }, "device-code", false],
    [{ state: "failed", error: TROUBLE }, "app", false],
    [{ state: "failed", method: "app", error: TROUBLE }, "app", true],
    [{ state: "failed", method: "app", account: ALICE, error: TROUBLE }, "auth-code", false],
    // Whoever may only read is told no more.
    [{ state: "signed-in" }, "app", true],
    [{ state: "failed" }, "app", true],
  ];
  for (const [state, method, isAbout] of TABLE)
    it(`is ${isAbout ? "" : "not "}${JSON.stringify(state)} where it shows ${method}`, () =>
      assert.deepEqual(aboutMethod(state, method), isAbout ? state : { state: "signed-out" }));
});

describe("the time that is left", () => {
  const NOW = Date.parse("2026-11-30T12:00:00Z");
  for (const [expiresAt, shown] of [
    ["2026-11-30T12:15:00Z", "15:00"],
    ["2026-11-30T12:00:59.600Z", "1:00"],
    ["2026-11-30T12:00:09Z", "0:09"],
    ["2026-11-30T12:00:00Z", "0:00"],
    ["2026-11-30T11:00:00Z", "0:00"],
  ] as const)
    it(`is ${shown} until ${expiresAt}`, () => assert.equal(timeLeft(expiresAt, NOW), shown));
});
