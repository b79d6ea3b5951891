import assert from "node:assert/strict";
import { Client } from "@microsoft/microsoft-graph-client";
import { challengedClaims } from "../../../../shared/microsoft/graph/claims-challenge";
import { Authentication, BoundedFetch } from "../../../../shared/microsoft/graph/graph-middleware";
import { FakeClock } from "../../../support/fake-clock";

const ORIGIN = "https://graph.example.test:8443";

describe("Graph middleware: where the token goes", () => {
  const table = [
    { url: `${ORIGIN}/v1.0/me/presence`, allowed: true },
    { url: "https://graph.example.test/v1.0/me/presence", allowed: false },
    { url: "https://graph.microsoft.com/v1.0/me/presence", allowed: false },
    { url: "https://graph.example.test.evil.test:8443/v1.0/me", allowed: false },
    { url: "https://graph.example.test:8443@evil.test/v1.0/me", allowed: false },
  ];
  for (const { url, allowed } of table) {
    it(`${allowed ? "asks" : "never asks"} ${url}`, async () => {
      const clock = new FakeClock();
      const sent: string[] = [];
      let tokens = 0;
      const client = Client.initWithMiddleware({
        baseUrl: ORIGIN,
        middleware: [
          new Authentication({
            origin: ORIGIN,
            scopes: [],
            clock,
            tokens: {
              async getToken() {
                tokens++;
                return { token: "secret", expiresAt: 0 };
              },
            },
          }),
          new BoundedFetch(async (input, init) => {
            sent.push(`${input} ${new Headers(init?.headers).get("authorization")}`);
            return Response.json({});
          }, clock),
        ],
      });
      const asked: Promise<unknown> = client.api(url).get();
      if (allowed) {
        await asked;
        assert.deepEqual(sent, [`${url} Bearer secret`]);
      } else {
        await assert.rejects(asked);
        assert.deepEqual(sent, []);
        assert.equal(tokens, 0);
      }
    });
  }
});

describe("Graph middleware: claims challenges", () => {
  const claims = '{"access_token":{"xms_cc":{"values":["cp1"]}}}';
  const base64 = Buffer.from(claims).toString("base64");
  const table: { name: string; header: string | null; expected: string | undefined }[] = [
    { name: "no header", header: null, expected: undefined },
    {
      name: "a plain Bearer challenge",
      header: 'Bearer realm="", error="invalid_token"',
      expected: undefined,
    },
    {
      name: "a challenge",
      header: `Bearer realm="", error="insufficient_claims", claims="${base64}"`,
      expected: claims,
    },
    {
      name: "values without quotes",
      header: `bearer error=insufficient_claims, claims=${base64}`,
      expected: claims,
    },
    {
      name: "two challenges, the second with claims",
      header: `Bearer realm="a", error="invalid_token", Bearer error="insufficient_claims", claims="${base64}"`,
      expected: claims,
    },
    {
      name: "claims of another error",
      header: `Bearer error="invalid_token", claims="${base64}"`,
      expected: undefined,
    },
    {
      name: "claims of another scheme",
      header: `PoP error="insufficient_claims", claims="${base64}"`,
      expected: undefined,
    },
    {
      name: "claims that are no JSON",
      header: 'Bearer error="insufficient_claims", claims="eA=="',
      expected: undefined,
    },
    {
      name: "claims that are no object",
      header: 'Bearer error="insufficient_claims", claims="MTI="',
      expected: undefined,
    },
    { name: "no claims", header: 'Bearer error="insufficient_claims"', expected: undefined },
  ];
  for (const { name, header, expected } of table) {
    it(`${name}: ${expected === undefined ? "none" : "decoded"}`, () => {
      assert.equal(challengedClaims(header), expected);
    });
  }
});
