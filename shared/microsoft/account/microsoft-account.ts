import type { Clock } from "../../support/clock";
import type { Log } from "../../support/log";
import { pause } from "../../support/pause";
import { Problem } from "../../support/problem";
import type { AccountFiles, StoredAccount, StoredSignIn } from "./account-file";
import { AccountStore } from "./account-store";
import { accountClosed, isSameAccount, refuseOther } from "./account-problems";
import { SIGN_IN_NEEDED } from "../entra/entra-problem";
import { type RefusedSignIn, Refusals } from "./refusals";
import type { Registration } from "../registration/registration";
import { signedOutText } from "./signed-out";
import { SilentClient, type SilentAnswer } from "./silent-client";
import { TokenKeeper, type AcquiredToken, type AcquireRequest } from "./token-keeper";
import type { AccessToken, Account, TokenProvider, TokenRequest } from "./token-provider";

export type SignInState = "signed-out" | "signed-in";

/** Who is signed in, and since when where that is known: another time is another sign-in. */
export type SignedIn = Pick<StoredSignIn, "account" | "at">;

export interface MicrosoftAccountOptions {
  /** Names the file; the config node's id or the account's id in Homebridge. */
  readonly id: string;
  readonly registration: Registration;
  readonly files: AccountFiles;
  readonly log: Log;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
  /** 0 up to 1. */
  readonly random?: () => number;
}

/** What is said to have ended is looked at again after this, when whoever was storing a newer sign-in is done. */
const SECOND_LOOK_MS = 2000;

/**
 * One signed-in account: one MSAL cache, one file. Access tokens are kept in memory and renewed ahead of time.
 * Everything that touches MSAL or changes the file waits in one queue, and holds the file's lock meanwhile.
 */
export class MicrosoftAccount implements TokenProvider {
  readonly #options: MicrosoftAccountOptions;
  readonly #store: AccountStore;
  readonly #client: SilentClient;
  readonly #keeper: TokenKeeper;
  readonly #refusals = new Refusals();
  readonly #closing = new AbortController();
  readonly #listeners = new Set<(state: SignInState) => void>();
  #queue: Promise<unknown> = Promise.resolve();
  #state: SignInState = "signed-out";
  /** What the file held when it was read last. */
  #signedIn: SignedIn | undefined;
  /** Counts what this process has done to the file, so that a look at it that overlaps with that is repeated. */
  #changes = 0;

