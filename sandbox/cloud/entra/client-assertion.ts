import { constants, verify, X509Certificate } from "node:crypto";
import { isJsonObject } from "../../../shared/support/json-object";
import type { JsonObject } from "../../../shared/support/json-object";
import { Refused } from "./refusals";
import type { Registration } from "./registrations";

export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

export interface ExpectedAssertion {
  /** The token endpoint, in every form this request may name it. */
  readonly audiences: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Clocks are never quite the same. */
const TOLERANCE_SECONDS = 300;

/**
 * A JWT by which a client proves that it has a registered certificate's key.
 * Microsoft Entra docs, "application authentication certificate credentials"; a `jti` may come again, since MSAL uses one
 * assertion until it expires.
 * @throws Refused saying what is wrong with it
 */
export function requireAssertion(
  jwt: string,
  { clientId, certificates }: Registration,
  { audiences, now }: ExpectedAssertion,
): void {
  const [encodedHeader = "", encodedClaims = "", signature = ""] = jwt.split(".");
  const header = decode(encodedHeader);
  const claims = decode(encodedClaims);
  const certificate = certificates
    .map((pem) => new X509Certificate(pem))
    .find((known) => hasThumbprint(known, header));
  if (!certificate || certificate.validToDate.getTime() <= now) throw new Refused("badAssertionSignature");
  const signed = Buffer.from(`${encodedHeader}.${encodedClaims}`);
  if (!isSignedBy(certificate, header["alg"], signed, Buffer.from(signature, "base64url")))
    throw new Refused("badAssertionSignature");
  requireClaims(claims, clientId, { audiences, now });
}

function decode(part: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (isJsonObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Refused("malformedAssertion");
}

/** `x5t#S256`, or `x5t` with SHA-1, which older clients send. */
function hasThumbprint({ fingerprint, fingerprint256 }: X509Certificate, header: JsonObject): boolean {
  const inBase64 = (hex: string) => Buffer.from(hex.replaceAll(":", ""), "hex").toString("base64url");
  if (typeof header["x5t#S256"] === "string") return header["x5t#S256"] === inBase64(fingerprint256);
  return header["x5t"] === inBase64(fingerprint);
}

function isSignedBy(
  { publicKey: key }: X509Certificate,
  algorithm: unknown,
  signed: Buffer,
  signature: Buffer,
): boolean {
  if (algorithm === "RS256") return verify("sha256", signed, key, signature);
  if (algorithm !== "PS256") throw new Refused("malformedAssertion", "alg");
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return verify("sha256", signed, { key, padding, saltLength }, signature);
}

function requireClaims(claims: JsonObject, clientId: string, { audiences, now }: ExpectedAssertion): void {
  const { aud, exp, iss, jti, nbf, sub } = claims;
  if (typeof jti !== "string" || jti === "") throw new Refused("malformedAssertion", "jti");
  if (typeof exp !== "number") throw new Refused("malformedAssertion", "exp");
  if (iss !== sub) throw new Refused("assertionSubject");
  if (iss !== clientId) throw new Refused("assertionOfAnother");
  if (!audiences.some((audience) => audience === aud)) throw new Refused("assertionAudience");
  const seconds = now / 1000;
  const isEarly = typeof nbf === "number" && nbf > seconds + TOLERANCE_SECONDS;
  if (exp <= seconds - TOLERANCE_SECONDS || isEarly) throw new Refused("assertionTime");
}
