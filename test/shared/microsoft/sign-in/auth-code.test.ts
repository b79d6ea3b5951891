import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Redirect, startAuthCode } from "../../../../shared/microsoft/sign-in/auth-code";
import type { AuthCodeSignIn } from "../../../../shared/microsoft/sign-in/sign-in";
import { endpoints, type Registration } from "../../../../shared/microsoft/registration/registration";
import { FakeClock, settle } from "../../../support/fake-clock";
import { assertNoSecret, problemOf, RecordingLog, REGISTRATION } from "../helpers";
import {
  ALICE,
  BOB,
  CLIENT,
  InMemoryEntra,
  json,
  MARKER,
  networkError,
  refusal,
  TENANT,
} from "../in-memory-entra";

const MINUTE_MS = 60_000;
const CALLBACK: Redirect = { uri: "https://home.example/teams-auth/callback", responseMode: "form_post" };
const PASTE: Redirect = {
  uri: "https://login.microsoftonline.com/common/oauth2/nativeclient",
  responseMode: "query",
};

/** How redeeming a code may go wrong. */
const ENDS: readonly (readonly [string, () => Response | Promise<Response>, string])[] = [
  ["a code that is used or too old", () => refusal({ error: "invalid_grant" }, 70008), "sign-in-needed"],
  ["a secret that is missing", () => refusal({ error: "invalid_client" }, 7000218, 401), "public-client-off"],
  ["a policy", () => refusal({ error: "invalid_grant" }, 53003), "blocked-by-policy"],
  ["something new", () => refusal({ error: "strange" }, 4711), "sign-in-refused"],
  ["no network", () => Promise.reject(networkError("ENOTFOUND")), "microsoft-unreachable"],
  ["throttling", () => json({}, { status: 429 }), "microsoft-throttled"],
  [
    "tokens that do not say who signed in",
    () => json({ token_type: "Bearer", access_token: MARKER, expires_in: 3600, scope: "x" }),
    "sign-in-refused",
  ],
];

