import assert from "node:assert/strict";
import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import type {
  AuthenticationResult,
  Configuration,
  INetworkModule,
  NetworkRequestOptions,
} from "@azure/msal-node";
import {
  APP_CERTIFICATE,
  APP_KEY,
  APP_REGISTRATION,
  APP_SECRET,
  CONFIDENTIAL_REGISTRATION,
  EXPIRED_APP_SECRET,
} from "../../../sandbox/cloud";
import { FakeClock } from "../../support/fake-clock";
import { CALLBACK } from "./code-flow";
import { call, decoded, inside, nextEntry, parsed, startTestCloud } from "./support";
import type { Reply, TestCloud } from "./support";

/* oxlint-disable typescript/no-unnecessary-type-parameters, typescript/no-unsafe-type-assertion -- MSAL's interface lets its caller name the body's type */
/** MSAL's door to the network, trusting the test authority. */
const networkClient: INetworkModule = {
  sendGetRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) =>
    asResponse<T>(await call(url, { headers: options?.headers ?? {} })),
  sendPostRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) =>
    asResponse<T>(await call(url, { headers: options?.headers ?? {}, body: options?.body ?? "" })),
};

function asResponse<T>(reply: Reply): { status: number; headers: Record<string, string>; body: T } {
  const headers = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [name, String(value)]),
  );
  return { status: reply.status, headers, body: JSON.parse(reply.body) as T };
}
/* oxlint-enable typescript/no-unnecessary-type-parameters, typescript/no-unsafe-type-assertion */

function configuration({ cloud }: TestCloud, auth: Partial<Configuration["auth"]> = {}): Configuration {
  return {
    auth: {
      clientId: cloud.clientId,
      authority: `${cloud.entra.origin}/${cloud.tenant}`,
      knownAuthorities: [new URL(cloud.entra.origin).host],
      clientCapabilities: ["CP1"],
      ...auth,
    },
    system: { networkClient, protocolMode: "OIDC" },
  };
}

function application(test: TestCloud): PublicClientApplication {
  return new PublicClientApplication(configuration(test));
}

function appOnly(test: TestCloud, credential: Partial<Configuration["auth"]>): ConfidentialClientApplication {
  const { clientId } = APP_REGISTRATION;
  return new ConfidentialClientApplication(configuration(test, { clientId, ...credential }));
}

const scopes = ["Presence.Read"];

/** Signs in with a person who approves as soon as the code is shown. */
async function signIn(test: TestCloud, app: PublicClientApplication): Promise<AuthenticationResult> {
  const result = await app.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: ({ userCode }) => test.cloud.approve(userCode, "alice"),
  });
  assert.ok(result);
  return result;
}

