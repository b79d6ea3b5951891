import type { ConfidentialClientApplication } from "@azure/msal-node";
import type { Clock } from "../support/clock";
import { Problem } from "../support/problem";
import { applicationProblem, CONFIGURATION_CODES } from "./application-problem";
import { checkValidity, type ClientCredential } from "./client-credential";
import { EntraNetwork } from "./entra-network";
import { createConfidentialApplication } from "./msal-application";
import { endpoints, type Registration } from "./registration";
import type { AccessToken, Account, TokenProvider, TokenRequest } from "./token-provider";

export interface AppAccountOptions {
  readonly registration: Registration;
  readonly credential: ClientCredential;
  /** What messages call it; its client id unless given. */
  readonly name?: string | undefined;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

/** How long what only a change of the configuration can help is believed without asking Microsoft again. */
const REFUSAL_KEPT_MS = 60_000;
const USUAL_LIFETIME_S = 30;

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
  readonly #account: Account;
  readonly #network: EntraNetwork;
  readonly #closing = new AbortController();
  readonly #flights = new Map<string, Promise<AccessToken>>();
  #application: Promise<ConfidentialClientApplication> | undefined;
  #token: AccessToken | undefined;
  #refusal: Refusal | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** @throws Problem `bad-configuration` for a registration that names no tenant. */
  constructor(options: AppAccountOptions) {
    const { registration, name, clock, fetch } = options;
    requireTenant(registration);
    const { clientId, tenant } = registration;
    this.#options = options;
    this.#account = { id: clientId, tenantId: tenant, username: clientId, name: name || clientId };
    this.#network = new EntraNetwork({ clock, fetch, signal: this.#closing.signal });
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
    return Promise.resolve(this.#account);
  }

  /** There is no sign-in that Microsoft could end. */
  hasEnded(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** The account of an application never changes while it lives. */
  onChange(_listener: () => void): () => void {
    return () => {};
  }

  /** @throws Problem `sign-in-not-needed`, always. */
  adopt(): Promise<never> {
    return Promise.reject(signInNotNeeded());
  }

  /** There is nothing to sign out from; what is in memory is forgotten. */
  signOut(): Promise<void> {
    this.#token = undefined;
    return Promise.resolve();
  }

  /** Ends requests under way. Later calls throw Problem `closed`. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#token = undefined;
    await this.#queue;
  }

  /**
   * An application has all the permissions an administrator has consented to, whatever `scopes` names. Throws Problem:
   * `certificate-expired` and the like where the configuration has to be changed; any other code is trouble that may
   * pass.
   */
  getToken({
    claims,
    forceRefresh = false,
    minimumLifetime = USUAL_LIFETIME_S,
  }: TokenRequest): Promise<AccessToken> {
    const now = this.#options.clock.now();
    const isGood = this.#token && this.#token.expiresAt - now >= minimumLifetime * 1000;
    if (this.#token && isGood && claims === undefined && !forceRefresh) return Promise.resolve(this.#token);
    const key = claims ?? "";
    const flying = this.#flights.get(key);
    if (flying) return flying;
    const flight = this.#enqueue(() => this.#acquire(claims)).finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #acquire(claims: string | undefined): Promise<AccessToken> {
    const { clock, credential } = this.#options;
    this.#throwIfClosed();
    if (this.#refusal && isFresh(this.#refusal, clock.now())) throw this.#refusal.problem;
    try {
      checkValidity(credential, clock.now());
      const token = await this.#ask(claims);
      this.#refusal = undefined;
      this.#token = token;
      return token;
    } catch (error) {
      this.#throwIfClosed();
      const problem = applicationProblem(error, this.#network.failure, credential);
      if (CONFIGURATION_CODES.has(problem.code)) this.#refusal = { problem, at: clock.now() };
      throw problem;
    }
  }

  /** MSAL's own memory is left out: what is kept, and for how long, is decided here. */
  async #ask(claims: string | undefined): Promise<AccessToken> {
    const { registration, credential, clock } = this.#options;
    this.#network.forgetFailure();
    this.#application ??= createConfidentialApplication({
      registration,
      credential,
      networkClient: this.#network,
    });
    const application = await this.#application;
    const answer = await application.acquireTokenByClientCredential({
      scopes: [`${endpoints(registration).graph}/.default`],
      skipCache: true,
      ...(claims === undefined ? {} : { claims }),
    });
    if (!answer) throw new Error("no answer");
    return { token: answer.accessToken, expiresAt: answer.expiresOn?.getTime() ?? clock.now() };
  }

  #throwIfClosed(): void {
    if (!this.#closing.signal.aborted) return;
    throw new Problem({
      code: "closed",
      title: "The account is closed",
      advice: "Nothing needs to be done; it belongs to a configuration that is no longer in use.",
    });
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

function requireTenant({ tenant }: Registration): void {
  if (tenant !== "organizations") return;
  throw new Problem({
    code: "bad-configuration",
    title: "An application needs the id of its tenant",
    advice:
      "Set the tenant to the Directory (tenant) ID or a domain; organizations is for people (property tenant).",
  });
}

function isFresh({ at }: Refusal, now: number): boolean {
  return now >= at && now - at < REFUSAL_KEPT_MS;
}
