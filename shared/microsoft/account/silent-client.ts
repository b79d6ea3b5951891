import type { AccountInfo, ICachePlugin } from "@azure/msal-node";
import type { Clock } from "../../support/clock";
import { Problem } from "../../support/problem";
import type { StoredSignIn } from "./account-file";
import { isSameAccount } from "./account-problems";
import { EntraNetwork } from "../entra/entra-network";
import { NO_TOKEN_IN_ANSWER, SIGN_IN_NEEDED, silentProblem } from "../entra/entra-problem";
import { createApplication } from "../entra/msal-application";
import { withoutReplacedTokens } from "../entra/msal-cache";
import type { Registration } from "../registration/registration";
import type { AcquiredToken } from "./token-keeper";
import type { Account } from "./token-provider";

export interface SilentClientOptions {
  readonly registration: Registration;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Ends requests under way. */
  readonly signal: AbortSignal;
}

export interface SilentRequest {
  readonly scopes: readonly string[];
  readonly claims?: string | undefined;
  readonly forceRefresh: boolean;
}

export interface SilentAnswer {
  readonly token: AcquiredToken;
  /** MSAL's serialized cache (secret) where it has changed and is to be stored. */
  readonly cache: string | undefined;
}

/**
 * Tokens of a stored sign-in, from MSAL's cache or with its refresh token. One call at a time: MSAL empties its memory
 * before it reads the cache, and a call in between would find nobody signed in.
 */
export class SilentClient {
  readonly #options: SilentClientOptions;
  readonly #network: EntraNetwork;
  #cache = "{}";
  #hasChanged = false;

  constructor(options: SilentClientOptions) {
    this.#options = options;
    this.#network = new EntraNetwork(options);
  }

  /** Throws a Problem as TokenProvider says. Whatever fails, the sign-in that was given stays as good as it is. */
  async acquire({ account, cache }: StoredSignIn, request: SilentRequest): Promise<SilentAnswer> {
    this.#cache = withoutReplacedTokens(cache);
    this.#hasChanged = false;
    this.#network.forgetFailure();
    try {
      const token = await this.#silent(account, request);
      return { token, cache: this.#hasChanged ? this.#cache : undefined };
    } catch (error) {
      throw silentProblem(error, this.#network.failure);
    }
  }

  async #silent(account: Account, { scopes, claims, forceRefresh }: SilentRequest): Promise<AcquiredToken> {
    const { registration, clock } = this.#options;
    // A new one each time: what the last one remembers comes back into the cache, replaced refresh tokens too.
    const application = await createApplication({
      registration,
      networkClient: this.#network,
      cachePlugin: this.#cachePlugin(),
    });
    const accounts = await application.getTokenCache().getAllAccounts();
    const info = accounts.find((each) => isSameAccount(identityOf(each), account));
    if (!info) throw new Problem(SIGN_IN_NEEDED);
    const answer = await application.acquireTokenSilent({
      account: info,
      scopes: [...scopes],
      forceRefresh,
      ...(claims === undefined ? {} : { claims }),
    });
    // MSAL makes an empty token of any JSON that is no refusal, and a proxy's page may be JSON.
    if (!answer.accessToken) throw silentProblem(undefined, NO_TOKEN_IN_ANSWER);
    return {
      token: answer.accessToken,
      expiresAt: answer.expiresOn?.getTime() ?? clock.now(),
      fromCache: answer.fromCache,
    };
  }

  /** Reads and writes memory only: the file is read before and written after the call. */
  #cachePlugin(): ICachePlugin {
    return {
      beforeCacheAccess: (context) => {
        context.tokenCache.deserialize(this.#cache);
        return Promise.resolve();
      },
      afterCacheAccess: (context) => {
        if (context.cacheHasChanged) {
          this.#cache = context.tokenCache.serialize();
          this.#hasChanged = true;
        }
        return Promise.resolve();
      },
    };
  }
}

function identityOf(info: AccountInfo): Pick<Account, "id" | "tenantId"> {
  return { id: info.localAccountId.toLowerCase(), tenantId: info.tenantId.toLowerCase() };
}
