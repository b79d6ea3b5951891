import assert from "node:assert/strict";
import { AuthError, ClientAuthError, InteractionRequiredAuthError, ServerError } from "@azure/msal-node";
import {
  entraProblem,
  isSignInNeeded,
  silentProblem,
  type EntraFailure,
} from "../../../../shared/microsoft/entra/entra-problem";
import { Problem } from "../../../../shared/support/problem";
import { MARKER } from "../in-memory-entra";
import { assertNoSecret } from "../helpers";

type Refused = Extract<EntraFailure, { kind: "refused" }>;

function refused(error: string, ...numbers: number[]): Refused {
  const line = `AADSTS${numbers[0]}: the first line`;
  const correlationId = "c0ffee";
  return { kind: "refused", error, subError: "", numbers, line, correlationId, timestamp: "noon" };
}

const POST_FAILED = new AuthError("post_request_failed", "c", "whatever");
const SERVER = new ServerError("invalid_grant", "c", `AADSTS: ${MARKER}`, "token_expired");

describe("entra problem", () => {
  const CODES: [EntraFailure, string][] = [
    [refused("expired_token", 70020), "code-expired"],
    [refused("expired_token"), "code-expired"],
    [refused("authorization_declined"), "sign-in-declined"],
    [refused("access_denied", 65004), "sign-in-declined"],
    [refused("invalid_grant", 65001), "consent-needed"],
    [refused("invalid_request", 90094), "admin-consent-needed"],
    [refused("invalid_request", 50059), "tenant-needed"],
    [refused("invalid_request", 50194), "tenant-needed"],
    [refused("unauthorized_client", 700016), "application-unknown"],
    [refused("invalid_client", 7000218), "public-client-off"],
    [refused("invalid_request", 90002), "tenant-unknown"],
    [refused("invalid_grant", 53003), "blocked-by-policy"],
    [refused("invalid_grant", 530033), "device-not-managed"],
    [refused("invalid_grant", 50076), "sign-in-needed"],
    [refused("invalid_grant", 12345678), "sign-in-needed"],
    [refused("server_error", 90033), "microsoft-unreachable"],
    [refused("invalid_request", 50196), "microsoft-throttled"],
    [{ kind: "throttled", retryAfterSeconds: 17 }, "microsoft-throttled"],
    [{ kind: "unreachable", reason: "ENOTFOUND" }, "microsoft-unreachable"],
    [{ kind: "unreachable", reason: "CERT_NOT_YET_VALID" }, "clock-wrong"],
  ];
  for (const [failure, code] of CODES) {
    it(`calls ${JSON.stringify(Object.values(failure).slice(0, 4))} ${code}`, () => {
      assert.equal(entraProblem(POST_FAILED, failure).code, code);
    });
  }

  it("names a known number, and repeats nothing of the description", () => {
    const problem = entraProblem(POST_FAILED, refused("invalid_client", 7000218));
    assert.match(problem.advice, /Allow public client flows.*\(AADSTS7000218\)$/);
    assert.ok(!problem.message.includes("first line"));
  });

  it("shows first line, number, correlation id and time of what is unknown", () => {
    const problem = entraProblem(POST_FAILED, refused("strange", 42));
    assert.equal(problem.code, "sign-in-refused");
    assert.match(problem.title, /AADSTS42/);
    assert.equal(problem.advice, "AADSTS42: the first line (correlation id c0ffee, noon)");
  });

  it("says how long to wait when Microsoft does", () => {
    assert.match(entraProblem(POST_FAILED, { kind: "throttled", retryAfterSeconds: 17 }).advice, /17 s/);
  });

  for (const number of [90002, 700016]) {
    it(`says after AADSTS${number} that the ids may be swapped`, () => {
      const { advice } = entraProblem(POST_FAILED, refused("invalid_request", number));
      assert.match(advice, /Tenant and client ID may be swapped\. \(AADSTS\d+\)$/);
    });
  }

  const UNREACHABLE: [string, string][] = [
    ["ENOTFOUND", "Check this machine's network and proxy, then try again. (ENOTFOUND)"],
    ["HTTP 502", "Check this machine's network and proxy, then try again. (HTTP 502)"],
    ["", "Check this machine's network and proxy, then try again."],
  ];
  for (const [reason, advice] of UNREACHABLE) {
    it(`says during a sign-in what to check, where ${reason || "nothing"} is known of the trouble`, () => {
      assert.equal(entraProblem(POST_FAILED, { kind: "unreachable", reason }).advice, advice);
    });
  }

  it("promises another try where nobody has to press anything", () => {
    const { advice } = silentProblem(POST_FAILED, { kind: "unreachable", reason: "ENOTFOUND" });
    assert.equal(advice, "Check this machine's network and proxy; it is tried again later. (ENOTFOUND)");
  });

  it("says during a sign-in and afterwards what can be done about a proxy or a certificate", () => {
    const trouble = { code: "proxy-failed", title: "T", advice: "A" };
    const failure: EntraFailure = { kind: "unreachable", reason: "ECONNREFUSED", trouble };
    assert.deepEqual(entraProblem(POST_FAILED, failure).text, trouble);
    assert.deepEqual(silentProblem(POST_FAILED, failure).text, trouble);
    assert.equal(isSignInNeeded(POST_FAILED, failure), false);
  });

  it("explains an authority that MSAL does not trust", () => {
    const problem = entraProblem(new ClientAuthError("endpoints_resolution_error", "c"));
    assert.equal(problem.code, "authority-unusable");
  });

  it("lets a Problem through", () => {
    const problem = new Problem({ code: "x", title: "X", advice: "Y." });
    assert.equal(entraProblem(problem), problem);
    assert.equal(silentProblem(problem), problem);
  });

  it("does not take a property of every object for an OAuth error", () => {
    assert.equal(entraProblem(POST_FAILED, refused("constructor")).code, "sign-in-refused");
  });

  const INTERACTION = new InteractionRequiredAuthError("no_tokens_found", "c");
  const NETWORK = new ClientAuthError("network_error", "c");
  const NEEDED: [string, unknown, EntraFailure | undefined, boolean][] = [
    ["no tokens in the cache", INTERACTION, undefined, true],
    [
      "an expired refresh token",
      new InteractionRequiredAuthError("refresh_token_expired", "c"),
      undefined,
      true,
    ],
    ["invalid_grant as a plain server error", SERVER, refused("invalid_grant", 70043), true],
    ["invalid_grant with an unknown number", SERVER, refused("invalid_grant", 1), true],
    ["interaction_required", INTERACTION, refused("interaction_required", 50076), true],
    ["a loop detected", SERVER, refused("invalid_grant", 50196), false],
    ["a transient fault", SERVER, refused("temporarily_unavailable", 90033), false],
    ["no network", NETWORK, { kind: "unreachable", reason: "ECONNRESET" }, false],
    ["throttling", NETWORK, { kind: "throttled", retryAfterSeconds: 1 }, false],
    [
      "a wrong client id",
      new ServerError("unauthorized_client", "c"),
      refused("unauthorized_client", 700016),
      false,
    ],
    ["MSAL's own throttling", new ServerError("50196", "c"), undefined, false],
    ["a bug", new TypeError("x"), undefined, false],
    ["nothing", undefined, undefined, false],
  ];
  for (const [what, error, failure, needed] of NEEDED) {
    it(`${needed ? "asks" : "does not ask"} for a sign-in after ${what}`, () => {
      assert.equal(isSignInNeeded(error, failure), needed);
      assert.equal(silentProblem(error, failure).code === "sign-in-needed", needed);
    });
  }

  it("keeps the particular advice under the one code for silent calls", () => {
    const problem = silentProblem(SERVER, refused("invalid_grant", 53003));
    assert.equal(problem.code, "sign-in-needed");
    assert.match(problem.title, /policy/);
  });

  it("takes no message of MSAL along", () => {
    const error = new InteractionRequiredAuthError("x", "c", MARKER, MARKER, MARKER, MARKER, MARKER);
    for (const problem of [silentProblem(SERVER), entraProblem(SERVER), silentProblem(error)]) {
      assertNoSecret(problem);
    }
  });
});
