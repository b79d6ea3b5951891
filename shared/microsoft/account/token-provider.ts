/** Who signed in. */
export interface Account {
  /** The person's object id in the tenant, lower case. */
  readonly id: string;
  readonly tenantId: string;
  /** User principal name. */
  readonly username: string;
  readonly name: string;
}

export interface TokenRequest {
  readonly scopes: readonly string[];
  /**
   * Seconds the token is to be good for yet; 30 unless given. While it cannot be renewed for reasons that pass, one that
   * is good for less is given too.
   */
  readonly minimumLifetime?: number;
  /** A claims challenge to answer: JSON text, already decoded from base64. */
  readonly claims?: string;
  /** Skips the cache: for a token that was refused although it had not expired. */
  readonly forceRefresh?: boolean;
}

export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Access tokens for one account. MSAL stays behind this interface.
 * `getToken` throws a Problem: `sign-in-needed` when only a person can help; any other code is trouble that may pass.
 */
export interface TokenProvider {
  getToken(request: TokenRequest): Promise<AccessToken>;
  /** Undefined while nobody is signed in. */
  account(): Promise<Account | undefined>;
  /** A person wants to know: a refusal that is still believed is asked about once more. */
  lookAgain?(): void;
}
