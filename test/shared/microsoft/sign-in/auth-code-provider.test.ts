import assert from "node:assert/strict";
import { createAuthority } from "../../../../sandbox/support/certificates";
import { type Redirect, startAuthCode } from "../../../../shared/microsoft/sign-in/auth-code";
import { checkRegistration } from "../../../../shared/microsoft/registration/registration";
import type { AuthCodeSignIn, AuthorizationResponse } from "../../../../shared/microsoft/sign-in/sign-in";
import { parseJsonObject } from "../../../../shared/support/json-object";
import { Problem } from "../../../../shared/support/problem";
import { type OpenIdProvider, startOpenIdProvider } from "../../../support/openid-provider";
import { RecordingLog } from "../helpers";

const ALICE = {
  oid: "aaaaaaaa-0000-4000-8000-000000000001",
  name: "Alice Example",
  upn: "alice@contoso.example",
};
const FORM: Redirect = { uri: "https://home.example/teams-auth/callback", responseMode: "form_post" };
const PASTE: Redirect = { uri: "https://login.example/common/oauth2/nativeclient", responseMode: "query" };
/** Registered without its port. */
const LOCAL: Redirect = { uri: "http://localhost:1880/teams-auth/callback", responseMode: "form_post" };

describe("authorization code, with an OpenID provider of somebody else", () => {
  let provider: OpenIdProvider;
  before(async () => {
    const registered = [FORM.uri, PASTE.uri, "http://localhost/teams-auth/callback"];
    provider = await startOpenIdProvider(await createAuthority("CN=Test CA"), registered);
  });
  after(() => provider.close());

  const log = new RecordingLog();
  const start = (redirect: Redirect): Promise<AuthCodeSignIn> =>
    startAuthCode({
      registration: checkRegistration(provider.registration),
      scopes: [`${provider.registration.graph}/Presence.Read`],
      redirect,
      fetch: provider.fetch,
      log,
    });
  const codeOf = (signIn: AuthCodeSignIn): Promise<unknown> =>
    signIn.result.then(
      () => "signed in",
      (error: unknown) => error instanceof Problem && error.code,
    );

  for (const redirect of [FORM, PASTE, LOCAL]) {
    it(`signs in by ${redirect.responseMode} at ${redirect.uri}`, async () => {
      const pending = await start(redirect);
      const back = await provider.browse(pending.url, ALICE);
      assert.equal(back.mode, redirect.responseMode);
      assert.equal(back.address.split("?")[0], redirect.uri);
      pending.answer(back.fields);
      const { account, cache } = await pending.result;
      assert.deepEqual(account, {
        id: ALICE.oid,
        tenantId: provider.registration.tenant,
        username: ALICE.upn,
        name: ALICE.name,
      });
      assert.equal(Object.keys(parseJsonObject(cache)?.["RefreshToken"] ?? {}).length, 1);
      assert.equal(provider.redeemed.at(-1)?.get("code_verifier")?.length, 43);
    });
  }

  it("is refused a code for the second time", async () => {
    const [first, second] = [await start(FORM), await start(FORM)];
    const { fields } = await provider.browse(first.url, ALICE);
    first.answer(fields);
    await first.result;
    second.answer({ ...fields, state: second.state });
    assert.equal(await codeOf(second), "sign-in-needed");
  });

  it("is refused a code that was made for another verifier", async () => {
    const [own, other] = [await start(FORM), await start(FORM)];
    const { fields } = await provider.browse(other.url, ALICE);
    own.answer({ ...fields, state: own.state });
    assert.equal(await codeOf(own), "sign-in-needed");
    other.cancel();
  });

  it("refuses an id token that was made for another nonce", async () => {
    const pending = await start(FORM);
    const url = new URL(pending.url);
    url.searchParams.set("nonce", "another");
    const { fields } = await provider.browse(url.href, ALICE);
    pending.answer(fields);
    assert.equal(await codeOf(pending), "sign-in-refused");
  });

  it("refuses an answer to another state", async () => {
    const pending = await start(FORM);
    const url = new URL(pending.url);
    url.searchParams.set("state", "another");
    const { fields } = await provider.browse(url.href, ALICE);
    const before = provider.redeemed.length;
    pending.answer(fields);
    assert.equal(await codeOf(pending), "sign-in-refused");
    assert.equal(provider.redeemed.length, before);
  });

  it("says that the person declined", async () => {
    const pending = await start(FORM);
    const { fields } = await provider.browse(pending.url, { declines: "No thanks." });
    assert.deepEqual([fields["error"], fields["error_description"]], ["access_denied", "No thanks."]);
    pending.answer(fields);
    assert.equal(await codeOf(pending), "sign-in-declined");
  });

  it("logs nothing of what came back", async () => {
    const pending = await start(FORM);
    const { fields }: { readonly fields: AuthorizationResponse } = await provider.browse(pending.url, ALICE);
    pending.answer(fields);
    await pending.result;
    const secrets = [fields["code"], fields["state"], provider.redeemed.at(-1)?.get("code_verifier")];
    for (const secret of secrets) assert.ok(secret && !log.lines.join("\n").includes(secret));
  });
});
