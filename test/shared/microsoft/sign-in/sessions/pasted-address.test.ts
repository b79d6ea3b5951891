import assert from "node:assert/strict";
import { answerInAddress } from "../../../../../shared/microsoft/sign-in/sessions/pasted-address";
import { Problem } from "../../../../../shared/support/problem";

const NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient";
const ANSWER = { code: "0.AX-y_z", state: "S" };

describe("a pasted address", () => {
  const RIGHT: readonly (readonly [string, string])[] = [
    ["as the browser shows it", `${NATIVE}?code=0.AX-y_z&state=S&session_state=x`],
    ["with an empty fragment", `${NATIVE}?code=0.AX-y_z&state=S#`],
    ["with a fragment", `${NATIVE}?code=0.AX-y_z&state=S#top`],
    ["with the answer in the fragment", `${NATIVE}#code=0.AX-y_z&state=S`],
    ["without its scheme", "login.microsoftonline.com/common/oauth2/nativeclient?code=0.AX-y_z&state=S"],
    ["of which only the query was copied", "?code=0.AX-y_z&state=S"],
    ["of which only the query was copied, without its mark", "code=0.AX-y_z&state=S"],
    ["with spaces around it", `  ${NATIVE}?code=0.AX-y_z&state=S \n`],
    ["broken into lines", `${NATIVE}?code=0.A\n   X-y_z&st\r\nate=S`],
    ["in angle brackets", `<${NATIVE}?code=0.AX-y_z&state=S>`],
    ["in quotes", `"${NATIVE}?code=0.AX-y_z&state=S"`],
    ["with escaped characters", `${NATIVE}?code=0%2EAX%2Dy_z&state=%53`],
    ["of another page, since its state decides", "https://home.example/x?state=S&code=0.AX-y_z"],
  ];
  for (const [how, address] of RIGHT) {
    it(`is understood ${how}`, () => assert.deepEqual(answerInAddress(address), ANSWER));
  }

  it("may hold what Entra refused", () => {
    const address = `${NATIVE}?error=access_denied&error_description=AADSTS65004%3a+declined&state=S`;
    const expected = { error: "access_denied", error_description: "AADSTS65004: declined", state: "S" };
    assert.deepEqual(answerInAddress(address), expected);
  });

  for (const wrong of [
    undefined,
    null,
    5,
    {},
    [`${NATIVE}?code=a&state=S`],
    "",
    "   ",
    NATIVE,
    `${NATIVE}?code=SECRET`,
    `${NATIVE}?state=SECRET`,
    `${NATIVE}?code=SECRET&state=S&state=T`,
    `${NATIVE}?code=SECRET&code=b&state=S`,
    "https://login.microsoftonline.com/t/oauth2/v2.0/authorize?client_id=x&state=SECRET",
    `${NATIVE}?code=SECRET${"x".repeat(17_000)}&state=S`,
  ]) {
    it(`is refused without repeating it: ${JSON.stringify(wrong)?.slice(0, 70)}`, () => {
      assert.throws(
        () => answerInAddress(wrong),
        (error) =>
          error instanceof Problem && error.code === "address-wrong" && !error.message.includes("SECRET"),
      );
    });
  }
});
