import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A server's certificate and private key, both PEM. */
export interface Leaf {
  readonly certificate: string;
  readonly key: string;
}

export interface LeafRequest {
  readonly commonName: string;
  /** What else the subject says, such as "O=Philips Hue, C=NL". */
  readonly organization?: string;
  /** Hex digits; absent: any. */
  readonly serialNumber?: string;
  /** DNS names for subjectAltName; without any name or address the leaf carries only its CN, as a Hue bridge's does. */
  readonly dnsNames?: readonly string[];
  readonly ips?: readonly string[];
}

/** A certificate authority that lives as long as the process. */
export interface Authority {
  /** The authority's own certificate, PEM: what a client has to trust. */
  readonly certificate: string;
  issue(request: LeafRequest): Promise<Leaf>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const YEAR_MS = 365 * 24 * 3_600_000;

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function keyAsPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

function subjectNames({ dnsNames = [], ips = [] }: LeafRequest): x509.Extension[] {
  const names = [
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
    ...ips.map((value) => ({ type: "ip" as const, value })),
  ];
  return names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [];
}

export async function createAuthority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const validity = { notBefore: new Date(Date.now() - YEAR_MS), notAfter: new Date(Date.now() + YEAR_MS) };
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    certificate: own.toString("pem"),
    async issue(request) {
      const leafKeys = await newKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        subject: [`CN=${request.commonName}`, request.organization].filter(Boolean).join(", "),
        ...(request.serialNumber !== undefined && { serialNumber: request.serialNumber }),
        issuer: own.subject,
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        ...validity,
        extensions: [new x509.BasicConstraintsExtension(false), ...subjectNames(request)],
      });
      return { certificate: leaf.toString("pem"), key: await keyAsPem(leafKeys.privateKey) };
    },
  };
}