describe("authorization code", () => {
  let entra = new InMemoryEntra();
  let clock = new FakeClock();
  const log = new RecordingLog();

  beforeEach(() => {
    entra = new InMemoryEntra();
    clock = new FakeClock();
    log.lines.length = 0;
  });
  afterEach(() => {
    assertNoSecret(log.lines);
    assert.equal(clock.pending, 0, "no timer is left behind");
  });

  const start = (
    redirect: Redirect = CALLBACK,
    registration: Registration = REGISTRATION,
  ): Promise<AuthCodeSignIn> =>
    startAuthCode({
      registration,
      scopes: [`${endpoints(registration).graph}/Presence.Read`],
      redirect,
      clock,
      fetch: entra.fetch,
      log,
    });

  it("sends the person to the tenant's own sign-in page with everything that binds the answer", async () => {
    const pending = await start();
    const url = new URL(pending.url);
    const asked = Object.fromEntries(url.searchParams);
    assert.equal(
      `${url.origin}${url.pathname}`,
      `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize`,
    );
    assert.deepEqual(
      {
        client: asked["client_id"],
        type: asked["response_type"],
        mode: asked["response_mode"],
        to: asked["redirect_uri"],
        state: asked["state"],
        method: asked["code_challenge_method"],
        prompt: asked["prompt"],
        scopes: asked["scope"]?.split(" ").sort(),
      },
      {
        client: CLIENT,
        type: "code",
        mode: "form_post",
        to: CALLBACK.uri,
        state: pending.state,
        method: "S256",
        prompt: "select_account",
        scopes: ["https://graph.microsoft.com/Presence.Read", "offline_access", "openid", "profile"],
      },
    );
    for (const secret of ["state", "nonce", "code_challenge"])
      assert.equal(Buffer.from(asked[secret] ?? "", "base64url").length, 32, secret);
    assert.equal(pending.expiresAt, clock.now() + 10 * MINUTE_MS);
    assert.deepEqual([pending.redirectUri, pending.paste, entra.requests.length], [CALLBACK.uri, false, 0]);
    pending.cancel();
  });

  it("makes every secret anew", async () => {
    const asked = await Promise.all([start(), start()]);
    for (const secret of ["state", "nonce", "code_challenge"]) {
      const values = asked.map(({ url }) => new URL(url).searchParams.get(secret));
      assert.notEqual(values[0], values[1], secret);
    }
    for (const pending of asked) pending.cancel();
  });

  it("redeems the code with its verifier, and gives the account, its cache and where it came back to", async () => {
    const pending = await start();
    pending.answer(entra.authorize(pending.url, ALICE));
    const { account, cache, redirectUri } = await pending.result;
    assert.deepEqual(account, { id: ALICE.oid, tenantId: TENANT, username: ALICE.upn, name: "Alice" });
    assert.ok(cache.includes(`${MARKER}-refresh-1`));
    assert.equal(redirectUri, CALLBACK.uri);
    const [request] = entra.requests;
    const hashed = createHash("sha256")
      .update(request?.form.get("code_verifier") ?? "")
      .digest("base64url");
    assert.equal(hashed, new URL(pending.url).searchParams.get("code_challenge"));
    assert.deepEqual(entra.grants(), ["authorization_code"]);
  });

  it("asks for a query where the address is pasted", async () => {
    const pending = await start(PASTE);
    assert.equal(new URL(pending.url).searchParams.get("response_mode"), "query");
    assert.equal(pending.paste, true);
    pending.answer(entra.authorize(pending.url, ALICE));
    assert.equal((await pending.result).redirectUri, PASTE.uri);
  });

  it("takes the first answer only", async () => {
    const pending = await start();
    const second = entra.authorize(pending.url, BOB);
    pending.answer(entra.authorize(pending.url, ALICE));
    pending.answer(second);
    assert.equal((await pending.result).account.id, ALICE.oid);
    assert.equal(entra.requests.length, 1);
  });

  it("asks nothing of Entra for an answer that is forged, refused or empty", async () => {
    for (const [change, code] of [
      [{ state: "other" }, "sign-in-refused"],
      [{ error: "access_denied" }, "sign-in-declined"],
    ] as const) {
      const pending = await start();
      pending.answer({ ...entra.authorize(pending.url, ALICE), ...change });
      assert.equal((await problemOf(pending.result)).code, code);
    }
    const pending = await start();
    pending.answer({ state: pending.state });
    assert.equal((await problemOf(pending.result)).code, "sign-in-refused");
    assert.equal(entra.requests.length, 0);
  });

  it("sends the code nowhere that the answer names", async () => {
    const pending = await start();
    const answer = entra.authorize(pending.url, ALICE);
    pending.answer({ ...answer, cloud_instance_host_name: "evil.example" });
    await pending.result;
    assert.deepEqual([...new Set(entra.requests.map(({ url }) => url.host))], ["login.microsoftonline.com"]);
  });

  it("refuses an id token that was made for another sign-in", async () => {
    const pending = await start();
    entra.nonce = "another";
    pending.answer(entra.authorize(pending.url, ALICE));
    assert.equal((await problemOf(pending.result)).code, "sign-in-refused");
  });

  it("refuses the code of another sign-in", async () => {
    const [own, other] = [await start(), await start()];
    const { code } = entra.authorize(other.url, BOB);
    own.answer({ code, state: own.state });
    assert.equal((await problemOf(own.result)).code, "sign-in-needed");
    other.cancel();
  });

  for (const [what, reply, code] of ENDS) {
    it(`ends with ${what}`, async () => {
      const pending = await start();
      entra.next.push(reply);
      pending.answer(entra.authorize(pending.url, ALICE));
      assert.equal((await problemOf(pending.result)).code, code);
    });
  }

  it("expires after ten minutes, and takes no answer then", async () => {
    const pending = await start();
    const answer = entra.authorize(pending.url, ALICE);
    await clock.advance(10 * MINUTE_MS);
    pending.answer(answer);
    assert.equal((await problemOf(pending.result)).code, "sign-in-expired");
    assert.equal(entra.requests.length, 0);
  });

  it("does not expire while the code is redeemed", async () => {
    const pending = await start();
    await clock.advance(10 * MINUTE_MS - 1);
    entra.next.push(async ({ form }) => {
      await clock.advance(1);
      return entra.tokens(
        ALICE,
        form.get("scope") ?? "",
        new URL(pending.url).searchParams.get("nonce") ?? "",
      );
    });
    pending.answer(entra.authorize(pending.url, ALICE));
    assert.equal((await pending.result).account.id, ALICE.oid);
  });

  it("can be called off, twice too, and while the code is redeemed", async () => {
    const idle = await start();
    idle.cancel();
    idle.cancel();
    idle.answer(entra.authorize(idle.url, ALICE));
    assert.equal((await problemOf(idle.result)).code, "sign-in-cancelled");
    const busy = await start();
    entra.next.push(({ form }) => {
      busy.cancel();
      return entra.tokens(ALICE, form.get("scope") ?? "", new URL(busy.url).searchParams.get("nonce") ?? "");
    });
    busy.answer(entra.authorize(busy.url, ALICE));
    assert.equal((await problemOf(busy.result)).code, "sign-in-cancelled");
  });

  it("never ends the process when nobody listens to the result", async () => {
    const unhandled: unknown[] = [];
    const listen = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", listen);
    try {
      (await start()).cancel();
      await start();
      await clock.advance(10 * MINUTE_MS);
      await settle();
    } finally {
      process.off("unhandledRejection", listen);
    }
    assert.deepEqual(unhandled, []);
  });

  it("says at once what is wrong with an authority that is no sign-in service", async () => {
    const own = {
      ...REGISTRATION,
      cloud: "custom",
      authority: "https://localhost:9443",
      graph: "https://g.example",
    } as const;
    entra.next.push(() => json({ hello: "world" }));
    assert.equal((await problemOf(start(CALLBACK, own))).code, "authority-unusable");
    entra.next.push(() => Promise.reject(networkError("ECONNREFUSED")));
    assert.equal((await problemOf(start(CALLBACK, own))).code, "microsoft-unreachable");
  });
});
