import assert from "node:assert/strict";
import { inspect } from "node:util";
import { GraphClient } from "../../../../shared/microsoft/graph/graph-client";
import type { TokenRequest } from "../../../../shared/microsoft/account/token-provider";
import { Problem } from "../../../../shared/support/problem";
import { FakeClock, settle } from "../../../support/fake-clock";

const ORIGIN = "https://graph.example.test";
const PRESENCE = { id: "1", availability: "Busy", activity: "InACall" };
const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
const SECRET = "token-that-nobody-may-see";

interface Sent {
  readonly url: string;
  readonly authorization: string | null;
  readonly redirect: string | undefined;
  readonly body?: unknown;
}
type Reply = (init: RequestInit) => Response | Promise<Response>;

function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
}
const graphError = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  json(status, { error: { code, message: `Message with ${SECRET}`, innerError: {} } }, headers);
const good = json(200, PRESENCE);
const challenge = (claims: string): Reply =>
  graphError(401, "InvalidAuthenticationToken", {
    "www-authenticate":
      'PoP realm="", nonce="x, y=z", Bearer realm="", authorization_uri="https://login.example.test/common/oauth2/authorize", ' +
      `error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`,
  });

/** A real Graph client over a network that answers from a list; the last reply repeats. */
function setUp(replies: readonly Reply[], refuseToken?: Problem) {
  const sent: Sent[] = [];
  const asked: TokenRequest[] = [];
  const clock = new FakeClock();
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const reply = replies[Math.min(sent.length, replies.length - 1)];
    const url = input instanceof Request ? input.url : String(input);
    sent.push({
      url,
      authorization: new Headers(init.headers).get("authorization"),
      redirect: init.redirect,
      ...(typeof init.body === "string" ? { body: JSON.parse(init.body) as unknown } : {}),
    });
    assert.ok(reply);
    return reply(init);
  };
  const tokens = {
    async getToken(request: TokenRequest) {
      asked.push(request);
      if (refuseToken) throw refuseToken;
      return { token: `${SECRET}-${asked.length}`, expiresAt: clock.now() + 3_600_000 };
    },
  };
  const scopes = (permission: string): string[] => [`${ORIGIN}/${permission}`];
  return { client: new GraphClient({ origin: ORIGIN, tokens, scopes, clock, fetch }), sent, asked, clock };
}

async function problemOf(promise: Promise<unknown>): Promise<Problem & { readonly retryAfter?: unknown }> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Problem, `not a Problem: ${String(error)}`);
    for (let at: unknown = error; at instanceof Error; at = at.cause) {
      assert.ok(!inspect(at, { depth: 5, showHidden: true }).includes(SECRET));
    }
    return error;
  }
  return assert.fail("nothing was thrown");
}

describe("Graph client", () => {
  it("is well again after a first call that could not even begin", async () => {
    const clock = new FakeClock();
    const beginnings = [new Error("EMFILE")];
    const client = new GraphClient({
      origin: ORIGIN,
      clock,
      tokens: { getToken: () => Promise.resolve({ token: SECRET, expiresAt: clock.now() }) },
      scopes: () => {
        for (const trouble of beginnings.splice(0)) throw trouble;
        return [];
      },
      fetch: () => Promise.resolve(Response.json(PRESENCE)),
    });
    await problemOf(client.myPresence());
    assert.deepEqual(await client.myPresence(), PRESENCE);
  });

  it("asks the configured Graph once for the presence of the signed-in person", async () => {
    const { client, sent, asked } = setUp([good]);
    assert.deepEqual(await client.myPresence(), PRESENCE);
    assert.deepEqual(sent, [
      { url: `${ORIGIN}/v1.0/me/presence`, authorization: `Bearer ${SECRET}-1`, redirect: "manual" },
    ]);
    assert.deepEqual(asked, [{ scopes: [`${ORIGIN}/Presence.Read`] }]);
  });

  it("leaves no timer behind", async () => {
    const { client, clock } = setUp([good, graphError(500, "generalException")]);
    await client.myPresence();
    await problemOf(client.myPresence());
    assert.equal(clock.pending, 0);
  });

  it("lets what the token provider throws pass as it is, and asks Graph nothing", async () => {
    const problem = new Problem({ code: "sign-in-needed", title: "Sign in", advice: "Please" });
    const { client, sent } = setUp([good], problem);
    assert.equal(await problemOf(client.myPresence()), problem);
    assert.deepEqual(sent, []);
  });
});

