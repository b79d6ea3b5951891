import { createHash, randomBytes } from "node:crypto";
import type { Person } from "../../world";
import { Refused } from "./refusals";
import type { Scopes } from "./scopes";

/** What an authorization code stands for. */
export interface CodeGrant {
  readonly clientId: string;
  /** As the path named it: `organizations` and a tenant's id are not the same place. */
  readonly tenant: string;
  readonly redirectUri: string;
  readonly person: Person;
  readonly scopes: Scopes;
  readonly nonce: string | undefined;
  /** S256 (RFC 7636 section 4.2); undefined where a confidential client sent none. */
  readonly challenge: string | undefined;
}

/** What comes with a code that is to be redeemed. */
export interface Redemption {
  readonly clientId: string;
  readonly tenant: string;
  readonly redirectUri: string | undefined;
  readonly verifier: string | undefined;
}

interface Issued {
  readonly grant: CodeGrant;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  isRedeemed: boolean;
}

/** Microsoft Entra docs, "OAuth 2.0 authorization code flow": about 10 minutes. */
const LIFETIME_MS = 10 * 60_000;

/** Authorization codes: each is good once, for the client, tenant, address and verifier it was given out for. */
export class AuthorizationCodes {
  readonly #now: () => number;
  readonly #issued = new Map<string, Issued>();

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  issue(grant: CodeGrant): string {
    const code = randomBytes(48).toString("base64url");
    this.#issued.set(code, { grant, expiresAt: this.#now() + LIFETIME_MS, isRedeemed: false });
    return code;
  }

  /** Throws Refused; a code that was refused for its company is still good in the right one. */
  redeem(code: string, { clientId, tenant, redirectUri, verifier }: Redemption): CodeGrant {
    const issued = this.#issued.get(code);
    if (!issued) throw new Refused("malformedCode");
    const { grant } = issued;
    if (grant.clientId !== clientId) throw new Refused("invalidGrant");
    if (issued.isRedeemed) throw new Refused("usedCode");
    if (issued.expiresAt <= this.#now()) throw new Refused("expiredCode");
    if (grant.tenant !== tenant) throw new Refused("codeOfAnotherTenant");
    if (grant.redirectUri !== redirectUri) throw new Refused("otherRedirectUri");
    requireVerifier(grant, verifier);
    issued.isRedeemed = true;
    return grant;
  }
}

function requireVerifier({ challenge }: CodeGrant, verifier: string | undefined): void {
  if (challenge === undefined && verifier === undefined) return;
  if (verifier === undefined) throw new Refused("noVerifier");
  const expected = createHash("sha256").update(verifier).digest("base64url");
  if (expected !== challenge) throw new Refused("wrongVerifier");
}
