import assert from "node:assert/strict";
import { MULTI_TENANT_REGISTRATION } from "../../../sandbox/cloud";
import { authorizeUrl, codeFor, redeem } from "./code-flow";
import type { Changes } from "./code-flow";
import { call, decoded, parsed, refresh, startTestCloud } from "./support";
import type { Reply, TestCloud } from "./support";

describe("an authorization code", () => {
  let test: TestCloud;
  before(async () => {
    test = await startTestCloud();
  });
  after(() => test.cloud.close());

  function assertRefused(reply: Reply, error: string, code: number): void {
    const body = parsed(reply);
    assert.deepEqual([body["error"], body["error_codes"]], [error, [code]]);
  }

  it("becomes tokens that read the presence, with the nonce in the id token", async () => {
    const answer = parsed(await redeem(test, codeFor(test, "bob"), { client_info: "1" }));
    const read = await call(`${test.graph}/me/presence`, { token: String(answer["access_token"]) });
    assert.equal(parsed(read)["id"], test.world.person("bob").oid);
    const claims = decoded(String(answer["id_token"]).split(".")[1] ?? "");
    assert.equal(claims["nonce"], "the nonce");
    assert.equal(claims["preferred_username"], "bob@contoso.example");
    assert.equal(decoded(String(answer["client_info"]))["uid"], test.world.person("bob").oid);
    assert.equal((await refresh(test, String(answer["refresh_token"]))).status, 200);
  });

  it("is good once", async () => {
    const code = codeFor(test);
    assert.equal((await redeem(test, code)).status, 200);
    assertRefused(await redeem(test, code), "invalid_grant", 54005);
  });

  it("is good for ten minutes", async () => {
    const [first, second] = [codeFor(test), codeFor(test)];
    await test.clock.advance(599_000);
    assert.equal((await redeem(test, first)).status, 200);
    await test.clock.advance(1000);
    assertRefused(await redeem(test, second), "invalid_grant", 70008);
  });

  const wrong: readonly (readonly [string, Changes, string, number])[] = [
    ["of another client", { client_id: MULTI_TENANT_REGISTRATION.clientId }, "invalid_grant", 70000],
    [
      "with another address",
      { redirect_uri: "http://localhost/teams-auth/callback" },
      "invalid_client",
      500112,
    ],
    ["without its address", { redirect_uri: null }, "invalid_client", 500112],
    ["without its verifier", { code_verifier: null }, "invalid_grant", 50148],
    ["with another verifier", { code_verifier: "x".repeat(43) }, "invalid_grant", 501481],
    ["that was made up", { code: "made up" }, "invalid_grant", 9002313],
    ["that is missing", { code: null }, "invalid_request", 900144],
  ];
  for (const [name, changes, error, number] of wrong)
    it(`${name} is refused, and stays good where it belongs`, async () => {
      const code = codeFor(test);
      assertRefused(await redeem(test, code, changes), error, number);
      assert.equal((await redeem(test, code)).status, 200);
    });

  it("is redeemed where it was given out", async () => {
    const client = { client_id: MULTI_TENANT_REGISTRATION.clientId };
    const shared = `${test.cloud.entra.origin}/organizations/oauth2/v2.0`;
    const { parameters } = test.cloud.authorize(authorizeUrl(test, client, shared), "alice");
    const code = parameters["code"] ?? "";
    assertRefused(await redeem(test, code, client), "invalid_grant", 700005);
    assert.equal((await redeem(test, code, client, shared)).status, 200);
  });

  it("is not written into the wire log", async () => {
    const code = codeFor(test);
    await redeem(test, code);
    assert.ok(!JSON.stringify(test.log.entries).includes(code));
  });
});
