import "reflect-metadata";
import { generateKeyPairSync, KeyObject, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { MARKER } from "./in-memory-entra";

export interface MadeCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PKCS #8 PEM. */
  readonly privateKey: string;
  readonly key: KeyObject;
}

interface Wanted {
  readonly name?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly bits?: number;
  readonly curve?: string;
}

const EXPONENT = new Uint8Array([1, 0, 1]);

/** A self-signed certificate, as a person makes it for an app registration; one year from the tests' day unless said. */
export async function makeCertificate({
  name = "CN=Presence lamp,O=Contoso",
  notBefore = "2026-11-01T00:00:00Z",
  notAfter = "2027-11-01T00:00:00Z",
  bits = 2048,
  curve,
}: Wanted = {}): Promise<MadeCertificate> {
  const algorithm =
    curve === undefined
      ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: EXPONENT, modulusLength: bits }
      : { name: "ECDSA", hash: "SHA-256", namedCurve: curve };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
  });
  const key = KeyObject.from(keys.privateKey);
  const privateKey = key.export({ type: "pkcs8", format: "pem" });
  return { certificate: made.toString("pem"), privateKey, key };
}

/** A key that no certificate here belongs to. */
export function foreignKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" });
}

export const SECRET = `${MARKER}~client-secret.value_1`;
