import type { AccountInfo, ICachePlugin, PublicClientApplication } from "@azure/msal-node";
import type { Clock } from "../support/clock";
import type { Log } from "../support/log";
import { Problem, type ProblemText } from "../support/problem";
import type { AccountFiles, StoredAccount, StoredSignIn } from "./account-file";
import { EntraNetwork } from "./entra-network";
import { SIGN_IN_NEEDED, silentProblem } from "./entra-problem";
import { createApplication } from "./msal-application";
import type { Registration } from "./registration";
import type { AccessToken, Account, TokenProvider, TokenRequest } from "./token-provider";

export type SignInState = "signed-out" | "signed-in";

export interface MicrosoftAccountOptions {
  /** Names the file; the config node's id or the account's id in Homebridge. */
  readonly id: string;
  readonly registration: Registration;
  readonly files: AccountFiles;
  readonly log: Log;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

/** How long a stored sign-in that was refused is not tried again; doubled with every refusal that follows. */
const FIRST_REFUSAL_WAIT_MS = 60_000;
const LONGEST_REFUSAL_WAIT_MS = 3_600_000;

/** That only a person can help, and how long this is believed without asking again. */
interface Refusal {
  readonly problem: Problem;
  /** The store it is about; another one deserves to be tried. */
  readonly cache: string;
  readonly at: number;
  readonly waitMs: number;
}

/**
 * One signed-in account: one MSAL application, one file. Everything that touches either waits in one queue, because
 * MSAL empties its memory before it reads the store, and calls in between would find nobody signed in.
 */
export class MicrosoftAccount implements TokenProvider {
  readonly #options: MicrosoftAccountOptions;
  readonly #network: EntraNetwork;
  readonly #closing = new AbortController();
  readonly #flights = new Map<string, Promise<AccessToken>>();
  readonly #listeners = new Set<(state: SignInState) => void>();
  #queue: Promise<unknown> = Promise.resolve();
  #state: SignInState = "signed-out";
  /** Dropped when the account changes: its memory holds the former tokens. */
  #application: PublicClientApplication | undefined;
  /** MSAL's cache while a call is under way; changed says that it has to be stored. */
  #cache = "{}";
  #cacheChanged = false;
  #refusal: Refusal | undefined;

