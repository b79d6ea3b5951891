import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { Problem } from "../../support/problem";

/** What an application proves itself with: a secret that Microsoft made for it, or a certificate of its own. */
export type ClientCredential = ClientSecret | ClientCertificate;

export interface ClientSecret {
  readonly kind: "secret";
  /** The value (secret), not its id. */
  readonly secret: string;
}

export interface ClientCertificate {
  readonly kind: "certificate";
  /** PEM; the application's own first, then whatever else was given with it. */
  readonly certificate: string;
  /** Whether there is more than the application's own. */
  readonly hasChain: boolean;
  /** PKCS #8 PEM (secret). */
  readonly privateKey: string;
  /** Hex in lower case, as a client assertion names it. */
  readonly thumbprintSha256: string;
  readonly subject: string;
  /** Milliseconds since 1970, like `notAfter`. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What the account's node keeps; either may be empty. */
export interface GivenCredentials {
  readonly clientSecret?: string | undefined;
  /** PEM text with a certificate and its private key, in any order. */
  readonly certificate?: string | undefined;
}

/** A block of PEM text (RFC 7468, and the older headers of RFC 1421 that OpenSSL writes). */
interface Block {
  readonly label: string;
  readonly body: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs;
const LINE = /.{1,64}/g;
const CERTIFICATES = new Set(["CERTIFICATE", "X509 CERTIFICATE"]);
const PRIVATE_KEY = "PRIVATE KEY";

/** Shorter RSA keys are refused wherever assertions are signed with PS256 (RFC 7518 section 3.5). */
const SHORTEST_KEY_BITS = 2048;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The one credential that was given. Whether a certificate is valid today is another question, which `checkValidity`
 * answers: a machine may learn the date only after it has started.
 * @throws Problem `bad-configuration` that names the credential and what to do; it never repeats what was given.
 */
export function clientCredential(given: GivenCredentials): ClientCredential {
  const secret = given.clientSecret?.trim() ?? "";
  const certificate = given.certificate?.trim() ?? "";
  // One of them would be ignored, and somebody who renews just that one would wonder why nothing changes.
  if (secret && certificate) throw wrong("Both a client secret and a certificate are given", ONE_OF_THEM);
  if (certificate) return clientCertificate(certificate);
  if (secret) return clientSecret(secret);
  throw wrong("A client secret or a certificate is missing", ENTER_ONE);
}

/** Secret ids are GUIDs; values, as Microsoft has made them for years, are not. */
export function looksLikeSecretId(secret: string): boolean {
  return GUID.test(secret);
}

/** @throws Problem `certificate-expired`, `certificate-not-yet-valid`. */
export function checkValidity(credential: ClientCredential, now: number): void {
  if (credential.kind === "secret") return;
  const { notBefore, notAfter, subject } = credential;
  if (now > notAfter) {
    throw new Problem({
      code: "certificate-expired",
      title: `The certificate ${subject} has expired`,
      advice: `It ended at ${new Date(notAfter).toISOString()}. ${RENEW.certificate}`,
    });
  }
  if (now < notBefore) {
    throw new Problem({
      code: "certificate-not-yet-valid",
      title: `The certificate ${subject} is not valid yet`,
      advice: `It begins at ${new Date(notBefore).toISOString()}. Check date and time of this machine, or wait until then.`,
    });
  }
}

/** How a credential is replaced by a new one. */
export const RENEW: Readonly<Record<ClientCredential["kind"], string>> = {
  secret:
    "Make a new client secret in the app registration under Certificates & secrets, enter its value and its end in the account and deploy.",
  certificate:
    "Make a new certificate, upload its public part to the app registration under Certificates & secrets, enter it with its key in the account and deploy.",
};

const ENTER_ONE = "Enter one of them in the account (credential clientSecret or certificate).";
const ONE_OF_THEM = "Empty one of them in the account (credential clientSecret or certificate).";
const MAKE_ONE =
  'One is made with "openssl req -x509 -newkey rsa:2048 -nodes -days 365"; paste both files that come of it.';

function clientSecret(secret: string): ClientSecret {
  if (secret.includes("-----BEGIN")) {
    throw wrong("The client secret is a certificate or a key", "Paste it as the certificate instead.");
  }
  // A value has no spaces; a sentence or two lines are something else.
  if (/\s/.test(secret)) {
    throw wrong(
      "The client secret is not one",
      "Copy the value of the secret, without the text around it (credential clientSecret).",
    );
  }
  return { kind: "secret", secret };
}

function clientCertificate(text: string): ClientCertificate {
  const blocks = blocksOf(text);
  if (blocks.length === 0) {
    throw wrong(
      "The certificate is not PEM text",
      'Paste text that begins with "-----BEGIN"; a .pfx file becomes such text with "openssl pkcs12 -in file.pfx -nodes" (credential certificate).',
    );
  }
  const privateKey = privateKeyIn(blocks);
  const certificates = certificatesIn(blocks);
  const own = certificates.find((each) => each.checkPrivateKey(privateKey));
  if (!own) {
    throw wrong(
      "The private key does not belong to the certificate",
      "Paste the key that the certificate was made with (credential certificate).",
    );
  }
  const all = [own, ...certificates.filter((each) => each !== own)];
  return {
    kind: "certificate",
    certificate: all.map((each) => each.toString()).join(""),
    hasChain: all.length > 1,
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    thumbprintSha256: own.fingerprint256.replaceAll(":", "").toLowerCase(),
    subject: nameOf(own),
    notBefore: Date.parse(own.validFrom),
    notAfter: Date.parse(own.validTo),
  };
}

/** Line ends of any kind; also where they became spaces in a one-line field, or `\n` in an environment variable. */
function blocksOf(text: string): readonly Block[] {
  const lines = text.replaceAll(/\\r|\\n/g, "\n");
  return [...lines.matchAll(BLOCK)].map(([, label = "", body = ""]) => ({ label, body }));
}

function pemOf({ label, body }: Block): string {
  const lines = body.replaceAll(/\s/g, "").match(LINE) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function privateKeyIn(blocks: readonly Block[]): KeyObject {
  const [block, ...others] = blocks.filter(({ label }) => label.endsWith(PRIVATE_KEY));
  if (!block) {
    throw wrong(
      "The private key of the certificate is missing",
      "Paste the key together with the certificate, one after the other (credential certificate).",
    );
  }
  if (others.length > 0) {
    throw wrong(
      "There is more than one private key",
      "Leave only the key of the application's certificate (credential certificate).",
    );
  }
  if (block.label.startsWith("ENCRYPTED") || block.body.includes("ENCRYPTED")) {
    throw wrong(
      "The private key is protected by a passphrase",
      'Remove it with "openssl pkey -in key.pem -out plain.pem" and paste the plain key: it is kept encrypted here (credential certificate).',
    );
  }
  const key = keyOf(block);
  if (key.asymmetricKeyType !== "rsa") {
    throw wrong(
      `The private key is of the kind ${key.asymmetricKeyType?.toUpperCase() ?? "unknown"}`,
      `Microsoft takes RSA keys only. ${MAKE_ONE}`,
    );
  }
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < SHORTEST_KEY_BITS) {
    throw wrong("The private key is too short", `It needs at least ${SHORTEST_KEY_BITS} bits. ${MAKE_ONE}`);
  }
  return key;
}

/** What OpenSSL says about a key it cannot read stays here: nobody knows what it repeats. */
function keyOf(block: Block): KeyObject {
  try {
    return createPrivateKey(pemOf(block));
  } catch {
    throw wrong(
      "The private key cannot be read",
      `Paste it complete, from "-----BEGIN ${block.label}-----" to "-----END ${block.label}-----" (credential certificate).`,
    );
  }
}

function certificatesIn(blocks: readonly Block[]): readonly X509Certificate[] {
  const found = blocks.filter(({ label }) => CERTIFICATES.has(label));
  if (found.length === 0) {
    throw wrong(
      "There is a private key, but no certificate",
      "Paste the certificate together with its key, one after the other (credential certificate).",
    );
  }
  try {
    return found.map(({ body }) => new X509Certificate(pemOf({ label: "CERTIFICATE", body })));
  } catch {
    throw wrong(
      "The certificate cannot be read",
      'Paste it complete, from "-----BEGIN CERTIFICATE-----" to "-----END CERTIFICATE-----" (credential certificate).',
    );
  }
}

/** The common name, else the whole subject in one line. */
function nameOf({ subject }: X509Certificate): string {
  const lines = subject.split("\n");
  return lines.find((line) => line.startsWith("CN="))?.slice("CN=".length) ?? lines.join(", ");
}

function wrong(title: string, advice: string): Problem {
  return new Problem({ code: "bad-configuration", title, advice });
}
