import assert from "node:assert/strict";
import { connectionProblem, type Ending } from "../../../shared/mqtt/trouble";

const SECRET = "very-secret";

function problem(ending: Partial<Ending>, url = `mqtts://alice:${SECRET}@broker.example`) {
  const settings = { url, clientId: "house", username: "alice", password: SECRET, key: SECRET };
  return connectionProblem(settings, { accepted: false, thrownOut: false, ...ending });
}

const coded = (code: string | number): Error => Object.assign(new Error(`failed with ${SECRET}`), { code });

describe("trouble with a broker", () => {
  const TABLE: readonly (readonly [what: string, ending: Partial<Ending>, code: string])[] = [
    ["MQTT 3.1.1 refused", { error: coded(1) }, "mqtt-version"],
    ["the client id refused", { error: coded(2) }, "mqtt-client-id"],
    ["not available", { error: coded(3) }, "mqtt-unavailable"],
    ["wrong user name or password", { error: coded(4) }, "mqtt-refused"],
    ["not authorized", { error: coded(5) }, "mqtt-refused"],
    ["a closed port", { error: coded("ECONNREFUSED") }, "mqtt-unreachable"],
    ["a machine that is off", { error: coded("EHOSTUNREACH") }, "mqtt-unreachable"],
    ["no answer", { error: coded("ETIMEDOUT") }, "mqtt-unreachable"],
    [
      "each address of a name refused",
      { error: new AggregateError([coded("ECONNREFUSED")]) },
      "mqtt-unreachable",
    ],
    ["a name nobody knows", { error: coded("ENOTFOUND") }, "mqtt-unknown-host"],
    ["no answer from the name server", { error: coded("EAI_AGAIN") }, "mqtt-unknown-host"],
    ["a certificate of one's own", { error: coded("DEPTH_ZERO_SELF_SIGNED_CERT") }, "mqtt-untrusted"],
    ["an authority of one's own", { error: coded("SELF_SIGNED_CERT_IN_CHAIN") }, "mqtt-untrusted"],
    ["a certificate of another host", { error: coded("ERR_TLS_CERT_ALTNAME_INVALID") }, "mqtt-other-name"],
    ["a certificate of last year", { error: coded("CERT_HAS_EXPIRED") }, "mqtt-certificate-date"],
    [
      "no certificate of the client",
      { error: coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED") },
      "mqtt-certificate-refused",
    ],
    [
      "a strange certificate of the client",
      { error: coded("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA") },
      "mqtt-certificate-refused",
    ],
    ["PEM that is none", { error: coded("ERR_OSSL_PEM_NO_START_LINE") }, "mqtt-settings"],
    ["a key of another certificate", { error: coded("ERR_OSSL_X509_KEY_VALUES_MISMATCH") }, "mqtt-settings"],
    ["TLS where there is none", { error: coded("ERR_SSL_WRONG_VERSION_NUMBER") }, "mqtt-wrong-port"],
    ["something that is no MQTT", { error: new Error("Invalid header flag bits") }, "mqtt-wrong-port"],
    ["silence", { error: new Error("connack timeout") }, "mqtt-wrong-port"],
    ["an end without a word", {}, "mqtt-wrong-port"],
    ["what is no error", { error: "text" }, "mqtt-wrong-port"],
    ["a missing package", { error: coded("MODULE_NOT_FOUND") }, "mqtt-not-installed"],
    ["a lost connection", { error: coded("ECONNRESET"), accepted: true }, "mqtt-connection-lost"],
    ["one that ends again and again", { accepted: true, thrownOut: true }, "mqtt-thrown-out"],
  ];
  for (const [what, ending, code] of TABLE)
    it(`${what} is ${code}, and tells no secret`, () => {
      const told = problem(ending);
      assert.equal(told.code, code);
      assert.ok(!JSON.stringify([told.text, told.message, told.cause]).includes(SECRET));
      assert.ok(!told.message.includes("alice"));
    });

  it("names host and port, also the usual one", () => {
    assert.match(problem({ error: coded(4) }).message, /broker\.example:8883/);
    assert.match(problem({ error: coded(4) }, "mqtt://[::1]").message, /\[::1\]:1883/);
  });

  it("shows nothing of an address that is none", () => {
    assert.ok(!problem({ error: coded(4) }, `alice:${SECRET}@broker`).message.includes(SECRET));
  });
});