  constructor(options: MicrosoftAccountOptions) {
    this.#options = options;
    const { clock, fetch } = options;
    this.#network = new EntraNetwork({ clock, fetch, signal: this.#closing.signal });
    // The state is asked for without waiting; trouble with the file shows again at the first real use.
    this.#enqueue(() => this.#read()).catch((error: unknown) => {
      options.log.warn(error instanceof Problem ? error.message : "A stored sign-in was not read.");
    });
  }

  /** What is known so far; "signed-out" until the file has been read. */
  state(): SignInState {
    return this.#state;
  }

  /** Called after a sign-in, also a renewed one, and after a sign-out. Gives what ends the listening. */
  onChange(listener: (state: SignInState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async account(): Promise<Account | undefined> {
    const stored = await this.#enqueue(() => this.#read());
    return stored.state === "stored" ? stored.signIn.account : undefined;
  }

  /** Where the browser came back to when the stored sign-in was made by authorization code. */
  async redirectUri(): Promise<string | undefined> {
    const stored = await this.#enqueue(() => this.#read());
    return stored.state === "stored" ? stored.signIn.redirectUri : undefined;
  }

  /** Whether Microsoft has refused the stored sign-in, as far as it was tried: only a new one helps then. */
  hasEnded(): Promise<boolean> {
    return this.#enqueue(async () => {
      const stored = await this.#read();
      return stored.state === "stored" && this.#refusal?.cache === stored.signIn.cache;
    });
  }

  /** Equal requests at the same time share one call. Throws as TokenProvider says. */
  getToken(request: TokenRequest): Promise<AccessToken> {
    const key = JSON.stringify([request.scopes, request.claims, request.forceRefresh === true]);
    const flying = this.#flights.get(key);
    if (flying) return flying;
    const flight = this.#enqueue(() => this.#acquire(request)).finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  /**
   * Stores a completed sign-in. Throws Problem `wrong-account` when another account is signed in with the same
   * registration, unless `replace` is set; nothing is stored then.
   */
  async adopt(signIn: StoredSignIn, { replace = false }: { replace?: boolean } = {}): Promise<void> {
    const store = async (): Promise<void> => {
      const { id, registration, files } = this.#options;
      const stored = await this.#read();
      if (!replace && stored.state === "stored") {
        refuseOther(stored.signIn.account, signIn.account);
      }
      await files.write(id, registration, signIn);
      this.#application = undefined;
      this.#refusal = undefined;
      this.#become("signed-in", true);
    };
    // A deploy that comes while this waits for a refresh must not cost somebody's sign-in.
    await this.#enqueue(store, { certain: true });
  }

  /** Forgets the sign-in on this machine; Entra has nothing to be told for a public client. */
  async signOut(): Promise<void> {
    const remove = async (): Promise<void> => {
      await this.#options.files.remove(this.#options.id);
      this.#application = undefined;
      this.#become("signed-out", true);
    };
    await this.#enqueue(remove, { certain: true });
  }

  /**
   * Ends requests under way and waits for the file to be at rest; a sign-in that waits to be stored, or a sign-out, still
   * gets its turn. Later calls throw Problem `closed`.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#listeners.clear();
    await this.#queue;
  }

  /** `certain` work, once it waits in the queue, is done even where the account is closed meanwhile. */
  #enqueue<T>(work: () => Promise<T>, { certain = false } = {}): Promise<T> {
    const { signal } = this.#closing;
    const tooLate = signal.aborted;
    const turn = this.#queue.then(() => {
      if (certain ? tooLate : signal.aborted) throw new Problem(CLOSED);
      return work();
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #read(): Promise<StoredAccount> {
    const { id, registration, files } = this.#options;
    const stored = await files.read(id, registration);
    this.#become(stored.state === "stored" ? "signed-in" : "signed-out", false);
    return stored;
  }

  async #acquire(request: TokenRequest): Promise<AccessToken> {
    const stored = await this.#read();
    if (stored.state !== "stored") throw new Problem(SIGNED_OUT[stored.state]);
    if (this.#refusal?.cache !== stored.signIn.cache) this.#refusal = undefined;
    const refusal = this.#refusal;
    if (refusal && isFresh(refusal, this.#options.clock.now())) throw refusal.problem;
    const first = await this.#tryAcquire(request, stored);
    if (!(first instanceof Problem)) return first;
    if (first.code !== SIGN_IN_NEEDED.code) throw first;
    // Nobody is sent to sign in again for what may have been a hiccup.
    const second = refusal ? first : await this.#tryAcquire(request, await this.#read());
    if (!(second instanceof Problem)) return second;
    if (second.code !== SIGN_IN_NEEDED.code) throw second;
    // The repeat often says only that MSAL has thrown the refused token away; the first answer knows why.
    throw this.#refused(first);
  }

  /** A dead refresh token is dead for every request: it is neither sent to Entra nor its access token to Graph. */
  #refused(problem: Problem): Problem {
    const waitMs = Math.min(
      this.#refusal ? this.#refusal.waitMs * 2 : FIRST_REFUSAL_WAIT_MS,
      LONGEST_REFUSAL_WAIT_MS,
    );
    this.#refusal = { problem, cache: this.#cache, at: this.#options.clock.now(), waitMs };
    return problem;
  }

  async #tryAcquire(request: TokenRequest, stored: StoredAccount): Promise<AccessToken | Problem> {
    if (stored.state !== "stored") return new Problem(SIGNED_OUT[stored.state]);
    this.#cache = stored.signIn.cache;
    this.#cacheChanged = false;
    this.#network.forgetFailure();
    try {
      const token = await this.#silent(request, stored.signIn.account);
      this.#refusal = undefined;
      return token;
    } catch (error) {
      if (this.#closing.signal.aborted) return new Problem(CLOSED);
      return silentProblem(error, this.#network.failure);
    } finally {
      await this.#keepCache(stored.signIn);
    }
  }

  async #silent(request: TokenRequest, account: Account): Promise<AccessToken> {
    const { registration, clock } = this.#options;
    this.#application ??= await createApplication({
      registration,
      networkClient: this.#network,
      cachePlugin: this.#cachePlugin(),
    });
    const accounts = await this.#application.getTokenCache().getAllAccounts();
    const info = accounts.find((each) => isSame(each, account));
    if (!info) throw new Problem(SIGN_IN_NEEDED);
    const answer = await this.#application.acquireTokenSilent({
      account: info,
      scopes: [...request.scopes],
      ...(request.claims === undefined ? {} : { claims: request.claims }),
      ...(request.forceRefresh === undefined ? {} : { forceRefresh: request.forceRefresh }),
    });
    return {
      token: answer.accessToken,
      expiresAt: answer.expiresOn?.getTime() ?? clock.now(),
    };
  }

  /** Reads and writes memory only: the file is read before and written after the call, inside the same turn. */
  #cachePlugin(): ICachePlugin {
    return {
      beforeCacheAccess: (context) => {
        context.tokenCache.deserialize(this.#cache);
        return Promise.resolve();
      },
      afterCacheAccess: (context) => {
        if (context.cacheHasChanged) {
          this.#cache = context.tokenCache.serialize();
          this.#cacheChanged = true;
        }
        return Promise.resolve();
      },
    };
  }

  /** A token that was got is good even where it cannot be stored: the earlier refresh token stays valid. */
  async #keepCache(signIn: StoredSignIn): Promise<void> {
    if (!this.#cacheChanged) return;
    const { id, registration, files, log } = this.#options;
    try {
      await files.write(id, registration, { ...signIn, cache: this.#cache });
    } catch (error) {
      log.warn(error instanceof Problem ? error.message : "A renewed sign-in was not stored.");
    }
  }

  #become(state: SignInState, always: boolean): void {
    if (state === this.#state && !always) return;
    this.#state = state;
    for (const listener of this.#listeners) {
      try {
        listener(state);
      } catch {
        this.#options.log.error("A listener to an account's changes threw.");
      }
    }
  }
}

const CLOSED = {
  code: "closed",
  title: "The account is closed",
  advice: "Nothing needs to be done; it belongs to a configuration that is no longer in use.",
} as const;

const SIGNED_OUT: Readonly<Record<Exclude<StoredAccount["state"], "stored">, ProblemText>> = {
  none: SIGN_IN_NEEDED,
  unreadable: {
    code: SIGN_IN_NEEDED.code,
    title: "The stored sign-in cannot be opened",
    advice: "Sign in again, or restore the earlier credentialSecret or key file.",
  },
  "other-registration": {
    code: SIGN_IN_NEEDED.code,
    title: "The stored sign-in belongs to other settings",
    advice: "Sign in again, or restore the earlier cloud, tenant and client id.",
  },
};

function isFresh({ at, waitMs }: Refusal, now: number): boolean {
  return now >= at && now - at < waitMs;
}

function refuseOther(stored: Account, given: Account): void {
  if (stored.id === given.id && stored.tenantId === given.tenantId) return;
  throw new Problem({
    code: "wrong-account",
    title: `This is ${given.username}, but the sign-in belongs to ${stored.username}`,
    advice: `Sign in as ${stored.name}, or open the account, sign in again and tick the box that replaces ${stored.name}.`,
  });
}

function isSame(info: AccountInfo, account: Account): boolean {
  return info.localAccountId.toLowerCase() === account.id && info.tenantId.toLowerCase() === account.tenantId;
}
