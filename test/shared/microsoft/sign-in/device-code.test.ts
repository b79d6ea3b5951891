import assert from "node:assert/strict";
import { startDeviceCode } from "../../../../shared/microsoft/sign-in/device-code";
import type { DeviceCodeSignIn } from "../../../../shared/microsoft/sign-in/sign-in";
import {
  checkRegistration,
  endpoints,
  type Registration,
} from "../../../../shared/microsoft/registration/registration";
import { FakeClock, settle } from "../../../support/fake-clock";
import { assertNoSecret, problemOf, RecordingLog, REGISTRATION } from "../helpers";
import {
  ALICE,
  CLIENT,
  InMemoryEntra,
  json,
  MARKER,
  networkError,
  refusal,
  TENANT,
} from "../in-memory-entra";

const EARLY: [string, () => Response | Promise<Response>, string][] = [
  ["an unknown client id", () => refusal({ error: "unauthorized_client" }, 700016), "application-unknown"],
  ["a tenant that is needed", () => refusal({ error: "invalid_request" }, 50059), "tenant-needed"],
  [
    "a registration that is not public",
    () => refusal({ error: "invalid_client" }, 7000218, 401),
    "public-client-off",
  ],
  ["something new", () => refusal({ error: "strange" }, 4711), "sign-in-refused"],
  ["no network", () => Promise.reject(networkError("ENOTFOUND")), "microsoft-unreachable"],
  ["a wrong clock", () => Promise.reject(networkError("CERT_NOT_YET_VALID")), "clock-wrong"],
  ["a proxy's page", () => new Response("<html>", { status: 403 }), "microsoft-unreachable"],
  ["throttling", () => json({}, { status: 429 }), "microsoft-throttled"],
  [
    "an answer without a code",
    () => json({ device_code: "x", interval: 5, expires_in: 900 }),
    "sign-in-failed",
  ],
  ["a code without an address", () => json({ user_code: "X", device_code: "x" }), "sign-in-failed"],
  [
    "an address that is none",
    () => json({ user_code: "X", device_code: "x", verification_uri: "javascript:alert(1)" }),
    "sign-in-failed",
  ],
];

/** What may come between two polls without ending the sign-in. */
const HICCUPS: [string, () => Response | Promise<Response>][] = [
  ["a lost connection", () => Promise.reject(networkError("ECONNRESET"))],
  ["a proxy's page", () => new Response("<html>", { status: 502 })],
  ["a captive portal", () => new Response("<html>")],
  ["JSON with 503", () => refusal({ error: "temporarily_unavailable" }, 90033, 503)],
  ["throttling", () => json({}, { status: 429 })],
];

const ENDS: [string, () => Response, string][] = [
  ["a person who declines", () => refusal({ error: "authorization_declined" }), "sign-in-declined"],
  ["Entra's own expiry", () => refusal({ error: "expired_token" }, 70020), "code-expired"],
  [
    "a client that is not public",
    () => refusal({ error: "invalid_client" }, 7000218, 401),
    "public-client-off",
  ],
  ["a policy", () => refusal({ error: "invalid_grant" }, 53003), "blocked-by-policy"],
];