describe("the pretend cloud, with the real MSAL", () => {
  let test: TestCloud;
  beforeEach(async () => {
    test = await startTestCloud({ intervalSeconds: 0.01 });
  });
  afterEach(() => test.cloud.close());

  it("signs a person in, and the token reads the presence", async () => {
    const { account, accessToken } = await signIn(test, application(test));
    const alice = test.world.person("alice");
    assert.equal(account?.homeAccountId, `${alice.oid}.${test.cloud.tenant}`);
    assert.equal(account.username, alice.upn);
    assert.equal(account.name, alice.name);
    assert.equal(account.tenantId, test.cloud.tenant);
    const presence = await call(`${test.graph}/me/presence`, { token: accessToken });
    assert.equal(parsed(presence)["id"], alice.oid);
  });

  it("keeps MSAL waiting until the person is done", async () => {
    let userCode = "";
    const pending = nextEntry(test.log, ({ note }) => note?.startsWith("authorization_pending") === true);
    const result = application(test).acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: (shown) => {
        userCode = shown.userCode;
      },
    });
    await pending;
    test.cloud.approve(userCode, "bob");
    assert.equal((await result)?.account?.username, test.world.person("bob").upn);
  });

  it("gives id tokens whose signature the published keys prove", async () => {
    const { idToken } = await signIn(test, application(test));
    const configuration = parsed(
      await call(`${test.cloud.entra.origin}/${test.cloud.tenant}/v2.0/.well-known/openid-configuration`),
    );
    const keys = inside(parsed(await call(String(configuration["jwks_uri"]))), "keys");
    const [header = "", payload = "", signature = ""] = idToken.split(".");
    const { alg, kid } = decoded(header);
    const key = Object.values(keys).find((candidate) => inside({ candidate }, "candidate")["kid"] === kid);
    assert.ok(key);
    assert.equal(alg, "RS256");
    const publicKey = createPublicKey({ key: inside({ key }, "key"), format: "jwk" });
    assert.ok(
      verify("sha256", Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, "base64url")),
    );
    const claims = decoded(payload);
    assert.equal(claims["iss"], configuration["issuer"]);
    assert.equal(claims["aud"], test.cloud.clientId);
  });

  it("renews silently with the refresh token", async () => {
    const app = application(test);
    const { account, accessToken } = await signIn(test, app);
    assert.ok(account);
    const renewed = await app.acquireTokenSilent({ account, scopes, forceRefresh: true });
    assert.notEqual(renewed.accessToken, accessToken);
    assert.equal((await call(`${test.graph}/me/presence`, { token: renewed.accessToken })).status, 200);
  });

  it("takes the token MSAL fetches for a claims challenge, and no other", async () => {
    const app = application(test);
    const { account, accessToken } = await signIn(test, app);
    assert.ok(account);
    test.faults.order({ target: "graph", kind: "401-claims" });
    const challenged = await call(`${test.graph}/me/presence`, { token: accessToken });
    const encoded = /claims="([^"]+)"/.exec(challenged.headers["www-authenticate"] ?? "")?.[1] ?? "";
    const claims = Buffer.from(encoded, "base64").toString("utf8");
    const statusWith = async (token: string): Promise<number> =>
      (await call(`${test.graph}/me/presence`, { token })).status;
    const plain = await app.acquireTokenSilent({ account, scopes, forceRefresh: true });
    assert.equal(await statusWith(plain.accessToken), 401);
    const answering = await app.acquireTokenSilent({ account, scopes, claims });
    assert.equal(await statusWith(answering.accessToken), 200);
    assert.equal(await statusWith(accessToken), 401);
  });

  it("tells MSAL that a revoked sign-in needs the person", async () => {
    const app = application(test);
    const { account } = await signIn(test, app);
    assert.ok(account);
    test.faults.order({ target: "entra", kind: "revoked" });
    await assert.rejects(app.acquireTokenSilent({ account, scopes, forceRefresh: true }), {
      errorCode: "invalid_grant",
      errorNo: 50173,
    });
  });

  it("tells MSAL when the person declines", async () => {
    const request = application(test).acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: ({ userCode }) => test.cloud.decline(userCode),
    });
    await assert.rejects(request, {
      errorCode: "post_request_failed",
      errorMessage: "authorization_declined",
    });
  });

  describe("signing in with a browser", () => {
    const redirectUri = CALLBACK;
    /** Goes the whole way; the browser is the pretend cloud's own. */
    async function throughBrowser(
      app: ConfidentialClientApplication | PublicClientApplication,
    ): Promise<AuthenticationResult> {
      const crypto = new CryptoProvider();
      const { verifier, challenge } = await crypto.generatePkceCodes();
      const nonce = crypto.createNewGuid();
      const url = await app.getAuthCodeUrl({
        scopes,
        redirectUri,
        codeChallenge: challenge,
        codeChallengeMethod: "S256",
        responseMode: "form_post",
        state: "mine",
        nonce,
        prompt: "select_account",
      });
      const { parameters } = test.cloud.authorize(url, "bob");
      assert.equal(parameters["state"], "mine");
      const { code = "", client_info: clientInfo = "" } = parameters;
      return app.acquireTokenByCode(
        { code, scopes, redirectUri, codeVerifier: verifier, nonce },
        { code, nonce, ...(clientInfo === "" ? {} : { client_info: clientInfo }) },
      );
    }

    it("gives an account that renews silently", async () => {
      const app = application(test);
      const { account, idTokenClaims } = await throughBrowser(app);
      assert.equal(account?.username, test.world.person("bob").upn);
      assert.ok(idTokenClaims);
      const renewed = await app.acquireTokenSilent({ account, scopes, forceRefresh: true });
      assert.equal((await call(`${test.graph}/me/presence`, { token: renewed.accessToken })).status, 200);
    });

    it("works for an application with a secret, and not with a wrong one", async () => {
      const { clientId, secrets } = CONFIDENTIAL_REGISTRATION;
      const withSecret = (clientSecret: string) =>
        new ConfidentialClientApplication(configuration(test, { clientId, clientSecret }));
      const { account } = await throughBrowser(withSecret(secrets[0]?.value ?? ""));
      assert.equal(account?.username, test.world.person("bob").upn);
      await assert.rejects(throughBrowser(withSecret("wrong")), { errorNo: 7000215 });
    });
  });

  describe("for an application without anybody", () => {
    const wanted = { scopes: ["https://graph.microsoft.com/.default"] };
    const readsOthers = async (token: string): Promise<number> =>
      (await call(`${test.graph}/users/${test.world.person("bob").oid}/presence`, { token })).status;

    it("takes its secret", async () => {
      const result = await appOnly(test, { clientSecret: APP_SECRET }).acquireTokenByClientCredential(wanted);
      assert.equal(await readsOthers(result?.accessToken ?? ""), 200);
    });

    it("refuses a secret that has run out", async () => {
      const app = appOnly(test, { clientSecret: EXPIRED_APP_SECRET });
      await assert.rejects(app.acquireTokenByClientCredential(wanted), { errorNo: 7000222 });
    });

    it("takes its certificate", async () => {
      // The assertion is dated by MSAL itself.
      const now = await startTestCloud({}, new FakeClock(Date.now()));
      try {
        const { fingerprint256 } = new X509Certificate(APP_CERTIFICATE);
        const thumbprintSha256 = fingerprint256.replaceAll(":", "");
        const app = appOnly(now, { clientCertificate: { thumbprintSha256, privateKey: APP_KEY } });
        const result = await app.acquireTokenByClientCredential(wanted);
        assert.ok(result?.accessToken);
      } finally {
        await now.cloud.close();
      }
    });
  });

  it("keeps to MSAL's own word on a refresh token that is bad", async () => {
    const app = application(test);
    const { account } = await signIn(test, app);
    assert.ok(account);
    test.cloud.refuse("alice", 70000);
    const renew = () => app.acquireTokenSilent({ account, scopes, forceRefresh: true });
    await assert.rejects(renew(), { errorNo: 70000, subError: "bad_token" });
    await assert.rejects(renew(), { errorCode: "no_tokens_found" });
  });
});
