import assert from "node:assert/strict";
import { ADMIN_ONLY_REGISTRATION } from "../../../sandbox/cloud";
import { authorizeUrl, CALLBACK } from "./code-flow";
import { call, startTestCloud } from "./support";
import type { TestCloud } from "./support";

const { clientId } = ADMIN_ONLY_REGISTRATION;

describe("the page where an admin approves", () => {
  let test: TestCloud;
  beforeEach(async () => {
    test = await startTestCloud();
  });
  afterEach(() => test.cloud.close());

  function url(changes: Record<string, string> = {}, tenant = test.cloud.tenant): string {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: CALLBACK,
      scope: "https://graph.microsoft.com/.default",
      state: "the state",
      ...changes,
    });
    return `${test.cloud.entra.origin}/${tenant}/v2.0/adminconsent?${query.toString()}`;
  }
  const signIn = () => test.cloud.authorize(authorizeUrl(test, { client_id: clientId }), "alice");
  async function backFrom(decision: string): Promise<URLSearchParams> {
    const { status, headers } = await call(url(), { form: { decision } });
    assert.equal(status, 302);
    const back = new URL(String(headers.location));
    assert.equal(back.origin + back.pathname, CALLBACK);
    return back.searchParams;
  }

  it("says what is to be approved, for whom, and runs no script", async () => {
    const { body } = await call(url());
    assert.match(body, /Approve Presence lamp that needs an admin for everybody\?/);
    assert.match(body, /See your own presence/);
    assert.doesNotMatch(body, /<script/);
  });

  it("lets everybody in afterwards", async () => {
    assert.throws(signIn, /AADSTS90094/);
    assert.deepEqual(Object.fromEntries(await backFrom("approve")), {
      admin_consent: "True",
      tenant: test.cloud.tenant,
      scope: "https://graph.microsoft.com/.default",
      state: "the state",
    });
    assert.ok(signIn().parameters["code"]);
  });

  it("can be passed without a browser", () => {
    test.cloud.consentAsAdmin(clientId);
    assert.ok(signIn().parameters["code"]);
    assert.throws(() => test.cloud.consentAsAdmin("nobody"), /nobody/);
  });

  it("changes nothing when the admin declines", async () => {
    const back = await backFrom("decline");
    assert.equal(back.get("error"), "consent_required");
    assert.match(back.get("error_description") ?? "", /^AADSTS65004: /);
    assert.equal(back.get("admin_consent"), "True");
    assert.throws(signIn, /AADSTS90094/);
  });

  const refused: readonly (readonly [string, Record<string, string>, number])[] = [
    ["an address nobody registered", { redirect_uri: "https://evil.example/" }, 50011],
    ["an unknown application", { client_id: "nobody" }, 700016],
    ["an unknown permission", { scope: "Presence.Guess" }, 70011],
  ];
  for (const [name, changes, code] of refused)
    it(`keeps ${name} to itself`, async () => {
      const answer = await call(url(changes), { form: { decision: "approve" } });
      assert.equal(answer.headers.location, undefined);
      assert.match(answer.body, new RegExp(`AADSTS${code}`));
    });
});