describe("Graph client: other people", () => {
  const guid = (index: number): string => `a11ce000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const list = (...value: readonly unknown[]): Reply => json(200, { value });

  it("asks for everybody at once, with the permission that takes", async () => {
    const { client, sent, asked } = setUp([list(PRESENCE)]);
    assert.deepEqual(await client.presences([guid(1), guid(2)]), [PRESENCE]);
    assert.deepEqual(sent, [
      {
        url: `${ORIGIN}/v1.0/communications/getPresencesByUserId`,
        authorization: `Bearer ${SECRET}-1`,
        redirect: "manual",
        body: { ids: [guid(1), guid(2)] },
      },
    ]);
    assert.deepEqual(asked, [{ scopes: [`${ORIGIN}/Presence.Read.All`] }]);
  });

  it("asks for at most 650 with one request, one after the other", async () => {
    const { client, sent } = setUp([list("a"), list("b")]);
    const ids = Array.from({ length: 651 }, (_, index) => guid(index));
    assert.deepEqual(await client.presences(ids), ["a", "b"]);
    assert.deepEqual(
      sent.map(({ body }) => body),
      [{ ids: ids.slice(0, 650) }, { ids: [guid(650)] }],
    );
  });

  it("asks nothing for nobody", async () => {
    const { client, sent } = setUp([good]);
    assert.deepEqual([await client.presences([]), sent], [[], []]);
  });

  it("takes the answer for 650 people with a few kilobytes each", async () => {
    const value = Array.from({ length: 650 }, (_, index) => ({
      id: guid(index),
      statusMessage: "x".repeat(4000),
    }));
    const { client } = setUp([list(...value)]);
    assert.equal((await client.presences([guid(0)])).length, 650);
  });

  for (const body of [{}, { value: {} }, [], null]) {
    it(`takes ${JSON.stringify(body)} for a bad answer`, async () => {
      const { client } = setUp([json(200, body)]);
      assert.equal((await problemOf(client.presences([guid(1)]))).code, "graph-bad-answer");
    });
  }

  it("looks up whose a user principal name is", async () => {
    const { client, sent, asked } = setUp([
      json(200, { id: guid(1).toUpperCase(), displayName: "Bob", userPrincipalName: "BOB@x.test" }),
    ]);
    const upn = "o'bob_fabrikam.com#ext#@x.test";
    assert.deepEqual(await client.resolveUser(upn), { id: guid(1), displayName: "Bob" });
    assert.equal(
      sent[0]?.url,
      `${ORIGIN}/v1.0/users/o'bob_fabrikam.com%23ext%23%40x.test?$select=id,displayName,userPrincipalName`,
    );
    assert.deepEqual(asked, [{ scopes: [`${ORIGIN}/Presence.Read.All`] }]);
  });

  for (const body of [{}, { id: 5 }, { id: "bob" }, []]) {
    it(`takes ${JSON.stringify(body)} for no user`, async () => {
      const { client } = setUp([json(200, body)]);
      assert.equal((await problemOf(client.resolveUser("bob@x.test"))).code, "graph-bad-answer");
    });
  }

  it("says whom nobody knows, and what nobody may", async () => {
    for (const [status, code] of [
      [404, "person-not-found"],
      [403, "permission-missing"],
    ] as const) {
      const { client } = setUp([graphError(status, "Request_ResourceNotFound")]);
      assert.equal((await problemOf(client.resolveUser("bob@x.test"))).code, code);
    }
  });
});

