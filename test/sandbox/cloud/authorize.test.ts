import assert from "node:assert/strict";
import {
  ADMIN_ONLY_REGISTRATION,
  CONFIDENTIAL_REGISTRATION,
  MULTI_TENANT_REGISTRATION,
} from "../../../sandbox/cloud";
import { authorizeUrl, CALLBACK } from "./code-flow";
import type { Changes } from "./code-flow";
import { beginSignIn, call, parsed, poll, startTestCloud } from "./support";
import type { Reply, TestCloud } from "./support";

describe("the page an application sends people to", () => {
  let test: TestCloud;
  before(async () => {
    test = await startTestCloud();
  });
  after(() => test.cloud.close());

  const open = (changes: Changes = {}): Promise<Reply> => call(authorizeUrl(test, changes));
  const choose = (form: Record<string, string>, changes: Changes = {}): Promise<Reply> =>
    call(authorizeUrl(test, changes), { form });
  const policyOf = ({ headers }: Reply): string => String(headers["content-security-policy"]);
  const sentTo = ({ status, headers }: Reply): URL => {
    assert.equal(status, 302);
    return new URL(String(headers.location));
  };

  describe("leads a person", () => {
    it("from the account over the permissions back to the application, with code and state", async () => {
      const accounts = await open();
      assert.match(accounts.body, /name="account" value="alice">Alice Example/);
      const question = await choose({ account: "bob" });
      assert.match(question.body, /bob@contoso\.example/);
      assert.match(question.body, /See your own presence/);
      const back = sentTo(await choose({ account: "bob", decision: "approve" }));
      assert.equal(back.origin + back.pathname, CALLBACK);
      assert.equal(back.searchParams.get("state"), "the state");
      assert.ok((back.searchParams.get("code") ?? "").length > 40);
      assert.equal(back.searchParams.get("error"), null);
    });

    it("without scripts, and with forms that lead only here and to the application", async () => {
      const { body, headers } = await open();
      assert.doesNotMatch(body, /<script/);
      assert.match(policyOf({ status: 200, headers, body }), /form-action 'self' http:\/\/localhost:1880;/);
    });

    it("back without anything when she declines", async () => {
      const { searchParams } = sentTo(await choose({ account: "alice", decision: "decline" }));
      assert.equal(searchParams.get("error"), "access_denied");
      assert.match(searchParams.get("error_description") ?? "", /^AADSTS65004: /);
      assert.equal(searchParams.get("state"), "the state");
      assert.equal(searchParams.get("code"), null);
    });

    it("past the accounts when the application knows her, unless it wants her to choose", async () => {
      const hint = { login_hint: "Alice@contoso.example" };
      assert.match((await open(hint)).body, /Sign in to Presence lamp/);
      assert.match((await open({ ...hint, prompt: "login" })).body, /Sign in to Presence lamp/);
      assert.match((await open({ ...hint, prompt: "select_account" })).body, /Pick an account/);
      assert.match((await open({ login_hint: "carol@contoso.example" })).body, /Pick an account/);
    });

    it("with form_post over a form that sends itself, and that a button sends too", async () => {
      const answer = await choose({ account: "alice", decision: "approve" }, { response_mode: "form_post" });
      assert.equal(answer.status, 200);
      assert.match(answer.body, new RegExp(`<form method="post" action="${CALLBACK}">`));
      assert.match(answer.body, /<input type="hidden" name="state" value="the state">/);
      assert.match(answer.body, /<input type="hidden" name="code" value="[\w-]{40,}">/);
      assert.match(answer.body, /<button class="primary">Continue<\/button>/);
      assert.equal(answer.body.match(/<script/g)?.length, 1);
      assert.match(policyOf(answer), /script-src 'sha256-[^']+'; form-action http:\/\/localhost:1880;/);
    });

    it("escapes what the application sends along", async () => {
      const changes = { response_mode: "form_post", state: `"><script>x</script>` };
      const { body } = await choose({ account: "alice", decision: "approve" }, changes);
      assert.match(body, /value="&quot;&gt;&lt;script&gt;x&lt;\/script&gt;"/);
    });

    it("to the fragment when asked to", async () => {
      const back = sentTo(
        await choose({ account: "alice", decision: "approve" }, { response_mode: "fragment" }),
      );
      assert.equal(back.search, "");
      assert.ok(new URLSearchParams(back.hash.slice(1)).get("code"));
    });
  });

  describe("takes as redirect address", () => {
    const taken = [
      "http://localhost/teams-auth/callback",
      "http://localhost:65535/teams-auth/callback",
      "<entra>/common/oauth2/nativeclient",
    ];
    for (const address of taken)
      it(address, async () => {
        const redirect_uri = address.replace("<entra>", test.cloud.entra.origin);
        const back = sentTo(await choose({ account: "alice", decision: "approve" }, { redirect_uri }));
        assert.ok(back.href.startsWith(`${redirect_uri}?code=`));
      });

    it("nothing else, and sends nothing there", async () => {
      const strangers = [
        "http://localhost:1880/teams-auth/callback/",
        "http://localhost:1880/Teams-auth/callback",
        "http://localhost:1880/teams-auth/callback?x=1",
        "https://localhost:1880/teams-auth/callback",
        "http://127.0.0.1:1880/teams-auth/callback",
        "http://localhost.evil.example/teams-auth/callback",
        "http://localhost:1880@evil.example/teams-auth/callback",
        "https://evil.example/",
        "not an address",
      ];
      for (const redirect_uri of strangers) {
        const answer = await choose({ account: "alice", decision: "approve" }, { redirect_uri });
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.location, undefined);
        assert.match(answer.body, /AADSTS50011/, redirect_uri);
      }
    });
  });

  const untold: readonly (readonly [string, Changes, number])[] = [
    ["an unknown client", { client_id: "nobody" }, 700016],
    ["a missing client", { client_id: null }, 900144],
    ["a missing address", { redirect_uri: null }, 900971],
  ];
  for (const [name, changes, code] of untold)
    it(`tells the person alone about ${name}`, async () => {
      const answer = await open(changes);
      assert.equal(answer.headers.location, undefined);
      assert.match(answer.body, new RegExp(`role="alert">.*AADSTS${code}`, "s"));
    });

  it("tells the person alone about a tenant that is not the application's", async () => {
    const at = (tenant: string) =>
      call(authorizeUrl(test, {}, `${test.cloud.entra.origin}/${tenant}/oauth2/v2.0`));
    assert.match((await at("fabrikam.example")).body, /AADSTS90002/);
    assert.match((await at("organizations")).body, /AADSTS50194/);
    assert.match((await at("consumers")).body, /AADSTS9002332/);
    const { clientId } = MULTI_TENANT_REGISTRATION;
    const shared = authorizeUrl(
      test,
      { client_id: clientId },
      `${test.cloud.entra.origin}/organizations/oauth2/v2.0`,
    );
    assert.match((await call(shared)).body, /Pick an account/);
  });

  const told: readonly (readonly [string, Changes, string, number])[] = [
    ["a missing response type", { response_type: null }, "invalid_request", 900144],
    ["another response type", { response_type: "id_token" }, "unsupported_response_type", 70005],
    ["an unknown response mode", { response_mode: "web_message" }, "invalid_request", 70007],
    ["a missing scope", { scope: null }, "invalid_request", 900144],
    ["an unknown scope", { scope: "Presence.Guess" }, "invalid_scope", 70011],
    ["another resource", { scope: "https://x.example/A" }, "invalid_resource", 500011],
    ["an unknown prompt", { prompt: "silent" }, "invalid_request", 90023],
    ["prompt=none, since nobody is signed in", { prompt: "none" }, "login_required", 50058],
    [
      "a public client without PKCE",
      { code_challenge: null, code_challenge_method: null },
      "invalid_request",
      50147,
    ],
    ["a plain code challenge", { code_challenge_method: "plain" }, "invalid_request", 50149],
    ["a challenge without method", { code_challenge_method: null }, "invalid_request", 50149],
    ["a challenge that is no SHA-256", { code_challenge: "short" }, "invalid_request", 501491],
  ];
  for (const [name, changes, error, code] of told)
    it(`tells the application about ${name}`, async () => {
      const { searchParams } = sentTo(await open(changes));
      assert.equal(searchParams.get("error"), error);
      assert.match(searchParams.get("error_description") ?? "", new RegExp(`^AADSTS${code}: `));
      assert.equal(searchParams.get("state"), "the state");
    });

  it("lets a client with a secret do without PKCE", async () => {
    const { clientId } = CONFIDENTIAL_REGISTRATION;
    const changes = { client_id: clientId, code_challenge: null, code_challenge_method: null };
    assert.match((await open(changes)).body, /Pick an account/);
  });

  it("ends at an admin where nobody may consent for themselves, for devices too", async () => {
    const { clientId } = ADMIN_ONLY_REGISTRATION;
    const answer = await choose({ account: "alice" }, { client_id: clientId });
    assert.match(answer.body, /An admin has to approve this first.*AADSTS90094/s);
    assert.throws(
      () => test.cloud.authorize(authorizeUrl(test, { client_id: clientId }), "alice"),
      /^Error: AADSTS90094: /,
    );
    const asAdminOnly = { ...test, cloud: { ...test.cloud, clientId } };
    const { deviceCode, userCode } = await beginSignIn(asAdminOnly);
    const page = `${test.cloud.entra.origin}/common/oauth2/deviceauth`;
    const { body } = await call(page, { form: { code: userCode, account: "alice" } });
    assert.match(body, /AADSTS90094/);
    assert.throws(() => test.cloud.approve(userCode, "alice"), /^Error: AADSTS90094: /);
    assert.equal(parsed(await poll(asAdminOnly, deviceCode))["error"], "authorization_pending");
  });

  it("ends at an admin for a permission that only an admin may grant", async () => {
    assert.match((await choose({ account: "alice" }, { scope: "User.Read.All" })).body, /AADSTS90094/);
  });

  it("can be passed without a browser", () => {
    const { parameters, ...where } = test.cloud.authorize(
      authorizeUrl(test, { response_mode: "form_post" }),
      "alice",
    );
    assert.deepEqual(where, { redirectUri: CALLBACK, responseMode: "form_post" });
    assert.deepEqual(Object.keys(parameters).sort(), ["code", "session_state", "state"]);
    const declined = test.cloud.authorize(authorizeUrl(test), "alice", "decline");
    assert.equal(declined.parameters["error"], "access_denied");
    assert.throws(() => test.cloud.authorize(authorizeUrl(test), "carol"), /carol/);
    assert.throws(
      () => test.cloud.authorize(authorizeUrl(test, { redirect_uri: "x" }), "alice"),
      /AADSTS50011/,
    );
  });

  it("has a blank page for applications without an address of their own", async () => {
    const answer = await call(`${test.cloud.entra.origin}/common/oauth2/nativeclient?code=x`);
    assert.deepEqual([answer.status, answer.body], [200, ""]);
  });

  it("is spared the trouble ordered for programs", async () => {
    test.faults.order({ target: "entra", kind: "500" });
    assert.match((await open()).body, /Pick an account/);
    assert.equal((await call(`${test.oauth}/token`)).status, 500);
  });
});
