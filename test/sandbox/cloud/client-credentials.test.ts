import assert from "node:assert/strict";
import { constants, generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import {
  APP_CERTIFICATE,
  APP_KEY,
  APP_REGISTRATION,
  APP_SECRET,
  CONFIDENTIAL_REGISTRATION,
  DEFAULT_REGISTRATION,
  EXPIRED_APP_SECRET,
} from "../../../sandbox/cloud";
import { codeFor, redeem } from "./code-flow";
import { call, inside, parsed, refresh, startTestCloud } from "./support";
import type { Reply, TestCloud } from "./support";

const UNAPPROVED = {
  ...APP_REGISTRATION,
  clientId: "7e5e0ce0-0000-4000-8000-0000000000aa",
  redirectUris: ["http://localhost/consent"],
  adminConsented: false,
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("an application that signs in for itself", () => {
  let test: TestCloud;
  before(async () => {
    test = await startTestCloud({
      registrations: [DEFAULT_REGISTRATION, CONFIDENTIAL_REGISTRATION, APP_REGISTRATION, UNAPPROVED],
    });
  });
  after(() => test.cloud.close());

  const good = {
    client_id: APP_REGISTRATION.clientId,
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  };
  const ask = (form: Record<string, string>, base = test.oauth): Promise<Reply> =>
    call(`${base}/token`, { form: { ...good, ...form } });

  function assertRefused(reply: Reply, status: number, error: string, code: number): void {
    const body = parsed(reply);
    assert.deepEqual([reply.status, body["error"], body["error_codes"]], [status, error, [code]]);
  }

  const read = (path: string, token: unknown, body?: object): Promise<Reply> =>
    call(test.graph + path, {
      token: String(token),
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });

  it("gets a token for everybody's presence, without refresh token or scope", async () => {
    const answer = parsed(await ask({ client_secret: APP_SECRET }));
    assert.deepEqual(Object.keys(answer).sort(), [
      "access_token",
      "expires_in",
      "ext_expires_in",
      "token_type",
    ]);
    const token = answer["access_token"];
    const bob = test.world.person("bob").oid;
    for (const path of [`/users/${bob}/presence`, `/communications/presences/${bob}`])
      assert.equal(parsed(await read(path, token))["id"], bob);
    const many = await read("/communications/getPresencesByUserId", token, { ids: [bob] });
    assert.equal(Object.keys(inside(parsed(many), "value")).length, 1);
  });

  it("is nobody, and so has no presence of its own", async () => {
    const { access_token: token } = parsed(await ask({ client_secret: APP_SECRET }));
    for (const path of ["/me", "/me/presence"]) {
      const reply = await read(path, token);
      assert.equal(reply.status, 400);
      assert.match(String(inside(parsed(reply), "error")["message"]), /only valid with delegated/);
    }
  });

  it("gets an empty token without an admin's consent, and a good one after", async () => {
    const asked = { client_id: UNAPPROVED.clientId, client_secret: APP_SECRET };
    const status = async (): Promise<number> => {
      const { access_token: token } = parsed(await ask(asked));
      return (await read(`/users/${test.world.person("bob").oid}/presence`, token)).status;
    };
    assert.equal(await status(), 403);
    const query = new URLSearchParams({
      client_id: UNAPPROVED.clientId,
      redirect_uri: "http://localhost:1880/consent",
      scope: "https://graph.microsoft.com/.default",
    });
    const url = `${test.cloud.entra.origin}/${test.cloud.tenant}/v2.0/adminconsent?${query.toString()}`;
    assert.equal((await call(url, { form: { decision: "approve" } })).status, 302);
    assert.equal(await status(), 200);
  });

  describe("is refused", () => {
    const cases: readonly (readonly [string, Record<string, string>, number, string, number])[] = [
      ["without secret or certificate", {}, 401, "invalid_client", 7000216],
      ["with a wrong secret", { client_secret: "wrong" }, 401, "invalid_client", 7000215],
      ["with a secret that ran out", { client_secret: EXPIRED_APP_SECRET }, 401, "invalid_client", 7000222],
      [
        "when it is public",
        { client_id: DEFAULT_REGISTRATION.clientId, client_secret: "x" },
        401,
        "invalid_client",
        700025,
      ],
      [
        "with a permission instead of .default",
        { client_secret: APP_SECRET, scope: "Presence.Read.All" },
        400,
        "invalid_scope",
        1002012,
      ],
      [
        "with a permission beside .default",
        { client_secret: APP_SECRET, scope: `${good.scope} Presence.Read.All` },
        400,
        "invalid_scope",
        1002012,
      ],
      ["without scope", { client_secret: APP_SECRET, scope: "" }, 400, "invalid_request", 900144],
    ];
    for (const [name, form, status, error, code] of cases)
      it(name, async () => assertRefused(await ask(form), status, error, code));

    const tenants = [
      ["common", 9001023],
      ["consumers", 9001023],
      ["organizations", 50059],
    ] as const;
    for (const [tenant, code] of tenants)
      it(`at /${tenant}`, async () => {
        const base = `${test.cloud.entra.origin}/${tenant}/oauth2/v2.0`;
        assertRefused(await ask({ client_secret: APP_SECRET }, base), 400, "invalid_request", code);
      });
  });

  describe("with a certificate", () => {
    const { fingerprint, fingerprint256 } = new X509Certificate(APP_CERTIFICATE);
    const inBase64 = (hex: string) => Buffer.from(hex.replaceAll(":", ""), "hex").toString("base64url");
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs8",
      format: "pem",
    });

    interface Made {
      readonly header?: object;
      readonly claims?: object;
      readonly key?: string;
    }
    function assertion({ header, claims, key = APP_KEY }: Made = {}): string {
      const now = Math.floor(test.clock.now() / 1000);
      const { clientId } = APP_REGISTRATION;
      const usedHeader = { alg: "PS256", typ: "JWT", "x5t#S256": inBase64(fingerprint256), ...header };
      const signed = `${encode(usedHeader)}.${encode({
        aud: `${test.oauth}/token`,
        exp: now + 600,
        iss: clientId,
        jti: "one",
        nbf: now,
        sub: clientId,
        ...claims,
      })}`;
      const padding =
        usedHeader.alg === "PS256" ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
      const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
      const signature = sign("sha256", Buffer.from(signed), {
        key,
        padding,
        ...(usedHeader.alg === "PS256" ? { saltLength } : {}),
      });
      return `${signed}.${signature.toString("base64url")}`;
    }
    const askWith = (client_assertion: string, more: Record<string, string> = {}): Promise<Reply> =>
      ask({
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion,
        ...more,
      });

    it("is let in, also twice with one assertion, as MSAL does it", async () => {
      const made = assertion();
      assert.equal((await askWith(made)).status, 200);
      assert.equal((await askWith(made)).status, 200);
    });

    it("is let in with what older clients send", async () => {
      const header = { alg: "RS256", "x5t#S256": undefined, x5t: inBase64(fingerprint) };
      assert.equal((await askWith(assertion({ header }))).status, 200);
    });

    const wrong: readonly (readonly [string, () => string, number])[] = [
      ["signed by another key", () => assertion({ key: other }), 700027],
      ["of a certificate nobody registered", () => assertion({ header: { "x5t#S256": "x" } }), 700027],
      ["without a thumbprint", () => assertion({ header: { "x5t#S256": undefined } }), 700027],
      ["with a changed claim", () => assertion().replace(/\.[^.]+\./, `.${encode({ aud: "x" })}.`), 700027],
      ["without signature", () => assertion().replace(/[^.]+$/, ""), 700027],
      ["with alg none", () => assertion({ header: { alg: "none" } }), 50027],
      ["for another address", () => assertion({ claims: { aud: "https://login.example/token" } }), 700023],
      ["that ran out", () => assertion({ claims: { exp: test.clock.now() / 1000 - 301 } }), 700024],
      ["that is not yet good", () => assertion({ claims: { nbf: test.clock.now() / 1000 + 301 } }), 700024],
      ["that never ends", () => assertion({ claims: { exp: undefined } }), 50027],
      ["without an id", () => assertion({ claims: { jti: undefined } }), 50027],
      ["of another application", () => assertion({ claims: { iss: "x", sub: "x" } }), 700021],
      ["about another than its issuer", () => assertion({ claims: { sub: "x" } }), 50048],
      ["that is no JWT", () => "x", 50027],
    ];
    for (const [name, make, code] of wrong)
      it(`is refused an assertion ${name}`, async () =>
        assertRefused(await askWith(make()), 401, "invalid_client", code));

    it("is refused without the type of its assertion", async () =>
      assertRefused(
        await askWith(assertion(), { client_assertion_type: "jwt" }),
        400,
        "invalid_request",
        900144,
      ));
  });

  it("that signs people in needs its secret for codes and refresh tokens", async () => {
    const { clientId, secrets } = CONFIDENTIAL_REGISTRATION;
    const own = { ...test, cloud: { ...test.cloud, clientId } };
    const client = { client_id: clientId };
    const secret = { client_secret: secrets[0]?.value ?? "" };
    const code = codeFor(own, "alice", client);
    assertRefused(await redeem(own, code), 401, "invalid_client", 7000218);
    assertRefused(await redeem(own, code, { client_secret: "x" }), 401, "invalid_client", 7000215);
    const { refresh_token: token } = parsed(await redeem(own, code, secret));
    assertRefused(await refresh(own, String(token)), 401, "invalid_client", 7000218);
    assert.equal((await refresh(own, String(token), secret)).status, 200);
  });

  it("has no code_verifier taken for granted where it sent a challenge", async () => {
    const { clientId, secrets } = CONFIDENTIAL_REGISTRATION;
    const own = { ...test, cloud: { ...test.cloud, clientId } };
    const changes = { client_secret: secrets[0]?.value ?? "", code_verifier: null };
    assertRefused(await redeem(own, codeFor(own), changes), 400, "invalid_grant", 50148);
    const without = codeFor(own, "alice", { code_challenge: null, code_challenge_method: null });
    assert.equal((await redeem(own, without, changes)).status, 200);
  });
});