describe("Graph client: refused tokens", () => {
  it("answers a claims challenge with the decoded claims", async () => {
    const { client, sent, asked } = setUp([challenge(CLAIMS), good]);
    assert.deepEqual(await client.myPresence(), PRESENCE);
    assert.deepEqual(asked, [
      { scopes: [`${ORIGIN}/Presence.Read`] },
      { scopes: [`${ORIGIN}/Presence.Read`], claims: CLAIMS },
    ]);
    assert.deepEqual(
      sent.map(({ authorization }) => authorization),
      [`Bearer ${SECRET}-1`, `Bearer ${SECRET}-2`],
    );
  });

  it("answers any other 401 with a fresh token", async () => {
    const { client, asked } = setUp([graphError(401, "InvalidAuthenticationToken"), good]);
    assert.deepEqual(await client.myPresence(), PRESENCE);
    assert.deepEqual(asked[1], { scopes: [`${ORIGIN}/Presence.Read`], forceRefresh: true });
  });

  it("takes a challenge whose claims cannot be read for any other 401", async () => {
    const { client, asked } = setUp([challenge("no json"), good]);
    await client.myPresence();
    assert.equal(asked[1]?.forceRefresh, true);
  });

  for (const [what, refused] of [
    ["a fresh token", graphError(401, "InvalidAuthenticationToken")],
    ["the claims it asks for", challenge(CLAIMS)],
  ] as const) {
    it(`gets ${what} every five minutes at most while Graph refuses that too`, async () => {
      const { client, asked, clock } = setUp([refused]);
      const renewed = (): number => asked.filter(({ claims, forceRefresh }) => claims ?? forceRefresh).length;
      for (let passed = 0; passed < 600; passed += 5) {
        assert.equal((await problemOf(client.myPresence())).code, "graph-unauthorized");
        await clock.advance(5000);
      }
      assert.equal(renewed(), 2);
    });
  }

  it("answers a 401 again at once after a call that went well", async () => {
    const stale = graphError(401, "InvalidAuthenticationToken");
    const { client, asked } = setUp([stale, stale, good, stale, good]);
    await problemOf(client.myPresence());
    await client.myPresence();
    assert.deepEqual(await client.myPresence(), PRESENCE);
    assert.equal(asked.filter(({ forceRefresh }) => forceRefresh).length, 2);
  });

  const twice = [
    { name: "two claims challenges", replies: [challenge(CLAIMS)], requests: 2 },
    { name: "two other 401", replies: [graphError(401, "InvalidAuthenticationToken")], requests: 2 },
    {
      name: "a stale token, then claims, then a third 401",
      replies: [graphError(401, "x"), challenge(CLAIMS), challenge(CLAIMS)],
      requests: 3,
    },
  ];
  for (const { name, replies, requests } of twice) {
    it(`gives up after ${name}`, async () => {
      const { client, sent } = setUp(replies);
      assert.equal((await problemOf(client.myPresence())).code, "graph-unauthorized");
      assert.equal(sent.length, requests);
    });
  }
});

