import { X509Certificate } from "node:crypto";
import type { AgentOptions } from "node:https";
import { notPaired } from "./problems";
import { SIGNIFY_ROOTS } from "./roots";

export interface BridgeAddress {
  /** Host name or IP address, without scheme. */
  readonly host: string;
  readonly port: number;
  /** 16 hex digits, in any case. Known once paired. */
  readonly bridgeId?: string;
  readonly tls: "verified" | "pinned" | "insecure";
  /** PEM: the certificate stored when pairing, for `pinned`. */
  readonly certificate?: string;
}

export type TlsOptions = Pick<
  AgentOptions,
  "ca" | "servername" | "rejectUnauthorized" | "allowPartialTrustChain" | "checkServerIdentity"
>;

/**
 * How to know the bridge again.
 *
 * A genuine bridge sends only its leaf, whose CN is the bridge id and which has no subjectAltName (see the leaf in
 * openhab/openhab-addons, `huebridge3_cacert.pem`). Node compares `servername` with the CN, ignoring case, when there
 * is no subjectAltName, so the id as server name makes Node's own check the right one.
 *
 * - `verified`: the leaf is signed by one of `roots` and carries the id.
 * - `pinned`: exactly the stored certificate, which must carry the id. `allowPartialTrustChain` lets a leaf signed by
 *   an authority we do not know be trusted by itself; a self-signed one needs no more than being its own authority.
 * - `insecure`: whoever answers. Only for emulators and only when the user asked for it: anyone on the network
 *   can then pose as the bridge and read the key.
 *
 * Throws the Problem `bridge-not-paired` when the id, or the certificate to pin, is missing or is none.
 */
export function tlsOptions(address: BridgeAddress, roots: readonly string[] = SIGNIFY_ROOTS): TlsOptions {
  if (address.tls === "insecure") return { rejectUnauthorized: false };
  if (!address.bridgeId) throw notPaired(address);
  const servername = address.bridgeId.toLowerCase();
  if (address.tls === "verified") return { ca: [...roots], servername };
  if (!address.certificate || !isCertificate(address.certificate)) throw notPaired(address);
  return { ca: [address.certificate], servername, allowPartialTrustChain: true };
}

/** Else OpenSSL would throw, in words of its own, at the first request. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== "";
  } catch {
    return false;
  }
}

/**
 * For the very first connection, before the id or the certificate is known. Nothing secret may be sent on it.
 * `verified` still demands a leaf signed by one of `roots`: any bridge of Signify's, and the caller compares its CN.
 * `pinned` takes the certificate it meets (trust on first use).
 */
export function firstContactOptions(
  address: BridgeAddress,
  roots: readonly string[] = SIGNIFY_ROOTS,
): TlsOptions {
  if (address.tls !== "verified") return { rejectUnauthorized: false };
  return { ca: [...roots], checkServerIdentity: () => undefined };
}
