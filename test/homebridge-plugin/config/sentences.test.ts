import assert from "node:assert/strict";
import { complaintLine, keptLine } from "../../../homebridge-plugin/config/sentences";
import { badProperty } from "../../../shared/support/properties";

describe("the log about the configuration", () => {
  it("names the place of a mistake once", () =>
    assert.equal(
      complaintLine(badProperty("people[0].kind", "one of a, b")),
      "Configuration: people[0].kind must be one of a, b.",
    ));

  it("leaves out no title that says more, or is of something else", () => {
    const complaint = { code: "bad-configuration", advice: "Copy it." };
    assert.equal(
      complaintLine({ ...complaint, title: "accounts[0]: Tenant is missing" }),
      "Configuration: accounts[0]: Tenant is missing. Copy it.",
    );
    assert.equal(
      complaintLine({ ...complaint, title: '"a" is not right' }),
      'Configuration: "a" is not right. Copy it.',
    );
  });

  it("says what is kept, and why", () =>
    assert.equal(
      keptLine(["Alice", "Bob: Busy"], false),
      "Kept until the mistakes in the configuration are put right, though it does not name them: Alice, Bob: Busy. Their sensors detect nothing and show a fault.",
    ));

  it("says how to be rid of it where nobody is set up", () =>
    assert.match(keptLine(["Alice"], true), /: Alice\. .*Settings → Remove single cached accessories/));
});
