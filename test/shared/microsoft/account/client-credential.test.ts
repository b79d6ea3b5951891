import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { inspect } from "node:util";
import {
  checkValidity,
  clientCredential,
  type ClientCertificate,
  type GivenCredentials,
  looksLikeSecretId,
} from "../../../../shared/microsoft/account/client-credential";
import { Problem } from "../../../../shared/support/problem";
import { foreignKey, makeCertificate, type MadeCertificate, SECRET } from "../client-certificates";
import { assertNoSecret } from "../helpers";

function certificateOf(certificate: string): ClientCertificate {
  const credential = clientCredential({ clientSecret: "", certificate });
  assert.equal(credential.kind, "certificate");
  return credential;
}

function problemOf(given: GivenCredentials): Problem {
  try {
    clientCredential(given);
  } catch (error) {
    assert.ok(error instanceof Problem, inspect(error));
    assertNoSecret(error);
    return error;
  }
  throw new assert.AssertionError({ message: "expected a Problem" });
}

describe("the credential of an application", () => {
  let made: MadeCertificate;
  let issuer: MadeCertificate;
  let pkcs1 = "";
  let foreign = "";

  before(async () => {
    made = await makeCertificate();
    issuer = await makeCertificate({ name: "CN=Issuer" });
    pkcs1 = made.key.export({ type: "pkcs1", format: "pem" });
    foreign = foreignKey();
  });

  it("is a secret, without the spaces that come with copying", () => {
    assert.deepEqual(clientCredential({ clientSecret: ` ${SECRET}\n` }), { kind: "secret", secret: SECRET });
  });

  const TEXTS: [string, () => string][] = [
    ["certificate first", () => made.certificate + made.privateKey],
    ["certificate first, without a line end between", () => made.certificate.trim() + made.privateKey],
    ["key first", () => made.privateKey + made.certificate],
    ["a PKCS #1 key", () => pkcs1 + made.certificate],
    ["Windows line ends", () => (made.certificate + made.privateKey).replaceAll("\n", "\r\n")],
    ["line ends lost in a one-line field", () => (made.certificate + made.privateKey).replaceAll("\n", " ")],
    ["line ends of an environment file", () => (made.certificate + made.privateKey).replaceAll("\n", "\\n")],
    [
      "the remarks of a converted .pfx file",
      () =>
        `Bag Attributes\n    localKeyID: 01\n${made.privateKey}Bag Attributes\nsubject=x\n${made.certificate}`,
    ],
  ];
  for (const [what, text] of TEXTS) {
    it(`is a certificate with its key: ${what}`, () => {
      const credential = certificateOf(text());
      const { fingerprint256 } = new X509Certificate(made.certificate);
      assert.equal(credential.thumbprintSha256, fingerprint256.replaceAll(":", "").toLowerCase());
      assert.equal(new X509Certificate(credential.certificate).fingerprint256, fingerprint256);
      assert.ok(createPrivateKey(credential.privateKey).equals(made.key));
      assert.equal(credential.subject, "Presence lamp");
      assert.equal(new Date(credential.notBefore).toISOString(), "2026-11-01T00:00:00.000Z");
      assert.equal(new Date(credential.notAfter).toISOString(), "2027-11-01T00:00:00.000Z");
      assert.equal(credential.hasChain, false);
    });
  }

  it("keeps a chain, with the application's own certificate first", () => {
    const credential = certificateOf(issuer.certificate + made.certificate + made.privateKey);
    const [own, other, ...more] = credential.certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
    assert.equal(new X509Certificate(own ?? "").subject, new X509Certificate(made.certificate).subject);
    assert.equal(new X509Certificate(other ?? "").subject, "CN=Issuer");
    assert.deepEqual(more, []);
    assert.equal(credential.hasChain, true);
  });

  const WRONG: [string, () => GivenCredentials, RegExp][] = [
    ["nothing", () => ({}), /secret or a certificate is missing.*clientSecret or certificate/],
    ["only spaces", () => ({ clientSecret: " ", certificate: "\n" }), /is missing/],
    [
      "both",
      () => ({ clientSecret: SECRET, certificate: made.certificate + made.privateKey }),
      /^Both .*Empty one of them/,
    ],
    [
      "a certificate as the secret",
      () => ({ clientSecret: made.certificate }),
      /Paste it as the certificate/,
    ],
    ["a sentence as the secret", () => ({ clientSecret: `Value: ${SECRET}` }), /clientSecret/],
    ["no PEM", () => ({ certificate: SECRET }), /not PEM text.*\.pfx/],
    ["only a certificate", () => ({ certificate: made.certificate }), /private key .* is missing/],
    ["only a key", () => ({ certificate: made.privateKey }), /no certificate/],
    ["another key", () => ({ certificate: made.certificate + foreign }), /does not belong/],
    [
      "two keys",
      () => ({ certificate: made.certificate + made.privateKey + foreign }),
      /more than one private key/,
    ],
    [
      "a key with a passphrase",
      () => ({ certificate: made.certificate + encrypted(made, "pkcs8") }),
      /passphrase.*openssl pkey/,
    ],
    [
      "a key with a passphrase in the older form",
      () => ({ certificate: made.certificate + encrypted(made, "pkcs1") }),
      /passphrase.*openssl pkey/,
    ],
    [
      "a cut key",
      () => ({ certificate: made.certificate + made.privateKey.replace(/(\n.{64}){4}/, "") }),
      /key cannot be read/,
    ],
    [
      "a cut certificate",
      () => ({ certificate: made.certificate.replace(/(\n.{64}){4}/, "") + made.privateKey }),
      /certificate cannot be read/,
    ],
  ];
  for (const [what, given, told] of WRONG) {
    it(`is refused and never repeated: ${what}`, () => {
      const problem = problemOf(given());
      assert.equal(problem.code, "bad-configuration");
      assert.match(problem.message, told);
      assert.match(problem.advice, /certificate|clientSecret/);
      assert.ok(!/MII|BEGIN [A-Z ]*KEY-----\s*\S{20}/.test(inspect(problem)));
      assert.equal(problem.cause, undefined);
    });
  }

  it("is refused with a key of another kind than RSA", async () => {
    const curve = await makeCertificate({ curve: "P-256" });
    assert.match(
      problemOf({ certificate: curve.certificate + curve.privateKey }).message,
      /kind EC.*rsa:2048/,
    );
  });

  it("is refused with a key that is too short to sign with", async () => {
    const short = await makeCertificate({ bits: 1024 });
    assert.match(
      problemOf({ certificate: short.certificate + short.privateKey }).message,
      /at least 2048 bits/,
    );
  });

  const DAYS: [string, string | undefined][] = [
    ["2026-10-31T23:59:59Z", "certificate-not-yet-valid"],
    ["2026-11-01T00:00:00Z", undefined],
    ["2027-11-01T00:00:00Z", undefined],
    ["2027-11-01T00:00:01Z", "certificate-expired"],
  ];
  for (const [now, code] of DAYS) {
    it(`is ${code ?? "valid"} at ${now}`, () => {
      const credential = certificateOf(made.certificate + made.privateKey);
      const check = (): void => checkValidity(credential, Date.parse(now));
      if (code === undefined) check();
      else assert.throws(check, (error) => error instanceof Problem && error.code === code);
    });
  }

  it("has no days of its own as a secret", () => {
    checkValidity({ kind: "secret", secret: SECRET }, 0);
  });
});

describe("the id of a client secret", () => {
  const VALUES: [string, boolean][] = [
    ["0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", true],
    ["0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0", true],
    ["abc8Q~0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1", false],
    [SECRET, false],
  ];
  for (const [value, isId] of VALUES) {
    it(`${isId ? "is" : "is not"} ${value}`, () => assert.equal(looksLikeSecretId(value), isId));
  }
});

function encrypted({ key }: MadeCertificate, type: "pkcs1" | "pkcs8"): string {
  return key.export({ type, format: "pem", cipher: "aes-256-cbc", passphrase: "open sesame" });
}
