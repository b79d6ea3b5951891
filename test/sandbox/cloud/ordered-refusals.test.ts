import assert from "node:assert/strict";
import { APP_REGISTRATION, APP_SECRET, ENTRA_REFUSALS } from "../../../sandbox/cloud";
import { authorizeUrl } from "./code-flow";
import { beginSignIn, call, parsed, poll, refresh, signedIn, startTestCloud } from "./support";
import type { Reply, TestCloud } from "./support";

describe("ordered refusals of the pretend Entra", () => {
  let test: TestCloud;
  before(async () => {
    test = await startTestCloud();
  });
  after(() => test.cloud.close());
  afterEach(() => test.faults.clear());

  const told = (reply: Reply): unknown[] => {
    const { error, error_codes: codes, suberror } = parsed(reply);
    return [error, codes, suberror];
  };

  const atRefresh: readonly (readonly [number, string, string | undefined])[] = [
    [50076, "interaction_required", "basic_action"],
    [50173, "invalid_grant", undefined],
    [700082, "invalid_grant", undefined],
    [70043, "invalid_grant", "token_expired"],
    [70000, "invalid_grant", "bad_token"],
    [65001, "invalid_grant", "consent_required"],
    [53003, "invalid_grant", "message_only"],
    [50057, "invalid_grant", undefined],
    [50105, "invalid_grant", undefined],
  ];
  for (const [code, error, suberror] of atRefresh)
    it(`answers AADSTS${code} to the next refresh of one person, and to nobody else`, async () => {
      const { refresh_token: alices = "" } = await signedIn(test, "alice");
      const { refresh_token: bobs = "" } = await signedIn(test, "bob");
      test.cloud.refuse("alice", code);
      assert.equal((await refresh(test, bobs)).status, 200);
      assert.deepEqual(told(await refresh(test, alices)), [error, [code], suberror]);
      assert.equal((await refresh(test, alices)).status, 200);
    });

  for (const code of [53003, 50105, 50057, 90094, 50020])
    it(`shows AADSTS${code} in the browser, while the device goes on waiting`, async () => {
      const { deviceCode, userCode } = await beginSignIn(test);
      const page = `${test.cloud.entra.origin}/common/oauth2/deviceauth`;
      test.cloud.refuse("alice", code);
      const shown = await call(page, { form: { code: userCode, account: "alice" } });
      assert.match(shown.body, new RegExp(`role="alert">.*AADSTS${code}`, "s"));
      assert.equal(parsed(await poll(test, deviceCode))["error"], "authorization_pending");
      test.cloud.refuse("alice", code);
      assert.throws(() => test.cloud.approve(userCode, "alice"), new RegExp(`^Error: AADSTS${code}: `));
      test.cloud.approve(userCode, "alice");
    });

  it("keeps the browser on the page at an authorization too", async () => {
    test.cloud.refuse("alice", 53003);
    const url = authorizeUrl(test);
    const shown = await call(url, { form: { account: "alice", decision: "approve" } });
    assert.equal(shown.headers.location, undefined);
    assert.match(shown.body, /AADSTS53003/);
    assert.ok(test.cloud.authorize(url, "alice").parameters["code"]);
  });

  it("refuses an application its secret, once", async () => {
    const form = {
      client_id: APP_REGISTRATION.clientId,
      client_secret: APP_SECRET,
      grant_type: "client_credentials",
      scope: "https://graph.microsoft.com/.default",
    };
    const ask = () => call(`${test.oauth}/token`, { form });
    test.cloud.refuse(undefined, 7000222);
    const refused = await ask();
    assert.equal(refused.status, 401);
    assert.deepEqual(told(refused), ["invalid_client", [7000222], undefined]);
    assert.equal((await ask()).status, 200);
    test.faults.order({ target: "entra", kind: "refused", code: "7000222", app: "another" });
    assert.equal((await ask()).status, 200);
  });

  it("concerns everybody where nobody is named", async () => {
    const { refresh_token: token = "" } = await signedIn(test, "bob");
    test.cloud.refuse(undefined, 50076);
    assert.deepEqual(told(await refresh(test, token))[1], [50076]);
  });

  it("is not used up by other requests, nor in the way of other trouble", async () => {
    const { refresh_token: token = "" } = await signedIn(test, "alice");
    test.cloud.refuse("alice", 50076);
    test.faults.order({ target: "entra", kind: "503" });
    assert.equal((await refresh(test, token)).status, 503);
    await beginSignIn(test);
    assert.deepEqual(told(await refresh(test, token))[1], [50076]);
  });

  it("says what can be ordered", () => {
    assert.throws(() => test.cloud.refuse("alice", 12345), { code: "unknown-aadsts" });
    assert.throws(() => test.cloud.refuse("carol", 50076), { code: "unknown-person" });
    assert.throws(() => test.cloud.refuse("alice", 7000222), { code: "no-person-there" });
    assert.equal(new Set(ENTRA_REFUSALS.map(({ code }) => code)).size, ENTRA_REFUSALS.length);
  });

  it("revokes one person's tokens alone", async () => {
    const alices = await signedIn(test, "alice");
    const bobs = await signedIn(test, "bob");
    test.cloud.revoke("alice");
    assert.deepEqual(told(await refresh(test, alices["refresh_token"] ?? ""))[1], [50173]);
    assert.equal((await refresh(test, bobs["refresh_token"] ?? "")).status, 200);
    const status = async (token: string | undefined): Promise<number> =>
      (await call(`${test.graph}/me/presence`, { token: token ?? "" })).status;
    assert.deepEqual([await status(alices["access_token"]), await status(bobs["access_token"])], [401, 200]);
    test.faults.order({ target: "entra", kind: "revoked", person: "bob" });
    assert.equal(await status(bobs["access_token"]), 401);
  });
});
