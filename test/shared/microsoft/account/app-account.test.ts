import assert from "node:assert/strict";
import { constants, createHash, verify, X509Certificate } from "node:crypto";
import { AppAccount } from "../../../../shared/microsoft/account/app-account";
import {
  clientCredential,
  type ClientCredential,
} from "../../../../shared/microsoft/account/client-credential";
import { checkRegistration, type Registration } from "../../../../shared/microsoft/registration/registration";
import { silentLog } from "../../../../shared/support/log";
import { FakeClock } from "../../../support/fake-clock";
import { makeCertificate, type MadeCertificate, SECRET } from "../client-certificates";
import { problemOf, REGISTRATION } from "../helpers";
import { CLIENT, InMemoryEntra, json, MARKER, networkError, refusal, TENANT } from "../in-memory-entra";

const SCOPES = ["https://graph.microsoft.com/Presence.Read"];
const SECRET_GIVEN: ClientCredential = { kind: "secret", secret: SECRET };

describe("an application's account", () => {
  let made: MadeCertificate;
  let issuer: MadeCertificate;
  const opened: { readonly account: AppAccount; readonly clock: FakeClock }[] = [];

  before(async () => {
    made = await makeCertificate();
    issuer = await makeCertificate({ name: "CN=Issuer" });
  });

  function open(credential: ClientCredential = SECRET_GIVEN, registration: Registration = REGISTRATION) {
    const entra = new InMemoryEntra();
    const clock = new FakeClock();
    const { fetch } = entra;
    const account = new AppAccount({ registration, credential, clock, fetch, log: silentLog, name: "Lamp" });
    opened.push({ account, clock });
    return { entra, clock, account };
  }

  afterEach(async () => {
    for (const { account, clock } of opened.splice(0)) {
      await account.close();
      assert.equal(clock.pending, 0, "no timer is left behind");
    }
  });

  it("gets a token with its secret, for whatever an administrator has consented to", async () => {
    const { account, entra } = open();
    const { token } = await account.getToken({ scopes: SCOPES });
    assert.match(token, new RegExp(`^${MARKER}-access`));
    const [request, ...more] = entra.requests;
    assert.deepEqual(more, []);
    assert.equal(request?.url.pathname, `/${TENANT}/oauth2/v2.0/token`);
    assert.equal(request.form.get("grant_type"), "client_credentials");
    assert.equal(request.form.get("scope"), "https://graph.microsoft.com/.default");
    assert.equal(request.form.get("client_id"), CLIENT);
    assert.equal(request.form.get("client_secret"), SECRET);
  });

  it("gets a token with a certificate, by an assertion that its key has signed", async () => {
    const { account, entra } = open(clientCredential({ certificate: made.privateKey + made.certificate }));
    await account.getToken({ scopes: SCOPES });
    const form = entra.requests[0]?.form;
    assert.equal(form?.get("client_secret"), null);
    const [header = "", claims = "", signature = ""] = (form?.get("client_assertion") ?? "").split(".");
    const { raw, publicKey } = new X509Certificate(made.certificate);
    assert.deepEqual(decoded(header), {
      typ: "JWT",
      alg: "PS256",
      "x5t#S256": createHash("sha256").update(raw).digest("base64url"),
    });
    const { iss, sub, aud } = decoded(claims);
    assert.deepEqual([iss, sub], [CLIENT, CLIENT]);
    assert.equal(aud, `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`);
    const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING };
    const signed = Buffer.from(`${header}.${claims}`);
    assert.ok(verify("sha256", signed, key, Buffer.from(signature, "base64url")));
  });

  it("sends the chain where one was given", async () => {
    const text = issuer.certificate + made.certificate + made.privateKey;
    const { account, entra } = open(clientCredential({ certificate: text }));
    await account.getToken({ scopes: SCOPES });
    const [header = ""] = (entra.requests[0]?.form.get("client_assertion") ?? "").split(".");
    const chain = decoded(header)["x5c"];
    assert.deepEqual(
      chain,
      [made, issuer].map(({ certificate }) => new X509Certificate(certificate).raw.toString("base64")),
    );
  });

  it("speaks to the cloud of its registration", async () => {
    const registration = checkRegistration({ cloud: "gcc-high", tenant: TENANT, clientId: CLIENT });
    const { account, entra } = open(SECRET_GIVEN, registration);
    await account.getToken({ scopes: [] });
    assert.equal(entra.requests[0]?.url.origin, "https://login.microsoftonline.us");
    assert.equal(entra.requests[0].form.get("scope"), "https://graph.microsoft.us/.default");
  });

  it("is known at once, by its client id", async () => {
    const { account } = open();
    const expected = { id: CLIENT, tenantId: TENANT, username: CLIENT, name: "Lamp" };
    assert.deepEqual(await account.account(), expected);
    assert.equal(await account.endedBy(), undefined);
  });

  it("asks once for all who want a token at the same time, and not again while it is good", async () => {
    const { account, entra } = open();
    const tokens = await Promise.all([1, 2, 3].map(() => account.getToken({ scopes: SCOPES })));
    tokens.push(await account.getToken({ scopes: SCOPES }));
    assert.equal(new Set(tokens.map(({ token }) => token)).size, 1);
    assert.equal(entra.requests.length, 1);
  });

  it("gets another token where one was refused, and answers a claims challenge", async () => {
    const { account, entra } = open();
    const first = await account.getToken({ scopes: SCOPES });
    const fresh = await account.getToken({ scopes: SCOPES, forceRefresh: true });
    assert.notEqual(fresh.token, first.token);
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1" } } });
    await account.getToken({ scopes: SCOPES, claims });
    assert.match(entra.requests[2]?.form.get("claims") ?? "", /"nbf"/);
  });

  const REFUSED: [string, number, string][] = [
    ["invalid_client", 7000215, "client-secret-wrong"],
    ["invalid_client", 7000222, "client-secret-wrong"],
    ["invalid_client", 700027, "certificate-wrong"],
    ["invalid_client", 700024, "clock-wrong"],
    ["invalid_client", 12345678, "application-refused"],
    ["unauthorized_client", 700016, "application-unknown"],
    ["unauthorized_client", 7000229, "application-not-in-tenant"],
    ["unauthorized_client", 7000112, "application-disabled"],
    ["invalid_request", 90002, "tenant-unknown"],
    ["access_denied", 53003, "blocked-by-policy"],
    ["invalid_grant", 53003, "blocked-by-policy"],
    ["invalid_grant", 50173, "application-refused"],
    ["invalid_grant", 12345678, "application-refused"],
    ["interaction_required", 50076, "application-refused"],
    ["temporarily_unavailable", 90033, "microsoft-unreachable"],
  ];
  for (const [error, number, code] of REFUSED) {
    it(`calls ${error} ${number} ${code}`, async () => {
      const { account, entra } = open();
      entra.next.push(() => refusal({ error }, number, 401));
      const problem = await problemOf(account.getToken({ scopes: SCOPES }));
      assert.equal(problem.code, code);
    });
  }

  it("says where the id of a secret was entered instead of its value", async () => {
    const { account, entra } = open({ kind: "secret", secret: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0" });
    entra.next.push(() => refusal({ error: "invalid_client" }, 7000215, 401));
    const problem = await problemOf(account.getToken({ scopes: SCOPES }));
    assert.equal(problem.code, "client-secret-wrong");
    assert.match(problem.message, /ID of a client secret, not its value.*AADSTS7000215/);
    assert.deepEqual([problem.key, problem.reference], ["client-secret-is-id", "AADSTS7000215"]);
    assert.ok(!problem.message.includes("0f1e2d3c"));
  });

  it("does not ask Microsoft again and again with a secret that is wrong, but does so later", async () => {
    const { account, clock, entra } = open();
    entra.next.push(() => refusal({ error: "invalid_client" }, 7000215, 401));
    const first = await problemOf(account.getToken({ scopes: SCOPES }));
    assert.equal(account.problem(), first);
    assert.equal(await problemOf(account.getToken({ scopes: SCOPES, forceRefresh: true })), first);
    assert.equal(entra.requests.length, 1);
    await clock.advance(60_000);
    assert.equal(entra.requests.length, 1);
    await account.getToken({ scopes: SCOPES });
    assert.equal(account.problem(), undefined);
  });

  it("asks by itself every quarter of an hour with a secret that is wrong", async () => {
    const { account, clock, entra } = open();
    entra.next.push(() => refusal({ error: "invalid_client" }, 7000215, 401));
    await problemOf(account.getToken({ scopes: SCOPES }));
    await clock.advance(899_000);
    assert.equal(entra.requests.length, 1);
    await clock.advance(360_000);
    assert.equal(entra.requests.length, 2);
    assert.equal(account.problem(), undefined);
  });

  it("tells who listens that a secret is right again, once somebody has tried it", async () => {
    const { account, entra } = open();
    const heard: string[] = [];
    account.onChange(() => {
      throw new Error("listeners may fail");
    });
    account.onChange(() => heard.push("changed"));
    account.onChange(() => heard.push("left"))();
    entra.next.push(() => refusal({ error: "invalid_client" }, 7000215, 401));
    await problemOf(account.getToken({ scopes: SCOPES }));
    await account.verify();
    assert.deepEqual(heard, ["changed"]);
    assert.equal(account.problem(), undefined);
    assert.equal(entra.requests.length, 2);
  });

  it("keeps its token while Microsoft refuses another", async () => {
    const { account, entra } = open();
    const { token } = await account.getToken({ scopes: SCOPES });
    entra.next.push(() => refusal({ error: "invalid_client" }, 7000222, 401));
    assert.equal((await problemOf(account.verify())).code, "client-secret-wrong");
    assert.equal((await account.getToken({ scopes: SCOPES })).token, token);
    assert.equal(account.problem()?.key, "client-secret-expired");
  });

  it("holds no trouble against the application that passes by itself", async () => {
    const { account, entra } = open();
    entra.next.push(() => Promise.reject(networkError("ENOTFOUND")));
    const problem = await problemOf(account.getToken({ scopes: SCOPES }));
    assert.equal(problem.code, "microsoft-unreachable");
    assert.match(problem.advice, /it is tried again later.*ENOTFOUND/);
    assert.equal(account.problem(), undefined);
    await account.getToken({ scopes: SCOPES });
  });

  it("takes no answer without a token for one", async () => {
    const { account, entra } = open();
    entra.next.push(() => Response.json({ status: "Please log in to the network" }));
    assert.equal((await problemOf(account.getToken({ scopes: SCOPES }))).code, "microsoft-unreachable");
    assert.match((await account.getToken({ scopes: SCOPES })).token, new RegExp(`^${MARKER}-access`));
  });

  it("honours a pause that Microsoft asks for", async () => {
    const { account, entra } = open();
    entra.next.push(() => json({}, { status: 429, headers: { "retry-after": "17" } }));
    const problem = await problemOf(account.getToken({ scopes: SCOPES }));
    assert.deepEqual([problem.code, Reflect.get(problem, "retryAfter")], ["microsoft-throttled", 17]);
    await problemOf(account.getToken({ scopes: SCOPES }));
    assert.equal(entra.requests.length, 1);
  });

  it("asks nothing with a certificate that has expired, and does once the clock is right", async () => {
    const { account, clock, entra } = open(
      clientCredential({ certificate: made.privateKey + made.certificate }),
    );
    clock.jumpTo("2028-01-01T00:00:00Z");
    assert.equal((await problemOf(account.getToken({ scopes: SCOPES }))).code, "certificate-expired");
    assert.equal(account.problem()?.code, "certificate-expired");
    clock.jumpTo("1970-01-01T00:00:00Z");
    assert.equal((await problemOf(account.getToken({ scopes: SCOPES }))).code, "certificate-not-yet-valid");
    assert.equal(entra.requests.length, 0);
    clock.jumpTo("2026-11-21T00:00:00Z");
    await account.getToken({ scopes: SCOPES });
  });

  it("needs a tenant of its own", async () => {
    const registration = checkRegistration({ tenant: "organizations", clientId: CLIENT });
    const problem = await problemOf(Promise.resolve().then(() => open(SECRET_GIVEN, registration)));
    assert.equal(problem.code, "bad-configuration");
    assert.match(problem.advice, /tenant/);
  });

  it("takes no sign-in, and none is there to end", async () => {
    const { account } = open();
    assert.equal((await problemOf(account.adopt())).code, "sign-in-not-needed");
    await account.signOut();
    assert.equal((await account.account()).id, CLIENT);
  });

  it("forgets its token when it is closed", async () => {
    const { account, entra } = open();
    await account.getToken({ scopes: SCOPES });
    await account.close();
    assert.equal((await problemOf(account.getToken({ scopes: SCOPES }))).code, "closed");
    assert.equal(entra.requests.length, 1);
  });

  it("ends the request that is under way when it is closed", async () => {
    const { account, entra } = open();
    entra.next.push(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new DOMException("ended", "AbortError")));
          void account.close();
        }),
    );
    assert.equal((await problemOf(account.getToken({ scopes: SCOPES }))).code, "closed");
  });
});

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
}
