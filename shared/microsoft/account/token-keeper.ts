import type { Clock, Timer } from "../../support/clock";
import type { Log } from "../../support/log";
import { asProblem, type Problem } from "../../support/problem";
import * as plan from "./refresh-plan";
import type { AccessToken, TokenRequest } from "./token-provider";

/** An access token, and whether it came out of a cache or has just been issued. */
export interface AcquiredToken extends AccessToken {
  readonly fromCache: boolean;
}

export interface AcquireRequest {
  readonly scopes: readonly string[];
  readonly claims?: string;
  /** Only a token that has just been issued will do, or at least another one than `replaces`. */
  readonly forceRefresh: boolean;
  readonly replaces?: string;
}

export interface TokenKeeperOptions {
  /** Gets a token from wherever they come from; throws Problems as TokenProvider says. Not called for what is kept. */
  acquire(request: AcquireRequest): Promise<AcquiredToken>;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 up to 1. */
  readonly random?: () => number;
  /** Tokens are there again, after trouble that passes by itself had made `get` fail. Must not throw. */
  onRecovered?(): void;
}

interface Held extends AcquiredToken, plan.Lifetime {
  /** The claims challenge it answered. */
  readonly claims: string | undefined;
  readonly refreshAt: number;
}

interface Failure {
  readonly problem: Problem;
  readonly inARow: number;
  readonly at: number;
  readonly retryAt: number;
}

interface Flight {
  readonly token: Promise<Held>;
  readonly claims: string | undefined;
  readonly forced: boolean;
}

/** What is known about the tokens of one set of scopes. */
interface Entry {
  readonly key: string;
  readonly scopes: readonly string[];
  held?: Held | undefined;
  failure?: Failure | undefined;
  flight?: Flight | undefined;
  /** Somebody was sent away without a token. */
  owing: boolean;
  /** Milliseconds of waiting, as the timer counts them, since somebody asked. */
  unaskedMs: number;
}

/** Timers run no longer than this, so that a clock that was set or a machine that slept is noticed soon. */
const HEARTBEAT_MS = 60_000;
/** Longer than the longest interval of a poller: whoever has not asked by then does not need the token kept fresh. */
const UNASKED_LIMIT_MS = 2 * 3_600_000;
const DEFAULT_LIFETIME_S = 30;
/** A challenge that comes again this soon is another request's, sent with the token from before the answer. */
const SAME_CHALLENGE_MS = 30_000;

