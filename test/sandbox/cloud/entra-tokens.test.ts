import assert from "node:assert/strict";
import { type Memory, ProcessMemory } from "../../../shared/support/memory-file";
import { DEFAULT_REGISTRATION } from "../../../sandbox/cloud";
import {
  beginSignIn,
  call,
  decoded,
  inside,
  parsed,
  poll,
  refresh,
  signedIn,
  startTestCloud,
} from "./support";
import type { TestCloud } from "./support";

const words = (text: unknown): string[] => String(text).split(" ").sort();

describe("what the pretend Entra gives", () => {
  let test: TestCloud;
  beforeEach(async () => {
    test = await startTestCloud({ accessTokenSeconds: 600 });
  });
  afterEach(() => test.cloud.close());

  const presenceStatus = async (token: string | undefined): Promise<number> =>
    (await call(`${test.graph}/me/presence`, { token: token ?? "" })).status;

  it("offers a code for fifteen minutes, to be polled every five seconds", async () => {
    const form = { client_id: test.cloud.clientId, scope: "openid" };
    const { device_code, user_code, message, ...offer } = parsed(
      await call(`${test.oauth}/devicecode`, { form }),
    );
    assert.deepEqual(offer, {
      verification_uri: `${test.cloud.entra.origin}/common/oauth2/deviceauth`,
      expires_in: 900,
      interval: 5,
    });
    assert.match(String(user_code), /^[A-Z0-9]{9}$/);
    assert.ok(String(device_code).length > 40);
    assert.ok(String(message).includes(String(user_code)));
  });

  it("gives only what the scopes asked for", async () => {
    const { deviceCode, userCode } = await beginSignIn(test, "Presence.Read");
    test.cloud.approve(userCode, "alice");
    const answer = parsed(await poll(test, deviceCode));
    assert.deepEqual(Object.keys(answer).sort(), [
      "access_token",
      "expires_in",
      "ext_expires_in",
      "scope",
      "token_type",
    ]);
    assert.equal(answer["scope"], "Presence.Read");
  });

  it("answers client_info to those who ask for it", async () => {
    const { deviceCode, userCode } = await beginSignIn(test);
    test.cloud.approve(userCode, "bob");
    const answer = parsed(await poll(test, deviceCode, { client_info: "1" }));
    assert.deepEqual(decoded(String(answer["client_info"])), {
      uid: test.world.person("bob").oid,
      utid: test.cloud.tenant,
    });
  });

  it("names permissions in the form they were asked in", async () => {
    const { graph } = test.cloud;
    const forms = [
      { asked: "presence.read", answered: ["Presence.Read"] },
      {
        asked: "https://graph.microsoft.com/Presence.Read",
        answered: ["https://graph.microsoft.com/Presence.Read"],
      },
      {
        asked: `${graph.origin}/Presence.Read openid`,
        answered: [`${graph.origin}/Presence.Read`, "openid"],
      },
      {
        asked: "https://graph.microsoft.com/.default",
        answered: ["https://graph.microsoft.com/Presence.Read"],
      },
    ];
    for (const { asked, answered } of forms)
      assert.deepEqual(words((await signedIn(test, "alice", asked))["scope"]), answered.sort(), asked);
  });

  it("lets a token carry what was consented to before", async () => {
    await signedIn(test, "alice", "Presence.Read.All");
    const { scope } = await signedIn(test, "alice", "Presence.Read");
    assert.deepEqual(words(scope), ["Presence.Read", "Presence.Read.All"]);
    assert.deepEqual(words((await signedIn(test, "bob", "Presence.Read"))["scope"]), ["Presence.Read"]);
  });

  it("gives a new refresh token with every use and leaves the old one good", async () => {
    const { refresh_token: first = "" } = await signedIn(test);
    const { refresh_token: second } = parsed(await refresh(test, first));
    assert.notEqual(second, first);
    assert.equal((await refresh(test, first)).status, 200);
    assert.equal((await refresh(test, String(second))).status, 200);
  });

  it("lets access tokens run out after the ordered time", async () => {
    const { access_token: token, expires_in } = await signedIn(test);
    assert.equal(expires_in, "600");
    await test.clock.advance(599_000);
    assert.equal(await presenceStatus(token), 200);
    await test.clock.advance(1000);
    assert.equal(await presenceStatus(token), 401);
  });

  describe("whose sign-ins are revoked", () => {
    it("refuses every access token at once, with the challenge of continuous access evaluation", async () => {
      const { access_token: token = "" } = await signedIn(test);
      test.faults.order({ target: "entra", kind: "revoked", count: 1 });
      for (let attempt = 0; attempt < 3; attempt++) {
        const reply = await call(`${test.graph}/me/presence`, { token });
        assert.equal(reply.status, 401);
        assert.equal(inside(parsed(reply), "error")["code"], "InvalidAuthenticationToken");
        assert.match(String(reply.headers["www-authenticate"]), /error="insufficient_claims", claims="/);
      }
      assert.deepEqual(test.faults.active, []);
    });

    it("lasts until the person signs in again, however long that takes", async () => {
      const { access_token: token, refresh_token: dead = "" } = await signedIn(test);
      test.faults.order({ target: "entra", kind: "revoked", seconds: 1 });
      await test.clock.advance(60_000);
      test.faults.clear();
      assert.equal((await refresh(test, dead)).status, 400);
      assert.equal(await presenceStatus(token), 401);
      const { access_token: fresh } = await signedIn(test);
      assert.equal(await presenceStatus(fresh), 200);
      assert.equal(await presenceStatus(token), 401);
      assert.equal((await refresh(test, dead)).status, 400);
    });

    it("lets nobody else's new sign-in help", async () => {
      const { access_token: token, refresh_token: dead = "" } = await signedIn(test);
      test.faults.order({ target: "entra", kind: "revoked" });
      await signedIn(test, "bob");
      assert.equal(await presenceStatus(token), 401);
      assert.equal((await refresh(test, dead)).status, 400);
    });
  });

  it("publishes where everything is, for tenant, domain and shared names", async () => {
    const { origin } = test.cloud.entra;
    const issuers = {
      [test.cloud.tenant]: `${origin}/${test.cloud.tenant}/v2.0`,
      "contoso.example": `${origin}/${test.cloud.tenant}/v2.0`,
      organizations: `${origin}/{tenantid}/v2.0`,
    };
    for (const [tenant, issuer] of Object.entries(issuers)) {
      const configuration = parsed(await call(`${origin}/${tenant}/v2.0/.well-known/openid-configuration`));
      assert.equal(configuration["issuer"], issuer);
      assert.equal((await call(String(configuration["jwks_uri"]))).status, 200);
    }
    assert.equal(
      (await call(`${origin}/fabrikam.example/v2.0/.well-known/openid-configuration`)).status,
      400,
    );
  });

  it("lets a multi-tenant application in through /organizations", async () => {
    const registration = { ...DEFAULT_REGISTRATION, multiTenant: true };
    const other = await startTestCloud({ registrations: [registration] });
    try {
      const shared = { ...other, oauth: `${other.cloud.entra.origin}/organizations/oauth2/v2.0` };
      assert.ok((await signedIn(shared))["access_token"]);
    } finally {
      await other.cloud.close();
    }
  });

  it("writes requests into the wire log without query, body or token", async () => {
    const secret = "very-secret";
    const answer = await signedIn(test);
    await call(`${test.oauth}/token?code=${secret}`, { form: { refresh_token: secret } });
    await call(`${test.graph}/me/presence`, { token: answer["access_token"] ?? "" });
    const written = JSON.stringify(test.log.entries);
    assert.deepEqual(
      test.log.entries.map(({ service, method, path, status }) => `${service} ${method} ${path} ${status}`),
      [
        `entra POST /${test.cloud.tenant}/oauth2/v2.0/devicecode 200`,
        `entra POST /${test.cloud.tenant}/oauth2/v2.0/token 200`,
        `entra POST /${test.cloud.tenant}/oauth2/v2.0/token 400`,
        "graph GET /v1.0/me/presence 200",
      ],
    );
    for (const value of [secret, answer["access_token"], answer["refresh_token"], answer["id_token"]])
      assert.ok(value !== undefined && !written.includes(value));
  });

  describe("to those who were here before a restart", () => {
    const over = async <T>(memory: Memory, use: (test: TestCloud) => Promise<T>): Promise<T> => {
      const started = await startTestCloud({ memory });
      try {
        return await use(started);
      } finally {
        await started.cloud.close();
      }
    };

    it("goes on as if there had been none", async () => {
      const memory = new ProcessMemory();
      const before = await over(memory, (first) => signedIn(first, "bob"));
      await over(memory, async (second) => {
        assert.deepEqual(second.cloud.newestSignIn(DEFAULT_REGISTRATION.clientId), {
          person: second.world.person("bob"),
          good: true,
        });
        const answer = parsed(await refresh(second, before["refresh_token"] ?? ""));
        assert.equal(answer["scope"], before["scope"]);
        const { status } = await call(`${second.graph}/me/presence`, {
          token: String(answer["access_token"]),
        });
        assert.equal(status, 200);
      });
    });

    it("gives nothing for what was revoked, and knows who it was", async () => {
      const memory = new ProcessMemory();
      const before = await over(memory, async (first) => {
        const answer = await signedIn(first, "bob");
        first.faults.order({ target: "entra", kind: "revoked" });
        return answer;
      });
      await over(memory, async (second) => {
        assert.deepEqual(second.cloud.newestSignIn(DEFAULT_REGISTRATION.clientId), {
          person: second.world.person("bob"),
          good: false,
        });
        assert.equal(parsed(await refresh(second, before["refresh_token"] ?? ""))["error"], "invalid_grant");
      });
    });

    const NOTHING: readonly unknown[] = [
      "tokens",
      { refresh: {}, consented: 5 },
      {
        refresh: [
          null,
          { token: "t" },
          { token: "t", clientId: "c", oid: "nobody", usedAt: 1, revoked: false },
        ],
      },
    ];
    for (const remembered of NOTHING)
      it(`makes nothing of ${JSON.stringify(remembered)}`, async () => {
        const memory = new ProcessMemory();
        await memory.save(remembered);
        await over(memory, async ({ cloud }) =>
          assert.equal(cloud.newestSignIn(DEFAULT_REGISTRATION.clientId), undefined),
        );
      });
  });

  it("answers only under its own name", async () => {
    const url = `${test.cloud.entra.origin}/common/oauth2/deviceauth`;
    assert.equal((await call(url, { headers: { host: "evil.example" } })).status, 421);
    assert.equal((await call(url.replace("localhost", "127.0.0.1"))).status, 200);
  });
});
