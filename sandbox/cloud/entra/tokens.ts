import { randomBytes } from "node:crypto";
import type { Person } from "../../world";

export interface AccessGrant {
  readonly clientId: string;
  readonly person: Person;
  /** Graph permissions in their official spelling. */
  readonly permissions: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The `claims` parameter the token was asked for with; "" without one. */
  readonly claims: string;
}

export interface RefreshGrant {
  readonly clientId: string;
  readonly person: Person;
  readonly signIn: ReadonlySet<string>;
  usedAt: number;
  revoked: boolean;
}

export interface TokensOptions {
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
  /** How long an access token is good for; default 3600. */
  readonly accessTokenSeconds?: number | undefined;
}

/** Microsoft Entra docs, "Refresh tokens": 90 days without use, except for single-page apps. */
export const REFRESH_TOKEN_MS = 90 * 24 * 3_600_000;
const ACCESS_TOKEN_SECONDS = 3600;

function opaque(): string {
  return randomBytes(48).toString("base64url");
}

/** Every token given out, and what each person has consented to; Entra issues, Graph looks up. */
export class Tokens {
  readonly accessTokenSeconds: number;
  readonly #now: () => number;
  readonly #access = new Map<string, AccessGrant>();
  readonly #refresh = new Map<string, RefreshGrant>();
  readonly #consented = new Map<string, Set<string>>();

  constructor({ clock = Date.now, accessTokenSeconds = ACCESS_TOKEN_SECONDS }: TokensOptions = {}) {
    this.#now = clock;
    this.accessTokenSeconds = accessTokenSeconds;
  }

  consent(clientId: string, person: Person, permissions: readonly string[]): void {
    const key = `${clientId} ${person.oid}`;
    this.#consented.set(key, new Set([...(this.#consented.get(key) ?? []), ...permissions]));
  }

  consented(clientId: string, person: Person): readonly string[] {
    return [...(this.#consented.get(`${clientId} ${person.oid}`) ?? [])];
  }

  issueAccess(grant: Omit<AccessGrant, "expiresAt">): string {
    const token = opaque();
    this.#access.set(token, { ...grant, expiresAt: this.#now() + this.accessTokenSeconds * 1000 });
    return token;
  }

  access(token: string): AccessGrant | undefined {
    return this.#access.get(token);
  }

  issueRefresh(grant: Omit<RefreshGrant, "revoked" | "usedAt">): string {
    const token = opaque();
    this.#refresh.set(token, { ...grant, usedAt: this.#now(), revoked: false });
    return token;
  }

  refresh(token: string): RefreshGrant | undefined {
    return this.#refresh.get(token);
  }

  /** As after a password change: every refresh token given out so far is dead, access tokens live on. */
  revokeRefreshTokens(): void {
    for (const grant of this.#refresh.values()) grant.revoked = true;
  }
}
