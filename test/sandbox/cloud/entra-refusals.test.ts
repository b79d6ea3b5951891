import assert from "node:assert/strict";
import { DEFAULT_REGISTRATION } from "../../../sandbox/cloud";
import { ALL_SCOPES, beginSignIn, call, parsed, poll, refresh, signedIn, startTestCloud } from "./support";
import type { Call, Reply, TestCloud } from "./support";

const DAY_MS = 24 * 3_600_000;
const CONFIDENTIAL = {
  ...DEFAULT_REGISTRATION,
  clientId: "7e5e0ce0-0000-4000-8000-00000000c0de",
  publicClient: false,
};

function assertRefused(reply: Reply, status: number, error: string, code: number): void {
  const body = parsed(reply);
  assert.equal(reply.status, status);
  assert.equal(body["error"], error);
  assert.deepEqual(body["error_codes"], [code]);
  assert.match(String(body["error_description"]), new RegExp(`^AADSTS${code}: \\S`));
  assert.match(String(body["timestamp"]), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  assert.ok(body["trace_id"]);
  assert.ok(body["correlation_id"]);
}

describe("what the pretend Entra refuses", () => {
  let test: TestCloud;
  before(async () => {
    test = await startTestCloud({ registrations: [DEFAULT_REGISTRATION, CONFIDENTIAL] });
  });
  after(() => test.cloud.close());

  const at = (tenant: string, path: string): string => `${test.cloud.entra.origin}/${tenant}/${path}`;
  const askForCode = (tenant: string, form: Record<string, string>): Promise<Reply> =>
    call(at(tenant, "oauth2/v2.0/devicecode"), { form });
  const askForToken = (form: Record<string, string>, tenant = test.cloud.tenant): Promise<Reply> =>
    call(at(tenant, "oauth2/v2.0/token"), { form });

  describe("at the device code endpoint", () => {
    type Case = readonly [
      name: string,
      tenant: string,
      form: Record<string, string>,
      error: string,
      code: number,
    ];
    const own = { client_id: DEFAULT_REGISTRATION.clientId, scope: ALL_SCOPES };
    const cases: readonly Case[] = [
      [
        "an unknown client",
        "contoso.example",
        { ...own, client_id: "nobody" },
        "unauthorized_client",
        700016,
      ],
      ["an unknown tenant", "fabrikam.example", own, "invalid_request", 90002],
      ["/common for a single-tenant application", "common", own, "invalid_request", 50059],
      ["/organizations for a single-tenant application", "organizations", own, "invalid_request", 50059],
      ["/consumers", "consumers", own, "invalid_request", 9002332],
      ["a missing client_id", "contoso.example", { scope: "openid" }, "invalid_request", 900144],
      ["a missing scope", "contoso.example", { client_id: own.client_id }, "invalid_request", 900144],
      ["an unknown scope", "contoso.example", { ...own, scope: "Presence.Guess" }, "invalid_scope", 70011],
      [
        "another resource",
        "contoso.example",
        { ...own, scope: "https://x.example/A" },
        "invalid_resource",
        500011,
      ],
    ];
    for (const [name, tenant, form, error, code] of cases)
      it(`refuses ${name}`, async () => assertRefused(await askForCode(tenant, form), 400, error, code));

    const wrongBodies: readonly (readonly [string, Call, number])[] = [
      ["JSON instead of a form", { body: "{}", headers: { "content-type": "application/json" } }, 900144],
      ["GET", {}, 900561],
    ];
    for (const [name, request, code] of wrongBodies)
      it(`refuses ${name}`, async () =>
        assertRefused(await call(`${test.oauth}/devicecode`, request), 400, "invalid_request", code));
  });

  describe("at the token endpoint", () => {
    type Case = readonly [
      name: string,
      form: Record<string, string>,
      status: number,
      error: string,
      code: number,
    ];
    const own = {
      client_id: DEFAULT_REGISTRATION.clientId,
      grant_type: "refresh_token",
      refresh_token: "made up",
    };
    const cases: readonly Case[] = [
      ["a missing grant_type", { client_id: own.client_id }, 400, "invalid_request", 900144],
      ["a missing client_id", { grant_type: "device_code" }, 400, "invalid_request", 900144],
      ["a missing device_code", { ...own, grant_type: "device_code" }, 400, "invalid_request", 900144],
      ["an unknown client", { ...own, client_id: "nobody" }, 400, "unauthorized_client", 700016],
      ["an unsupported grant", { ...own, grant_type: "password" }, 400, "unsupported_grant_type", 70003],
      ["a made-up refresh token", own, 400, "invalid_grant", 70000],
      [
        "a made-up device code",
        { ...own, grant_type: "device_code", device_code: "made up" },
        400,
        "bad_verification_code",
        70018,
      ],
      ["a secret from a public client", { ...own, client_secret: "x" }, 401, "invalid_client", 700025],
      [
        "no secret where one is due",
        { ...own, client_id: CONFIDENTIAL.clientId },
        401,
        "invalid_client",
        7000218,
      ],
      [
        "a wrong secret",
        { ...own, client_id: CONFIDENTIAL.clientId, client_secret: "x" },
        401,
        "invalid_client",
        7000215,
      ],
    ];
    for (const [name, form, status, error, code] of cases)
      it(`refuses ${name}`, async () => assertRefused(await askForToken(form), status, error, code));

    for (const tenant of ["common", "organizations"])
      it(`refuses /${tenant} for a single-tenant application`, async () =>
        assertRefused(await askForToken(own, tenant), 400, "invalid_request", 50194));

    it("refuses JSON instead of a form", async () => {
      const request = { body: JSON.stringify(own), headers: { "content-type": "application/json" } };
      assertRefused(await call(`${test.oauth}/token`, request), 400, "invalid_request", 900144);
    });

    it("refuses an unknown tenant", async () =>
      assertRefused(await askForToken(own, "fabrikam.example"), 400, "invalid_request", 90002));
  });

  describe("of a device code", () => {
    it("refuses while the person has not decided", async () => {
      const { deviceCode } = await beginSignIn(test);
      assertRefused(await poll(test, deviceCode), 400, "authorization_pending", 70016);
    });

    it("refuses to be asked faster than the interval, which then grows by five seconds", async () => {
      const { deviceCode } = await beginSignIn(test);
      const steps = [
        { waitMs: 0, error: "authorization_pending" },
        { waitMs: 5000, error: "authorization_pending" },
        { waitMs: 4000, error: "slow_down" },
        { waitMs: 5000, error: "slow_down" },
        { waitMs: 15_000, error: "authorization_pending" },
      ];
      for (const { waitMs, error } of steps) {
        await test.clock.advance(waitMs);
        assert.equal(parsed(await poll(test, deviceCode))["error"], error);
      }
    });

    it("refuses after the person declined", async () => {
      const { deviceCode, userCode } = await beginSignIn(test);
      test.cloud.decline(userCode);
      assertRefused(await poll(test, deviceCode), 400, "authorization_declined", 65004);
    });

    it("refuses after fifteen minutes, also when the person approved", async () => {
      const { deviceCode, userCode } = await beginSignIn(test);
      test.cloud.approve(userCode, "alice");
      await test.clock.advance(15 * 60_000);
      assertRefused(await poll(test, deviceCode), 400, "expired_token", 70020);
    });

    it("refuses a second use", async () => {
      const { deviceCode, userCode } = await beginSignIn(test);
      test.cloud.approve(userCode, "alice");
      assert.equal((await poll(test, deviceCode)).status, 200);
      assertRefused(await poll(test, deviceCode), 400, "invalid_grant", 70000);
    });

    it("refuses an approval that comes too late, twice, or for nobody's code", async () => {
      const { userCode } = await beginSignIn(test);
      assert.throws(() => test.cloud.approve("WRONGCODE", "alice"), /^Error: AADSTS70018: /);
      assert.throws(() => test.cloud.approve("", "alice"), /^Error: AADSTS90119: /);
      assert.throws(() => test.cloud.approve(userCode, "carol"), /carol/);
      test.cloud.approve(userCode, "alice");
      assert.throws(() => test.cloud.decline(userCode), /^Error: AADSTS90120: /);
      const late = await beginSignIn(test);
      await test.clock.advance(15 * 60_000);
      assert.throws(() => test.cloud.approve(late.userCode, "alice"), /^Error: AADSTS70019: /);
    });
  });

  describe("of a refresh token", () => {
    it("refuses it after ninety days without use, and counts from the last use", async () => {
      const { refresh_token: token = "" } = await signedIn(test);
      await test.clock.advance(80 * DAY_MS);
      assert.equal((await refresh(test, token)).status, 200);
      await test.clock.advance(80 * DAY_MS);
      assert.equal((await refresh(test, token)).status, 200);
      await test.clock.advance(90 * DAY_MS);
      assertRefused(await refresh(test, token), 400, "invalid_grant", 700082);
    });

    it("refuses every one given out before they were revoked, and none after", async () => {
      const { refresh_token: before = "" } = await signedIn(test);
      test.faults.order({ target: "entra", kind: "revoked" });
      assertRefused(await refresh(test, before), 400, "invalid_grant", 50173);
      assertRefused(await refresh(test, before), 400, "invalid_grant", 50173);
      const { refresh_token: fresh = "" } = await signedIn(test);
      assert.equal((await refresh(test, fresh)).status, 200);
    });

    it("refuses a permission nobody has consented to, and says that consent would help", async () => {
      const { refresh_token: token = "" } = await signedIn(test, "bob");
      const reply = await refresh(test, token, { scope: "offline_access Presence.Read.All" });
      assertRefused(reply, 400, "invalid_grant", 65001);
      assert.equal(parsed(reply)["suberror"], "consent_required");
    });
  });

  it("repeats the client's correlation id", async () => {
    const id = "11111111-2222-4333-8444-555555555555";
    const reply = await call(`${test.oauth}/token`, {
      form: { grant_type: "x" },
      headers: { "client-request-id": id },
    });
    assert.equal(parsed(reply)["correlation_id"], id);
    assert.match(String(parsed(reply)["error_description"]), new RegExp(`Correlation ID: ${id}`));
  });
});