  constructor(options: MicrosoftAccountOptions) {
    this.#options = options;
    this.#store = new AccountStore(options);
    this.#client = new SilentClient({ ...options, signal: this.#closing.signal });
    this.#keeper = new TokenKeeper({
      ...options,
      acquire: (request) => this.#acquire(request),
      onRecovered: () => this.#tell(),
    });
    // The state is asked for without waiting; trouble with the file shows again at the first real use.
    this.#look().catch((error: unknown) => {
      options.log.warn(error instanceof Problem ? error.message : "A stored sign-in was not read.");
    });
  }

  /** What is known so far; "signed-out" until the file has been read. */
  state(): SignInState {
    return this.#state;
  }

  /**
   * Called after a sign-in, also a renewed one, and after a sign-out, those of another process as soon as the file is looked
   * into, and when tokens are there again after trouble that made `getToken` fail. Gives what ends the listening.
   */
  onChange(listener: (state: SignInState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Looks into the file, and so notices what another process has done to it; never waits for a token. */
  async account(): Promise<Account | undefined> {
    return (await this.signedIn())?.account;
  }

  /** The same look; tells one sign-in of an account from another. */
  async signedIn(): Promise<SignedIn | undefined> {
    try {
      const stored = await this.#look();
      return stored.state === "stored" ? signedInBy(stored.signIn) : undefined;
    } catch (error) {
      // A disk that is in trouble for a moment does not sign anybody out.
      if (!this.#signedIn || this.#closing.signal.aborted) throw error;
      return this.#signedIn;
    }
  }

  /** Where the browser came back to when the stored sign-in was made by authorization code. */
  async redirectUri(): Promise<string | undefined> {
    const stored = await this.#look();
    return stored.state === "stored" ? stored.signIn.redirectUri : undefined;
  }

  /** Why Microsoft has refused the stored sign-in, as far as it was tried: only a new one helps then. */
  async endedBy(): Promise<Problem | undefined> {
    const stored = await this.#look();
    return stored.state === "stored" ? this.#refusals.problemOf(stored.signIn.cache) : undefined;
  }

  lookAgain(): void {
    this.#refusals.doubt();
  }

  /** From memory as long as that serves; equal requests at the same time share one call. */
  async getToken(request: TokenRequest): Promise<AccessToken> {
    if (this.#closing.signal.aborted) throw accountClosed();
    return this.#keeper.get(request);
  }

  /**
   * Stores a completed sign-in. Throws Problem `wrong-account` when another account is signed in with the same
   * registration, unless `replace` is set; nothing is stored then.
   */
  async adopt(signIn: StoredSignIn, { replace = false }: { replace?: boolean } = {}): Promise<void> {
    const store = async (): Promise<void> => {
      const before = replace ? undefined : await this.#store.account();
      if (before) refuseOther(before, signIn.account);
      const stored = { ...signIn, at: this.#options.clock.now() };
      await this.#store.replace(stored);
      this.#changed(signedInBy(stored));
    };
    // A deploy that comes while this waits for a refresh must not cost somebody's sign-in.
    await this.#enqueue(() => this.#store.exclusively(store), { certain: true });
  }

  /** Forgets the sign-in on this machine; Entra has nothing to be told for a public client. */
  async signOut(): Promise<void> {
    const remove = async (): Promise<void> => {
      await this.#store.remove();
      this.#changed(undefined);
    };
    await this.#enqueue(remove, { certain: true });
  }

  /**
   * Ends requests under way and waits for the file to be at rest; a sign-in that waits to be stored, or a sign-out, still
   * gets its turn. Later calls throw Problem `closed`.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#keeper.close();
    this.#listeners.clear();
    await this.#queue;
  }

  /** `certain` work, once it waits in the queue, is done even where the account is closed meanwhile. */
  #enqueue<T>(work: () => Promise<T>, { certain = false } = {}): Promise<T> {
    const { signal } = this.#closing;
    const tooLate = signal.aborted;
    const turn = this.#queue.then(() => {
      if (certain ? tooLate : signal.aborted) throw accountClosed();
      return work();
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** What is in the file, whatever is under way. */
  async #look(): Promise<StoredAccount> {
    for (;;) {
      if (this.#closing.signal.aborted) throw accountClosed();
      const changes = this.#changes;
      const stored = await this.#store.read();
      if (changes !== this.#changes) continue;
      this.#noticed(stored.state === "stored" ? signedInBy(stored.signIn) : undefined);
      return stored;
    }
  }

  /** A token from MSAL. Nobody is sent to sign in again before the same sign-in was refused twice. */
  async #acquire(request: AcquireRequest): Promise<AcquiredToken> {
    if (this.#refusals.isAny) await this.#throwIfBelieved();
    let ended = await this.#attempt(request);
    while ("problem" in ended && !this.#refusals.wasRefused(ended.cache)) {
      await pause(this.#options.clock, SECOND_LOOK_MS, this.#closing.signal);
      const again = await this.#attempt(request);
      // Another process may have stored a newer sign-in meanwhile, which deserves two looks of its own.
      if ("problem" in again && again.cache === ended.cache) break;
      ended = again;
    }
    if (!("problem" in ended)) return ended;
    this.#refusals.add(ended, this.#options.clock.now());
    throw ended.problem;
  }

  /** Somebody may be signed out for months: asking again every minute must not write to the disk, as taking the lock does. */
  async #throwIfBelieved(): Promise<void> {
    const stored = await this.#look();
    const refused = stored.state === "stored" && this.#believedRefusal(stored.signIn);
    if (refused) throw refused;
  }

  #believedRefusal({ cache }: StoredSignIn): Problem | undefined {
    return this.#refusals.believed(cache, this.#options.clock.now());
  }

  async #attempt(request: AcquireRequest): Promise<AcquiredToken | RefusedSignIn> {
    const { signal } = this.#closing;
    const challenged = request.claims !== undefined;
    const attempt = async (): Promise<AcquiredToken | RefusedSignIn> => {
      const stored = await this.#store.read();
      this.#noticed(stored.state === "stored" ? signedInBy(stored.signIn) : undefined);
      if (stored.state !== "stored") throw new Problem(signedOutText(stored));
      const { signIn } = stored;
      const refused = this.#believedRefusal(signIn);
      if (refused) throw refused;
      try {
        const { token, cache = signIn.cache } = await this.#silent(signIn, request);
        this.#refusals.succeeded({ cache, challenged });
        await this.#store.keep({ ...signIn, cache });
        return token;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== SIGN_IN_NEEDED.code) throw error;
        return { problem: error, cache: signIn.cache, challenged };
      }
    };
    try {
      return await this.#enqueue(() => this.#store.exclusivelyIfPossible(attempt, signal));
    } catch (error) {
      // Whatever it is, it came of closing.
      throw signal.aborted ? accountClosed() : error;
    }
  }

  async #silent(signIn: StoredSignIn, request: AcquireRequest): Promise<SilentAnswer> {
    const { scopes, claims, replaces } = request;
    // What was refused has not come back because an access token of it lives on in MSAL's cache.
    const forceRefresh = request.forceRefresh || this.#refusals.isRefused(signIn.cache);
    const isOthers = this.#store.isOthersWork(signIn);
    if (isOthers && forceRefresh && claims === undefined && replaces !== undefined) {
      // What another process has just renewed need not be renewed again.
      const answer = await this.#client.acquire(signIn, { scopes, forceRefresh: false });
      if (answer.token.token !== replaces) return answer;
    }
    return this.#client.acquire(signIn, { scopes, claims, forceRefresh });
  }

  /** This process has signed somebody in or out. */
  #changed(now: SignedIn | undefined): void {
    this.#changes++;
    this.#keeper.forget();
    this.#refusals.forget();
    this.#signedIn = now;
    this.#state = now ? "signed-in" : "signed-out";
    this.#tell();
  }

  /** The file may have changed hands, or be gone, by what another process did; that it was renewed is no news. */
  #noticed(now: SignedIn | undefined): void {
    const before = this.#signedIn;
    this.#signedIn = now;
    if (isSameSignedIn(before, now)) return;
    if (before) this.#keeper.forget();
    this.#state = now ? "signed-in" : "signed-out";
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      try {
        listener(this.#state);
      } catch {
        this.#options.log.error("A listener to an account's changes threw.");
      }
    }
  }
}

function signedInBy({ account, at }: StoredSignIn): SignedIn {
  return { account, ...(at !== undefined && { at }) };
}

export function isSameSignedIn(one: SignedIn | undefined, other: SignedIn | undefined): boolean {
  if (!one || !other) return one === other;
  return isSameAccount(one.account, other.account) && one.at === other.at;
}
