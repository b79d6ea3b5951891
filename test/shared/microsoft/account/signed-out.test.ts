import assert from "node:assert/strict";
import { signedOutText } from "../../../../shared/microsoft/account/signed-out";
import type { UnreadableReason } from "../../../../shared/microsoft/account/vault";

describe("what is told to who is signed out", () => {
  const reasons: Readonly<Record<UnreadableReason, RegExp>> = {
    "other-secret": /Restore the earlier credentialSecret/,
    "secret-missing": /Set the earlier credentialSecret/,
    "key-file-missing": /Restore account\.key/,
    damaged: /from a backup/,
    "newer-version": /Update this package/,
  };

  for (const reason of Object.keys(reasons) as UnreadableReason[]) {
    it(`says what happened and what to do: ${reason}`, () => {
      const { code, title, advice } = signedOutText({ state: "unreadable", reason });
      assert.equal(code, "sign-in-needed");
      assert.match(advice, reasons[reason]);
      assert.match(advice, /sign in again/i);
      assert.match(title, /stored sign-in/);
    });
  }

  it("tells apart that nobody has signed in, and that the settings were changed", () => {
    const none = signedOutText({ state: "none" });
    const other = signedOutText({ state: "other-registration" });
    assert.deepEqual([none.code, other.code], ["sign-in-needed", "sign-in-needed"]);
    assert.match(other.title, /other settings/);
    assert.notEqual(none.title, other.title);
  });
});
