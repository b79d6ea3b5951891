import assert from "node:assert/strict";
import { ENTRA_FAULTS, GRAPH_FAULTS } from "../../../sandbox/cloud";
import { call, decoded, nextEntry, parsed, startTestCloud } from "./support";
import type { Reply, TestCloud } from "./support";

type Target = "entra" | "graph";

describe("ordered trouble in the pretend cloud", () => {
  let test: TestCloud;
  let token: string;
  beforeEach(async () => {
    test = await startTestCloud();
    token = test.cloud.signIn("alice");
  });
  afterEach(() => test.cloud.close());

  const askers: Record<Target, () => Promise<Reply>> = {
    entra: () => call(`${test.cloud.entra.origin}/${test.cloud.tenant}/discovery/v2.0/keys`),
    graph: () => call(`${test.graph}/me/presence`, { token }),
  };

  it("names the kinds each service knows", () => {
    const common = ["429", "429-bare", "500", "503", "timeout", "reset", "offline", "html", "garbage"];
    assert.deepEqual([...ENTRA_FAULTS].sort(), [...common, "refused", "revoked"].sort());
    assert.deepEqual([...GRAPH_FAULTS].sort(), [...common, "401", "401-claims"].sort());
  });

  const answered = [
    { kind: "429", status: 429, retryAfter: "30" },
    { kind: "429-bare", status: 429, retryAfter: undefined },
    { kind: "500", status: 500, retryAfter: undefined },
    { kind: "503", status: 503, retryAfter: undefined },
  ];
  for (const target of ["entra", "graph"] as const) {
    describe(`at ${target}`, () => {
      for (const { kind, status, retryAfter } of answered)
        it(`${kind} is an error of the service's own format, once`, async () => {
          test.faults.order({ target, kind });
          const reply = await askers[target]();
          assert.equal(reply.status, status);
          assert.equal(reply.headers["retry-after"], retryAfter);
          assert.ok(parsed(reply)["error"]);
          assert.equal((await askers[target]()).status, 200);
        });

      it("429 tells the ordered time to wait", async () => {
        test.faults.order({ target, kind: "429", retryAfter: 7 });
        assert.equal((await askers[target]()).headers["retry-after"], "7");
      });

      it("html is a page with status 200", async () => {
        test.faults.order({ target, kind: "html" });
        const reply = await askers[target]();
        assert.equal(reply.status, 200);
        assert.match(String(reply.headers["content-type"]), /^text\/html/);
      });

      it("garbage is JSON that breaks off", async () => {
        test.faults.order({ target, kind: "garbage" });
        const reply = await askers[target]();
        assert.equal(reply.status, 200);
        assert.match(String(reply.headers["content-type"]), /^application\/json/);
        assert.throws(() => parsed(reply), SyntaxError);
      });

      for (const kind of ["reset", "offline"])
        it(`${kind} cuts the connection, and the log says so`, async () => {
          test.faults.order({ target, kind });
          await assert.rejects(askers[target](), { code: "ECONNRESET" });
          assert.deepEqual(
            test.log.entries.map(({ status }) => status),
            [0],
          );
          assert.equal((await askers[target]()).status, 200);
        });

      it("timeout never answers, until the service closes", async () => {
        test.faults.order({ target, kind: "timeout" });
        const arrived = nextEntry(test.log, ({ service }) => service === target);
        const waiting = askers[target]();
        const cut = assert.rejects(waiting, { code: "ECONNRESET" });
        await arrived;
        await test.cloud.close();
        await cut;
        test = await startTestCloud();
      });

      it("leaves the other service alone", async () => {
        test.faults.order({ target, kind: "500" });
        assert.equal((await askers[target === "entra" ? "graph" : "entra"]()).status, 200);
      });
    });
  }

  it("offline at graph cuts the requests that were still waiting", async () => {
    test.faults.order({ target: "graph", kind: "timeout" });
    const arrived = nextEntry(test.log, ({ service }) => service === "graph");
    const cut = assert.rejects(askers.graph(), { code: "ECONNRESET" });
    await arrived;
    test.faults.order({ target: "graph", kind: "offline" });
    await assert.rejects(askers.graph(), { code: "ECONNRESET" });
    await cut;
  });

  it("401 at graph refuses a good token once", async () => {
    test.faults.order({ target: "graph", kind: "401" });
    const reply = await askers.graph();
    assert.equal(reply.status, 401);
    assert.match(String(reply.headers["www-authenticate"]), /^Bearer (?!.*insufficient_claims)/);
    assert.equal((await askers.graph()).status, 200);
  });

  it("401-claims at graph challenges until the claims are answered, each order anew", async () => {
    const claimsOf = (reply: Reply): string => {
      const header = String(reply.headers["www-authenticate"]);
      assert.match(header, /error="insufficient_claims"/);
      return /claims="([^"]+)"/.exec(header)?.[1] ?? "";
    };
    test.faults.order({ target: "graph", kind: "401-claims" });
    const first = await askers.graph();
    assert.equal(first.status, 401);
    const claims = claimsOf(first);
    assert.ok(decoded(claims)["access_token"]);
    assert.equal(claimsOf(await askers.graph()), claims);
    test.faults.order({ target: "graph", kind: "401-claims" });
    assert.notEqual(claimsOf(await askers.graph()), claims);
  });

  it("401-claims does not concern other people", async () => {
    test.faults.order({ target: "graph", kind: "401-claims" });
    assert.equal((await askers.graph()).status, 401);
    const others = test.cloud.signIn("bob");
    assert.equal((await call(`${test.graph}/me/presence`, { token: others })).status, 200);
  });
});
