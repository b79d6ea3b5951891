import assert from "node:assert/strict";
import { DEFAULT_REGISTRATION } from "../../../sandbox/cloud";
import { beginSignIn, call, parsed, poll, startTestCloud } from "./support";
import type { TestCloud } from "./support";

describe("the page where a code is typed", () => {
  let test: TestCloud;
  let page: string;
  before(async () => {
    const registration = { ...DEFAULT_REGISTRATION, name: `<b>Lamp</b> & "Sons"` };
    test = await startTestCloud({ registrations: [registration] });
    page = `${test.cloud.entra.origin}/common/oauth2/deviceauth`;
  });
  after(() => test.cloud.close());

  const submit = async (form: Record<string, string>): Promise<string> => (await call(page, { form })).body;

  it("asks for the code with a label and without scripts", async () => {
    const { body, headers } = await call(page);
    assert.match(body, /<html lang="en">/);
    assert.match(body, /<label for="code">.*<input id="code" name="code"/s);
    assert.doesNotMatch(body, /<script/);
    assert.match(String(headers["content-security-policy"]), /default-src 'none'.*form-action 'self'/);
  });

  it("leads from the code over the account to the approval", async () => {
    const { deviceCode, userCode } = await beginSignIn(test);
    const typed = ` ${userCode.toLowerCase().slice(0, 4)}-${userCode.slice(4)} `;
    const accounts = await submit({ code: typed });
    assert.match(accounts, /<button [^>]*name="account" value="alice">Alice Example/);
    assert.match(accounts, /<button [^>]*name="account" value="bob">Bob Example/);
    const question = await submit({ code: userCode, account: "bob" });
    assert.match(question, /bob@contoso\.example/);
    assert.match(question, /See your own presence/);
    assert.equal(parsed(await poll(test, deviceCode))["error"], "authorization_pending");
    assert.match(await submit({ code: userCode, account: "bob", decision: "approve" }), /You are signed in/);
    assert.equal((await poll(test, deviceCode)).status, 200);
  });

  it("declines", async () => {
    const { deviceCode, userCode } = await beginSignIn(test);
    assert.match(await submit({ code: userCode, account: "bob", decision: "decline" }), /Declined/);
    assert.equal(parsed(await poll(test, deviceCode))["error"], "authorization_declined");
  });

  it("asks for an account again when it is not one of the tenant's", async () => {
    const { userCode } = await beginSignIn(test);
    assert.match(await submit({ code: userCode, account: "carol", decision: "approve" }), /Pick an account/);
  });

  it("says what is wrong with a code and keeps it for correction", async () => {
    const body = await submit({ code: `"><i>WRONG` });
    assert.match(body, /role="alert">That code is not known here/);
    assert.match(body, /aria-describedby="wrong"/);
    assert.match(body, /value="&quot;&gt;&lt;i&gt;WRONG"/);
    assert.doesNotMatch(body, /<i>/);
  });

  it("escapes the application's name", async () => {
    const { userCode } = await beginSignIn(test);
    const body = await submit({ code: userCode, account: "alice" });
    assert.match(body, /&lt;b&gt;Lamp&lt;\/b&gt; &amp; &quot;Sons&quot;/);
    assert.doesNotMatch(body, /<b>/);
  });

  it("is spared the trouble ordered for programs", async () => {
    test.faults.order({ target: "entra", kind: "500" });
    assert.equal((await call(page)).status, 200);
    assert.equal((await call(`${test.oauth}/token`)).status, 500);
  });
});