describe("device code", () => {
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

  async function start(registration: Registration = REGISTRATION): Promise<DeviceCodeSignIn> {
    const pending = await startDeviceCode({
      registration,
      scopes: [`${endpoints(registration).graph}/Presence.Read`],
      clock,
      fetch: entra.fetch,
      log,
    });
    await settle();
    return pending;
  }

  const polls = (): number => entra.grants().filter((grant) => grant === "device_code").length;

  it("shows the code, polls at Entra's pace, and gives the account and its cache", async () => {
    const pending = await start();
    assert.equal(pending.userCode, "ABCD-EFGH");
    assert.equal(pending.verificationUri, "https://login.microsoft.com/device");
    assert.equal(pending.expiresAt, clock.now() + 900_000);
    assertNoSecret(pending);
    assert.equal(polls(), 0);
    await clock.advance(15_000);
    assert.equal(polls(), 3);
    entra.approvedBy = ALICE;
    await clock.advance(5000);
    const { account, cache } = await pending.result;
    assert.deepEqual(account, { id: ALICE.oid, tenantId: TENANT, username: ALICE.upn, name: "Alice" });
    assert.ok(cache.includes(`${MARKER}-refresh-1`));
    assert.equal(polls(), 4);
  });

  it("asks the configured tenant for the permission and the right to renew it", async () => {
    const pending = await start();
    const [first] = entra.requests;
    assert.equal(first?.url.href, `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/devicecode`);
    assert.equal(first?.form.get("client_id"), CLIENT);
    const scopes = first?.form.get("scope")?.split(" ").sort();
    assert.deepEqual(scopes, [
      "https://graph.microsoft.com/Presence.Read",
      "offline_access",
      "openid",
      "profile",
    ]);
    pending.cancel();
  });

  it("signs in at an authority of one's own without asking Microsoft about it", async () => {
    const own = checkRegistration({
      cloud: "custom",
      authority: "https://localhost:9443",
      graph: "https://localhost:9444",
      tenant: TENANT,
      clientId: CLIENT,
    });
    entra.approvedBy = ALICE;
    const pending = await start(own);
    await clock.advance(5000);
    assert.equal((await pending.result).account.id, ALICE.oid);
    assert.deepEqual([...new Set(entra.requests.map(({ url }) => url.host))], ["localhost:9443"]);
  });

  for (const [what, reply, code] of EARLY) {
    it(`fails at once for ${what}`, async () => {
      entra.next.push(reply);
      assert.equal((await problemOf(start())).code, code);
      assert.equal(polls(), 0);
    });
  }

  it("says what is wrong with an authority that is no sign-in service", async () => {
    const own = {
      ...REGISTRATION,
      cloud: "custom",
      authority: "https://localhost:9443",
      graph: "https://g.example",
    } as const;
    entra.next.push(() => json({ hello: "world" }));
    assert.equal((await problemOf(start(own))).code, "authority-unusable");
  });

  for (const [what, reply] of HICCUPS) {
    it(`survives ${what} while the person types, waiting longer once`, async () => {
      const pending = await start();
      entra.next.push(reply);
      await clock.advance(5000);
      assert.equal(clock.nextIn, 10_000);
      await clock.advance(10_000);
      assert.equal(clock.nextIn, 5000);
      entra.approvedBy = ALICE;
      await clock.advance(5000);
      assert.equal((await pending.result).account.id, ALICE.oid);
    });
  }

  it("waits longer and longer while nothing is reachable, up to a minute", async () => {
    const pending = await start();
    entra.next.push(...Array.from({ length: 6 }, () => () => Promise.reject(networkError("ENOTFOUND"))));
    const waits: (number | undefined)[] = [];
    for (let i = 0; i < 6; i++) {
      await clock.advance(clock.nextIn ?? 0);
      waits.push(clock.nextIn);
    }
    assert.deepEqual(waits, [10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    pending.cancel();
  });

  it("waits as long as Retry-After says", async () => {
    const pending = await start();
    entra.next.push(() => json({}, { status: 429, headers: { "retry-after": "77" } }));
    await clock.advance(5000);
    assert.equal(clock.nextIn, 77_000);
    pending.cancel();
  });

  it("polls five seconds slower after each slow_down, and stays so", async () => {
    const pending = await start();
    entra.next.push(
      () => refusal({ error: "slow_down" }),
      () => refusal({ error: "slow_down" }),
    );
    await clock.advance(5000);
    assert.equal(clock.nextIn, 10_000);
    await clock.advance(10_000);
    assert.equal(clock.nextIn, 15_000);
    await clock.advance(15_000);
    assert.equal(clock.nextIn, 15_000);
    entra.approvedBy = ALICE;
    await clock.advance(15_000);
    assert.equal((await pending.result).account.id, ALICE.oid);
  });

  for (const interval of [undefined, 0, -1, "soon", null]) {
    it(`polls every five seconds where the interval is ${String(interval)}`, async () => {
      entra.deviceCodeBody = { ...entra.deviceCodeBody, interval, expires_in: undefined };
      const pending = await start();
      assert.equal(clock.nextIn, 5000);
      assert.equal(pending.expiresAt, clock.now() + 900_000);
      await clock.advance(20_000);
      assert.equal(polls(), 4);
      pending.cancel();
      await problemOf(pending.result);
    });
  }

  for (const [what, reply, code] of ENDS) {
    it(`ends with ${what}`, async () => {
      const pending = await start();
      entra.next.push(reply);
      await clock.advance(5000);
      assert.equal((await problemOf(pending.result)).code, code);
    });
  }

  it("says which of Entra's errors it was, which MSAL drops", async () => {
    const pending = await start();
    entra.next.push(() => refusal({ error: "invalid_grant" }, 53003));
    await clock.advance(5000);
    assert.match((await problemOf(pending.result)).advice, /\(AADSTS53003\)$/);
  });

  it("shows nothing, and does not poll, where Entra answers with an error instead of a code", async () => {
    entra.next.push(() => refusal({ error: "invalid_scope" }, 70011));
    assert.equal((await problemOf(start())).code, "permission-unknown");
    await clock.advance(60_000);
    assert.equal(polls(), 0);
  });

  it("ends by itself when the code has expired, even while nothing is reachable", async () => {
    entra.deviceCodeBody = { ...entra.deviceCodeBody, expires_in: 60 };
    const pending = await start();
    entra.next.push(...Array.from({ length: 20 }, () => () => Promise.reject(networkError("ENOTFOUND"))));
    await clock.advance(60_000);
    assert.equal((await problemOf(pending.result)).code, "code-expired");
  });

  it("can be called off, twice too, without another request", async () => {
    const pending = await start();
    pending.cancel();
    pending.cancel();
    assert.equal((await problemOf(pending.result)).code, "sign-in-cancelled");
    await clock.advance(60_000);
    assert.equal(polls(), 0);
  });

  it("can be called off while a request is under way", async () => {
    const pending = await start();
    const asked = new Promise<void>((resolve) => {
      entra.next.push(() => {
        resolve();
        pending.cancel();
        return Promise.reject(networkError("ABORT_ERR"));
      });
    });
    await clock.advance(5000);
    await asked;
    assert.equal((await problemOf(pending.result)).code, "sign-in-cancelled");
  });

  it("never ends the process when nobody listens to the result", async () => {
    const unhandled: unknown[] = [];
    const listen = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", listen);
    try {
      const pending = await start();
      pending.cancel();
      entra.next.push(() => refusal({ error: "x" }));
      await start().catch(() => {});
      await settle();
    } finally {
      process.off("unhandledRejection", listen);
    }
    assert.deepEqual(unhandled, []);
  });

  it("refuses an answer that does not say who signed in", async () => {
    const pending = await start();
    entra.next.push(() => json({ token_type: "Bearer", access_token: MARKER, expires_in: 3600, scope: "x" }));
    await clock.advance(5000);
    assert.equal((await problemOf(pending.result)).code, "sign-in-failed");
  });
});
