import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { EntraNetwork } from "../../../../shared/microsoft/entra/entra-network";
import type { EntraFailure } from "../../../../shared/microsoft/entra/entra-problem";
import { Problem } from "../../../../shared/support/problem";
import { FakeClock, settle } from "../../../support/fake-clock";
import { assertNoSecret } from "../helpers";
import { json, MARKER, networkError, refusal } from "../in-memory-entra";

const TOKEN_URL = "https://login.microsoftonline.com/x/oauth2/v2.0/token";
const BODY = `grant_type=refresh_token&refresh_token=${MARKER}`;
const JWT = `eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJ4IjoiVE9QU0VDUkVUIn0.${MARKER}`;

/** How many signals made by AbortSignal.any a signal keeps in mind; Node drops them only with the signal itself. */
function dependentsOf(signal: AbortSignal): number {
  const key = Object.getOwnPropertySymbols(signal).find(
    ({ description }) => description === "kDependantSignals",
  );
  const kept: unknown = key && Reflect.get(signal, key);
  return typeof kept === "object" && kept !== null ? Number(Reflect.get(kept, "size")) : 0;
}

describe("entra network", () => {
  function network(reply: typeof globalThis.fetch, signal?: AbortSignal): EntraNetwork {
    return new EntraNetwork({ clock: new FakeClock(), fetch: reply, ...(signal ? { signal } : {}) });
  }

  async function failureAfter(reply: () => Promise<Response>): Promise<EntraFailure | undefined> {
    const client = network(reply);
    await client.sendPostRequestAsync(TOKEN_URL, { body: BODY }).catch(assertNoSecret);
    assertNoSecret(client.failure);
    return client.failure;
  }

  it("sends what it is given, follows no redirect, and hands the answer on", async () => {
    const seen: [unknown, RequestInit | undefined][] = [];
    const client = network((url, init) => {
      seen.push([url, init]);
      return Promise.resolve(json({ a: 1 }, { headers: { "x-ms-request-id": "r" } }));
    });
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await client.sendPostRequestAsync(TOKEN_URL, { body: BODY, headers });
    assert.deepEqual([answer.status, answer.body], [200, { a: 1 }]);
    assert.equal(answer.headers["x-ms-request-id"], "r");
    assert.equal(client.failure, undefined);
    const [[url, init] = []] = seen;
    assert.equal(url, TOKEN_URL);
    assert.deepEqual([init?.method, init?.body, init?.headers], ["POST", BODY, headers]);
    assert.equal(init?.redirect, "manual");
    await client.sendGetRequestAsync(TOKEN_URL);
    assert.deepEqual([seen[1]?.[1]?.method, seen[1]?.[1]?.body], ["GET", undefined]);
  });

  it("hands a refusal on, and remembers what MSAL loses", async () => {
    const client = network(() => Promise.resolve(refusal({ error: "invalid_grant", suberror: "x" }, 70043)));
    const answer = await client.sendPostRequestAsync(TOKEN_URL, { body: BODY });
    assert.equal(answer.status, 400);
    const { failure } = client;
    assert.ok(failure?.kind === "refused");
    assert.deepEqual([failure.error, failure.subError], ["invalid_grant", "x"]);
    assert.equal(failure.numbers[0], 70043);
    assert.equal(failure.line, "AADSTS70043: Something about 70043.");
    assert.match(failure.correlationId, /^[0-9a-f-]{36}$/);
  });

  it("finds the number in the description where there is no list", async () => {
    const failure = await failureAfter(() =>
      Promise.resolve(json({ error: "x", error_description: "AADSTS7000218: y" }, { status: 401 })),
    );
    assert.ok(failure?.kind === "refused");
    assert.deepEqual(failure.numbers, [7000218]);
  });

  it("forgets a failure at the next request", async () => {
    const replies = [refusal({ error: "x" }), json({})];
    const client = network(() => Promise.resolve(replies.shift() ?? json({})));
    await client.sendPostRequestAsync(TOKEN_URL);
    assert.ok(client.failure);
    await client.sendPostRequestAsync(TOKEN_URL);
    assert.equal(client.failure, undefined);
  });

  it("withholds Retry-After from MSAL, which would block by itself", async () => {
    const headers = { "retry-after": "60" };
    const client = network(() => Promise.resolve(json({ error: "x" }, { status: 400, headers })));
    assert.equal((await client.sendPostRequestAsync(TOKEN_URL)).headers["retry-after"], undefined);
  });

  const THROWN: [string, () => Promise<Response>, EntraFailure][] = [
    [
      "a lost connection",
      () => Promise.reject(networkError("ECONNRESET")),
      { kind: "unreachable", reason: "ECONNRESET" },
    ],
    [
      "a wrong clock",
      () => Promise.reject(networkError("CERT_NOT_YET_VALID")),
      { kind: "unreachable", reason: "CERT_NOT_YET_VALID" },
    ],
    [
      "a proxy's page",
      () => Promise.resolve(new Response("<html>", { status: 502 })),
      { kind: "unreachable", reason: "HTTP 502 without JSON" },
    ],
    [
      "a captive portal",
      () => Promise.resolve(new Response("<html>")),
      { kind: "unreachable", reason: "HTTP 200 without JSON" },
    ],
    [
      "a redirect",
      () => Promise.resolve(new Response("", { status: 302, headers: { location: "https://evil.example" } })),
      { kind: "unreachable", reason: "HTTP 302 without JSON" },
    ],
    [
      "an answer without end",
      () => Promise.resolve(new Response(`{"a":"${"x".repeat(300_000)}"}`)),
      { kind: "unreachable", reason: "answer too large" },
    ],
    ["an array", () => Promise.resolve(json([1])), { kind: "unreachable", reason: "HTTP 200 without JSON" }],
    [
      "JSON with 500",
      () => Promise.resolve(json({ message: "x" }, { status: 500 })),
      { kind: "unreachable", reason: "HTTP 500" },
    ],
    [
      "429 with seconds",
      () => Promise.resolve(new Response("", { status: 429, headers: { "retry-after": "17" } })),
      { kind: "throttled", retryAfterSeconds: 17 },
    ],
    [
      "429 with a date",
      () =>
        Promise.resolve(
          json({}, { status: 429, headers: { "retry-after": "Sat, 21 Nov 2026 09:01:00 GMT" } }),
        ),
      { kind: "throttled", retryAfterSeconds: 60 },
    ],
    [
      "429 with a date, and a clock that is a year behind",
      () =>
        Promise.resolve(
          json(
            {},
            {
              status: 429,
              headers: {
                "retry-after": "Sun, 21 Nov 2027 09:01:00 GMT",
                date: "Sun, 21 Nov 2027 09:00:00 GMT",
              },
            },
          ),
        ),
      { kind: "throttled", retryAfterSeconds: 60 },
    ],
    [
      "429 without",
      () => Promise.resolve(json({}, { status: 429 })),
      { kind: "throttled", retryAfterSeconds: undefined },
    ],
    [
      "503 with seconds",
      () => Promise.resolve(json({ error: "x" }, { status: 503, headers: { "retry-after": "17" } })),
      { kind: "throttled", retryAfterSeconds: 17 },
    ],
    [
      "429 with nonsense",
      () => Promise.resolve(json({}, { status: 429, headers: { "retry-after": "soon" } })),
      { kind: "throttled", retryAfterSeconds: undefined },
    ],
  ];
  for (const [what, reply, failure] of THROWN) {
    it(`throws for ${what}`, async () => {
      const client = network(reply);
      await assert.rejects(client.sendPostRequestAsync(TOKEN_URL, { body: BODY }));
      assert.deepEqual(client.failure, failure);
    });
  }

  it("keeps what a person can do about a certificate and a proxy", async () => {
    const untrusted = await failureAfter(() => Promise.reject(networkError("SELF_SIGNED_CERT_IN_CHAIN")));
    assert.ok(untrusted?.kind === "unreachable");
    assert.equal(untrusted.trouble?.code, "certificate-untrusted");
    const text = { code: "proxy-failed", title: "T", advice: "A" };
    const proxied = await failureAfter(() =>
      Promise.reject(new TypeError("fetch failed", { cause: new Problem(text) })),
    );
    assert.deepEqual(proxied, { kind: "unreachable", reason: "proxy-failed", trouble: text });
  });

  it("reads no more of an answer without end than it has to", async () => {
    let read = 0;
    let ended = false;
    const body = new ReadableStream({
      pull(controller) {
        read += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel() {
        ended = true;
      },
    });
    await failureAfter(() => Promise.resolve(new Response(body)));
    assert.ok(ended && read < 1024 * 1024, `${read} bytes`);
  });

  it("keeps a Retry-After no longer than it was asked to, when the clock is set back meanwhile", async () => {
    const clock = new FakeClock();
    const replies = [json({}, { status: 429, headers: { "retry-after": "60" } })];
    const fetch = (): Promise<Response> => Promise.resolve(replies.shift() ?? json({}));
    const client = new EntraNetwork({ clock, fetch });
    await assert.rejects(client.sendPostRequestAsync(TOKEN_URL));
    clock.jumpTo("2020-01-01T00:00:00.000Z");
    await assert.rejects(client.sendPostRequestAsync(TOKEN_URL));
    assert.deepEqual(client.failure, { kind: "throttled", retryAfterSeconds: 60 });
    await clock.advance(60_000);
    assert.equal((await client.sendPostRequestAsync(TOKEN_URL)).status, 200);
  });

  it("throws for a fault that passes, keeping its number", async () => {
    const client = network(() => Promise.resolve(refusal({ error: "server_error" }, 90033, 503)));
    await assert.rejects(client.sendPostRequestAsync(TOKEN_URL));
    assert.ok(client.failure?.kind === "refused");
    assert.equal(client.failure.numbers[0], 90033);
  });

  it("gives up a request that hangs, and one whose body hangs, after 30 s", async () => {
    const hangingBody: typeof globalThis.fetch = (_url, init) => {
      const start = (stream: ReadableStreamDefaultController): void =>
        init?.signal?.addEventListener("abort", () => stream.error(new Error("aborted")));
      return Promise.resolve(new Response(new ReadableStream({ start })));
    };
    const hanging: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    const clock = new FakeClock();
    const client = new EntraNetwork({ clock, fetch: hanging });
    const attempt = assert.rejects(client.sendGetRequestAsync(TOKEN_URL));
    await clock.advance(29_999);
    assert.equal(client.failure, undefined);
    await clock.advance(1);
    await attempt;
    assert.deepEqual(client.failure, { kind: "unreachable", reason: "no answer in time" });
    assert.equal(clock.pending, 0);

    const other = new EntraNetwork({ clock, fetch: hangingBody });
    const second = assert.rejects(other.sendPostRequestAsync(TOKEN_URL));
    await clock.advance(30_000);
    await second;
  });

  it("ends what is under way when it is called off", async () => {
    const abort = new AbortController();
    const hanging: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    const attempt = assert.rejects(network(hanging, abort.signal).sendPostRequestAsync(TOKEN_URL));
    await settle();
    abort.abort();
    await attempt;
  });

  it("asks nothing any more once it was called off", async () => {
    const abort = new AbortController();
    abort.abort();
    const client = network((_url, init) => {
      init?.signal?.throwIfAborted();
      return Promise.resolve(json({}));
    }, abort.signal);
    await assert.rejects(client.sendPostRequestAsync(TOKEN_URL));
  });

  it("leaves nothing behind in the signal that outlives its requests", async () => {
    const { signal } = new AbortController();
    const dependents = new Set<number>();
    const client = network(() => {
      dependents.add(dependentsOf(signal));
      return Promise.resolve(json({}));
    }, signal);
    for (let i = 0; i < 3; i++) await client.sendPostRequestAsync(TOKEN_URL);
    assert.deepEqual([getEventListeners(signal, "abort").length, [...dependents]], [0, [0]]);
  });

  it("keeps what it was sent, and anything like a token, out of the memory", async () => {
    for (const description of [
      `AADSTS1: you sent ${MARKER}.`,
      `AADSTS1: your token ${JWT} is odd`,
      `${"x".repeat(295)} ${MARKER}`,
      `line one\nsecond line ${MARKER}`,
    ]) {
      const failure = await failureAfter(() =>
        Promise.resolve(
          json(
            {
              error: `e ${MARKER}`,
              error_description: description,
              suberror: MARKER,
              correlation_id: JWT,
              timestamp: MARKER,
            },
            { status: 400 },
          ),
        ),
      );
      assert.ok(failure?.kind === "refused");
      assert.ok(!failure.line.includes("TOPS"));
    }
  });
});