describe("Graph client: trouble", () => {
  const html = (status: number, headers: Record<string, string> = {}): Reply => {
    const body = `<html>Sign in to the hotel network ${SECRET}</html>`;
    return () => new Response(body, { status, headers: { "content-type": "text/html", ...headers } });
  };
  const text =
    (body: string, type: string): Reply =>
    () =>
      new Response(body, { headers: { "content-type": type } });
  const fails =
    (cause?: string): Reply =>
    () => {
      throw new TypeError(
        "fetch failed",
        cause ? { cause: Object.assign(new Error("x"), { code: cause }) } : {},
      );
    };
  const broken: Reply = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.error(Object.assign(new Error("terminated"), { code: "ECONNRESET" }));
        },
      }),
      { headers: { "content-type": "application/json" } },
    );

  const table: { name: string; reply: Reply; code: string; retryAfter?: number; says?: RegExp }[] = [
    {
      name: "429 with seconds",
      reply: graphError(429, "TooManyRequests", { "retry-after": "17" }),
      code: "graph-throttled",
      retryAfter: 17,
    },
    {
      name: "429 with a date",
      reply: graphError(429, "TooManyRequests", { "retry-after": "Sat, 21 Nov 2026 09:02:00 GMT" }),
      code: "graph-throttled",
      retryAfter: 120,
    },
    {
      name: "429 with a date, while our clock is ten minutes slow",
      reply: graphError(429, "x", {
        "retry-after": "Sat, 21 Nov 2026 09:11:00 GMT",
        date: "Sat, 21 Nov 2026 09:10:00 GMT",
      }),
      code: "graph-throttled",
      retryAfter: 60,
    },
    { name: "429 without Retry-After", reply: graphError(429, "TooManyRequests"), code: "graph-throttled" },
    {
      name: "429 with a senseless Retry-After",
      reply: graphError(429, "x", { "retry-after": "soon" }),
      code: "graph-throttled",
    },
    {
      name: "429 with a Retry-After that is over",
      reply: graphError(429, "x", { "retry-after": "Sat, 21 Nov 2026 08:00:00 GMT" }),
      code: "graph-throttled",
    },
    {
      name: "429 as a web page",
      reply: html(429, { "retry-after": "8" }),
      code: "graph-throttled",
      retryAfter: 8,
    },
    {
      name: "500",
      reply: graphError(500, "generalException"),
      code: "graph-unavailable",
      says: /HTTP 500, generalException/,
    },
    {
      name: "503 with seconds",
      reply: graphError(503, "serviceNotAvailable", { "retry-after": "40" }),
      code: "graph-unavailable",
      retryAfter: 40,
    },
    { name: "403 as a web page", reply: html(403), code: "graph-bad-answer", says: /HTTP 403/ },
    {
      name: "403 without a body",
      reply: () => new Response(null, { status: 403 }),
      code: "permission-missing",
    },
    { name: "404 as a web page", reply: html(404), code: "graph-bad-answer" },
    {
      name: "a certificate of a network that inspects TLS",
      reply: fails("SELF_SIGNED_CERT_IN_CHAIN"),
      code: "certificate-untrusted",
      says: /NODE_EXTRA_CA_CERTS.*SELF_SIGNED_CERT_IN_CHAIN/,
    },
    { name: "502 as a web page", reply: html(502), code: "graph-unavailable" },
    {
      name: "503 with broken JSON",
      reply: () => new Response("{", { status: 503, headers: { "content-type": "application/json" } }),
      code: "graph-unavailable",
    },
    { name: "403", reply: graphError(403, "Forbidden"), code: "permission-missing", says: /Presence\.Read/ },
    { name: "404", reply: graphError(404, "NotFound"), code: "person-not-found" },
    {
      name: "400",
      reply: graphError(400, "BadRequest"),
      code: "graph-refused",
      says: /HTTP 400, BadRequest/,
    },
    {
      name: "400 with a code that is a text",
      reply: graphError(400, `Look: ${SECRET}`),
      code: "graph-refused",
      says: /\(HTTP 400\)/,
    },
    { name: "a web page", reply: html(200), code: "graph-bad-answer", says: /HTTP 200/ },
    {
      name: "JSON that is none",
      reply: text('{"availability":', "application/json"),
      code: "graph-bad-answer",
    },
    { name: "an empty answer", reply: () => new Response(null, { status: 204 }), code: "graph-bad-answer" },
    {
      name: "an answer without end",
      reply: text(" ".repeat(5_000_000), "application/json"),
      code: "graph-bad-answer",
      says: /too large/,
    },
    {
      name: "a redirect elsewhere",
      reply: () => new Response(null, { status: 302, headers: { location: "https://elsewhere.test/" } }),
      code: "graph-bad-answer",
    },
    { name: "a reset connection", reply: fails("ECONNRESET"), code: "graph-unreachable", says: /ECONNRESET/ },
    { name: "an unknown name", reply: fails("ENOTFOUND"), code: "graph-unreachable", says: /ENOTFOUND/ },
    { name: "a network error without a reason", reply: fails(), code: "graph-unreachable" },
    { name: "a connection lost in the middle of an answer", reply: broken, code: "graph-unreachable" },
  ];
  for (const { name, reply, code, retryAfter, says } of table) {
    const pause = retryAfter === undefined ? "" : `, ${retryAfter} s`;
    it(`${name} → ${code}${pause}, after one request`, async () => {
      const { client, sent } = setUp([reply]);
      const problem = await problemOf(client.myPresence());
      assert.equal(problem.code, code);
      assert.equal(problem.retryAfter, retryAfter);
      assert.equal(sent.length, 1);
      if (says) assert.match(problem.advice, says);
    });
  }

  it("takes JSON with parameters and other casing for JSON", async () => {
    const type = "Application/JSON; odata.metadata=minimal; charset=utf-8";
    const { client } = setUp([text(JSON.stringify(PRESENCE), type)]);
    assert.deepEqual(await client.myPresence(), PRESENCE);
  });

  const silent: { name: string; reply: Reply }[] = [
    { name: "an answer that never comes", reply: () => new Promise(() => {}) },
    {
      name: "an answer that never ends",
      reply: () => new Response(new ReadableStream({}), { headers: { "content-type": "application/json" } }),
    },
  ];
  for (const { name, reply } of silent) {
    it(`gives up ${name} after 20 seconds, and the connection with it`, async () => {
      let signal: AbortSignal | null | undefined;
      const { client, clock, sent } = setUp([
        (init) => {
          signal = init.signal;
          return reply(init);
        },
      ]);
      const caught = problemOf(client.myPresence()).then((problem) => problem.code);
      while (sent.length === 0) await settle();
      await clock.advance(19_999);
      assert.equal(signal?.aborted, false);
      await clock.advance(1);
      assert.equal(await caught, "graph-unreachable");
      assert.equal(signal?.aborted, true);
    });
  }

  it("gives up a token that never comes after a minute, and sends nothing even when it comes later", async () => {
    const clock = new FakeClock();
    const waiting: (() => void)[] = [];
    let requests = 0;
    const client = new GraphClient({
      origin: ORIGIN,
      clock,
      scopes: () => [],
      tokens: {
        getToken: () =>
          new Promise((resolve) => {
            waiting.push(() => resolve({ token: SECRET, expiresAt: 0 }));
          }),
      },
      fetch: async () => {
        requests++;
        return Response.json(PRESENCE);
      },
    });
    const caught = problemOf(client.myPresence()).then((problem) => problem.code);
    while (waiting.length === 0) await settle();
    await clock.advance(60_000);
    assert.equal(await caught, "graph-unreachable");
    for (const deliver of waiting) deliver();
    await settle();
    assert.equal(requests, 0);
  });
});
