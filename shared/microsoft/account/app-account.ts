import type { ConfidentialClientApplication } from "@azure/msal-node";
import type { Clock } from "../../support/clock";
import type { Log } from "../../support/log";
import { Problem } from "../../support/problem";
import { accountClosed } from "./account-problems";
import { applicationProblem, CONFIGURATION_CODES } from "./application-problem";
import { checkValidity, type ClientCredential } from "./client-credential";
import { EntraNetwork } from "../entra/entra-network";
import { NO_TOKEN_IN_ANSWER, silentProblem } from "../entra/entra-problem";
import type { Fetch } from "../network/microsoft-fetch";
import { createConfidentialApplication } from "../entra/msal-application";
import { endpoints, type Registration } from "../registration/registration";
import { type AcquiredToken, type AcquireRequest, TokenKeeper } from "./token-keeper";
import type { AccessToken, Account, TokenProvider, TokenRequest } from "./token-provider";

export interface AppAccountOptions {
  readonly registration: Registration;
  readonly credential: ClientCredential;
  /** What messages call it; its client id unless given. */
  readonly name?: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
}

/** How long what only a change of the configuration can help is believed where somebody asks, and where nobody does. */
const REFUSAL_KEPT_MS = 60_000;
const REFUSAL_KEPT_UNASKED_MS = 900_000;

interface Refusal {
  readonly problem: Problem;
  readonly at: number;
}

/**
 * An application that signs in as itself (OAuth 2.0 client credentials, RFC 6749 section 4.4). Nothing is stored: with its
 * secret or certificate it can have a token at any time, so tokens live in memory only and there is no refresh token.
 * Nobody can be sent to sign in for it: trouble has codes of its own, never `sign-in-needed`.
 */
export class AppAccount implements TokenProvider {
  readonly #options: AppAccountOptions;
  /** Its client id, and what messages call it. */
  readonly identity: Account;
  readonly #network: EntraNetwork;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #keeper: TokenKeeper;
  #application: Promise<ConfidentialClientApplication> | undefined;
  #refusal: Refusal | undefined;
  /** Requests for a token that wait. */
  #asking = 0;
  #queue: Promise<unknown> = Promise.resolve();

  /** @throws Problem `bad-configuration` for a registration that names no tenant. */
  constructor(options: AppAccountOptions) {
    const { registration, name, clock, log, fetch } = options;
    requireTenant(registration);
    const { clientId, tenant } = registration;
    this.#options = options;
    this.identity = { id: clientId, tenantId: tenant, username: clientId, name: name || clientId };
    this.#network = new EntraNetwork({ clock, fetch, signal: this.#closing.signal });
    this.#keeper = new TokenKeeper({
      acquire: (request) => this.#enqueue(() => this.#acquire(request)),
      clock,
      log,
      onRecovered: () => this.#tellListeners(),
    });
  }

  get credential(): ClientCredential {
    return this.#options.credential;
  }

  /** Why Microsoft, or the date, refuses this application; undefined as long as nothing is known against it. */
  problem(): Problem | undefined {
    return this.#refusal?.problem;
  }

  /** The application itself stands for the person; always known. */
  account(): Promise<Account> {
    return Promise.resolve(this.identity);
  }

  /** There is no sign-in that Microsoft could end. */
  endedBy(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Called when there are tokens again after trouble. Gives what ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Gets a new token although an earlier refusal is still believed. Throws as `getToken` does. */
  async verify(): Promise<void> {
    this.#refusal = undefined;
    await this.getToken({ scopes: [], forceRefresh: true });
  }

  /** @throws Problem `sign-in-not-needed`, always. */
  adopt(): Promise<never> {
    return Promise.reject(signInNotNeeded());
  }

  /** There is nothing to sign out from; what is in memory is forgotten. */
  signOut(): Promise<void> {
    this.#keeper.forget();
    return Promise.resolve();
  }

  /** Ends requests under way. Later calls throw Problem `closed`. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#listeners.clear();
    this.#keeper.close();
    await this.#queue;
  }

  /**
   * An application has all the permissions an administrator has consented to, whatever the request's scopes name.
   * Throws Problem: one of CONFIGURATION_CODES where the configuration has to be changed; any other is trouble that may
   * pass.
   */
  async getToken(request: TokenRequest): Promise<AccessToken> {
    const { graph } = endpoints(this.#options.registration);
    this.#asking++;
    try {
      return await this.#keeper.get({ ...request, scopes: [`${graph}/.default`] });
    } finally {
      this.#asking--;
    }
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #acquire(request: AcquireRequest): Promise<AcquiredToken> {
    const { clock, credential } = this.#options;
    this.#throwIfClosed();
    this.#throwIfRefused();
    try {
      checkValidity(credential, clock.now());
      const token = await this.#ask(request);
      this.#refusal = undefined;
      return token;
    } catch (error) {
      this.#throwIfClosed();
      const problem = applicationProblem(error, this.#network.failure, credential);
      if (CONFIGURATION_CODES.has(problem.code)) this.#refusal = { problem, at: clock.now() };
      throw problem;
    }
  }

  /** MSAL's own memory is left out: what is kept, and for how long, is the keeper's matter. */
  async #ask({ scopes, claims }: AcquireRequest): Promise<AcquiredToken> {
    const { registration, credential, clock } = this.#options;
    this.#network.forgetFailure();
    this.#application ??= createConfidentialApplication({
      registration,
      credential,
      networkClient: this.#network,
    });
    const application = await this.#application.catch((error: unknown) => {
      // A disk that does not give a library at once may do so later.
      this.#application = undefined;
      throw error;
    });
    const answer = await application.acquireTokenByClientCredential({
      scopes: [...scopes],
      skipCache: true,
      ...(claims === undefined ? {} : { claims }),
    });
    // MSAL makes an empty token of any JSON that is no refusal, and a proxy's page may be JSON.
    if (!answer?.accessToken) throw silentProblem(undefined, NO_TOKEN_IN_ANSWER);
    const expiresAt = answer.expiresOn?.getTime() ?? clock.now();
    return { token: answer.accessToken, expiresAt, fromCache: false };
  }

  #throwIfRefused(): void {
    const keptMs = this.#asking > 0 ? REFUSAL_KEPT_MS : REFUSAL_KEPT_UNASKED_MS;
    if (!this.#refusal) return;
    const passedMs = this.#options.clock.now() - this.#refusal.at;
    if (passedMs >= 0 && passedMs < keptMs) throw this.#refusal.problem;
  }

  #tellListeners(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch {
        this.#options.log.error("A listener to an account's changes threw.");
      }
    }
  }

  #throwIfClosed(): void {
    if (this.#closing.signal.aborted) throw accountClosed();
  }
}

export function signInNotNeeded(): Problem {
  return new Problem({
    code: "sign-in-not-needed",
    title: "An application needs no sign-in",
    advice:
      "It uses the secret or certificate of its account; if that is refused, correct it there and deploy.",
  });
}

/** @throws Problem `bad-configuration` for a registration that names no tenant: there is nobody who could say which. */
export function requireTenant({ tenant }: Registration): void {
  if (tenant !== "organizations") return;
  throw new Problem({
    code: "bad-configuration",
    title: "An application needs the id of its tenant",
    advice:
      "Set the tenant to the Directory (tenant) ID or a domain; organizations is for people (property tenant).",
  });
}