/**
 * Keeps access tokens in memory and renews them ahead of their end, so that nobody waits for it. While renewing fails
 * for reasons that pass, the old token serves to its end. When to do what is decided in refresh-plan.
 */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  readonly #random: () => number;
  readonly #entries = new Map<string, Entry>();
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: TokenKeeperOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  /** A token from memory where it is good enough, else a new one; callers at the same time share the call for it. */
  async get(request: TokenRequest): Promise<AccessToken> {
    const { claims, minimumLifetime = DEFAULT_LIFETIME_S } = request;
    const entry = this.#entryOf(request.scopes);
    entry.unaskedMs = 0;
    const forced = request.forceRefresh === true || this.#isUnanswered(entry, claims);
    const serving = forced ? undefined : this.#serving(entry, minimumLifetime);
    if (serving) return given(serving);
    try {
      const token = await this.#fly(entry, claims, forced || this.#isAlive(entry));
      if (!token.fromCache || plan.isUsable(token, this.#now(), minimumLifetime)) return given(token);
      return given(await this.#fly(entry, claims, true));
    } catch (error) {
      const old = forced ? undefined : this.#serving(entry, 0);
      if (old) return given(old);
      entry.owing = entry.failure !== undefined;
      throw error;
    }
  }

  /** Another account has signed in, or nobody is any more: all that is known counts no longer. */
  forget(): void {
    this.#entries.clear();
    this.#arm();
  }

  /** Nothing is kept or renewed any more; `get` then hands every request to `acquire`. */
  close(): void {
    this.#closed = true;
    this.forget();
  }

  #now(): number {
    return this.#options.clock.now();
  }

  /** The order of scopes means nothing. */
  #entryOf(scopes: readonly string[]): Entry {
    const key = [...scopes].sort().join(" ");
    const known = this.#entries.get(key);
    if (known) return known;
    const entry: Entry = { key, scopes, owing: false, unaskedMs: 0 };
    if (!this.#closed) this.#entries.set(key, entry);
    return entry;
  }

  #isKept(entry: Entry): boolean {
    return this.#entries.get(entry.key) === entry;
  }

  /** After a failure whatever lives serves: nobody waits for the next failure. */
  #serving({ held, failure }: Entry, seconds: number): Held | undefined {
    return held && plan.isUsable(held, this.#now(), failure ? 0 : seconds) ? held : undefined;
  }

  #isAlive(entry: Entry): boolean {
    return this.#serving(entry, 0) !== undefined;
  }

  #isUnanswered({ held }: Entry, claims: string | undefined): boolean {
    if (claims === undefined) return false;
    return held?.claims !== claims || Math.abs(this.#now() - held.obtainedAt) > SAME_CHALLENGE_MS;
  }

  /** Joins a call that is under way where its token will do. */
  #fly(entry: Entry, claims: string | undefined, forced: boolean): Promise<Held> {
    const flying = entry.flight;
    const joins = flying && (claims === undefined || flying.claims === claims) && (flying.forced || !forced);
    if (joins) return flying.token;
    const token = this.#acquire(entry, claims, forced).finally(() => {
      if (entry.flight === flight) entry.flight = undefined;
      if (this.#isKept(entry)) this.#arm();
    });
    const flight: Flight = { token, claims, forced };
    entry.flight = flight;
    return token;
  }

  async #acquire(entry: Entry, claims: string | undefined, forced: boolean): Promise<Held> {
    const startedAt = this.#now();
    const replaces = entry.held?.token;
    try {
      const acquired = await this.#options.acquire({
        scopes: entry.scopes,
        ...(claims === undefined ? {} : { claims }),
        ...(replaces === undefined ? {} : { replaces }),
        forceRefresh: forced,
      });
      return this.#succeeded(entry, acquired, claims);
    } catch (error) {
      this.#failed(entry, asProblem(error), startedAt);
      throw error;
    }
  }

  #succeeded(entry: Entry, acquired: AcquiredToken, claims: string | undefined): Held {
    const obtained = { ...acquired, obtainedAt: this.#now() };
    const token = { ...obtained, expiresAt: plan.believedExpiry(obtained) };
    const held = { ...token, claims, refreshAt: plan.refreshAt(token, this.#random()) };
    const { owing } = entry;
    entry.held = held;
    entry.failure = undefined;
    entry.owing = false;
    if (owing && this.#isKept(entry)) this.#options.onRecovered?.();
    return held;
  }

  #failed(entry: Entry, problem: Problem, startedAt: number): void {
    if (!this.#isKept(entry)) return;
    if (problem.code === "sign-in-needed") {
      // What has ended has ended for every set of scopes; only a person's sign-in makes it worth asking again.
      this.forget();
      entry.held = undefined;
      entry.failure = undefined;
      return;
    }
    const now = this.#now();
    const inARow = (entry.failure?.inARow ?? 0) + 1;
    const retryAt = plan.retryAt(troubleOf(problem), inARow, { startedAt, now, random: this.#random() });
    entry.failure = { problem, inARow, at: now, retryAt };
    const seconds = Math.ceil((retryAt - now) / 1000);
    this.#options.log.debug(`No token was got [${problem.code}]; tried again in ${seconds} s`);
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#entries.size === 0) return;
    const now = this.#now();
    const due = [...this.#entries.values()].map((entry) => dueIn(entry, now));
    const ms = Math.min(HEARTBEAT_MS, ...due);
    this.#timer = this.#options.clock.after(ms, () => this.#tick(ms));
  }

  #tick(passedMs: number): void {
    const now = this.#now();
    for (const [key, entry] of this.#entries) {
      entry.unaskedMs += passedMs;
      if (entry.unaskedMs > UNASKED_LIMIT_MS) this.#entries.delete(key);
      else if (dueIn(entry, now) <= 0) this.#renew(entry);
    }
    this.#arm();
  }

  #renew(entry: Entry): void {
    // Where nothing serves, what is stored may: a clock that was put right makes it believable again.
    this.#fly(entry, undefined, this.#isAlive(entry)).catch(() => {
      // Remembered as the entry's failure, and told to whoever asks.
    });
  }
}

/** Milliseconds until something is to be done about it, 0 or more; infinity while it is being done. */
function dueIn({ held, failure, flight }: Entry, now: number): number {
  if (flight) return Number.POSITIVE_INFINITY;
  const planned = failure
    ? { at: failure.retryAt, plannedAt: failure.at }
    : held && { at: held.refreshAt, plannedAt: held.obtainedAt };
  if (!planned) return Number.POSITIVE_INFINITY;
  return plan.isDue(planned.at, planned.plannedAt, now) ? 0 : planned.at - now;
}

function given({ token, expiresAt }: Held): AccessToken {
  return { token, expiresAt };
}

function troubleOf(problem: Problem): plan.RefreshTrouble {
  const retryAfter = "retryAfter" in problem ? problem.retryAfter : undefined;
  return { code: problem.code, ...(typeof retryAfter === "number" ? { retryAfter } : {}) };
}
