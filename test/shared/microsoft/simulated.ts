import {
  AccountFiles,
  type StoredAccount,
  type StoredSignIn,
} from "../../../shared/microsoft/account/account-file";
import type { Registration } from "../../../shared/microsoft/registration/registration";
import type { Clock } from "../../../shared/support/clock";
import { RecordingLog } from "./helpers";
import { CLIENT, json, MARKER, networkError, refusal, type User } from "./in-memory-entra";

/** How much is under way outside of the code under test: the clock is to stand still until it is nothing. */
export class Work {
  #underWay = 0;

  async count<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Waits until nothing is under way, for `turns` turns of the event loop. */
  async rests(turns = 1): Promise<void> {
    for (let idle = 0; idle < turns; idle = this.#underWay === 0 ? idle + 1 : 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** The same where nothing but promises comes before what is counted, and after it; a turn of the event loop costs. */
  async settles(): Promise<void> {
    for (let i = 0; i < PROMISES; i++) await Promise.resolve();
    if (this.#underWay > 0) await this.rests();
  }
}

/** More than any chain of promises between a timer and what it sets going. */
const PROMISES = 12;

/** Account files without a disk, and without what it costs. */
export class MemoryFiles extends AccountFiles {
  readonly stored = new Map<string, StoredSignIn>();
  readonly #work: Work;
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #inside = new Set<string>();

  constructor(clock: Clock, work: Work) {
    super({ directory: "/nowhere", secret: "A", clock, log: new RecordingLog() });
    this.#work = work;
  }

  override read(id: string, _registration: Registration): Promise<StoredAccount> {
    const signIn = this.stored.get(id);
    return Promise.resolve(signIn ? { state: "stored", signIn } : { state: "none" });
  }

  override write(id: string, _registration: Registration, signIn: StoredSignIn): Promise<void> {
    this.stored.set(id, signIn);
    return Promise.resolve();
  }

  override remove(id: string): Promise<void> {
    this.stored.delete(id);
    return Promise.resolve();
  }

  override exclusively<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#work.count(() => {
      const turn = (this.#turns.get(id) ?? Promise.resolve()).then(async () => {
        if (this.#inside.has(id)) throw new Error("two at once");
        this.#inside.add(id);
        return work().finally(() => this.#inside.delete(id));
      });
      this.#turns.set(
        id,
        turn.catch(() => {}),
      );
      return turn;
    });
  }
}

export interface RotatingEntraOptions {
  readonly clock: Pick<Clock, "now">;
  readonly random: () => number;
  readonly work: Work;
}

/** How long a refresh token works yet after it was used. */
const USED_TOKEN_LIVES_MS = 10 * 60_000;

interface RefreshToken {
  readonly user: User;
  /** How often the person had changed the password when it was issued. */
  readonly age: number;
  diesAt: number;
}

/** Entra over months: tokens of 60 to 90 minutes, refresh tokens that are replaced with every use, passwords that change. */
export class RotatingEntra {
  readonly #options: RotatingEntraOptions;
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #passwordAge = new Map<string, number>();
  /** When the newest access token ends, by the time it was issued. */
  readonly #accessTokens = new Map<string, { readonly user: User; readonly expiresAt: number }>();
  #issued = 0;
  requests = 0;
  /** What is wrong with the network: an error code, as long as it is. */
  trouble: () => string | undefined = () => undefined;

  constructor(options: RotatingEntraOptions) {
    this.#options = options;
  }

  get fetch(): typeof globalThis.fetch {
    return (_input, init) =>
      this.#options.work.count(async () => {
        await new Promise<void>((resolve) => setImmediate(resolve));
        init?.signal?.throwIfAborted();
        const trouble = this.trouble();
        if (trouble !== undefined) throw networkError(trouble);
        this.requests += 1;
        return this.#refresh(new URLSearchParams(typeof init?.body === "string" ? init.body : ""));
      });
  }

  /** Whose access token it is; undefined where it is unknown or has ended. */
  userOf(token: string): User | undefined {
    const known = this.#accessTokens.get(token);
    return known && this.#options.clock.now() < known.expiresAt ? known.user : undefined;
  }

  changePassword(user: User): void {
    this.#passwordAge.set(user.oid, this.#ageOf(user) + 1);
  }

  /** The answer a completed sign-in gets. */
  tokens(user: User, scope: string): Record<string, unknown> {
    const { clock, random } = this.#options;
    this.#issued += 1;
    const lifetime = 3600 + Math.floor(random() * 1800);
    const accessToken = `${MARKER}-access-${this.#issued}`;
    const refreshToken = `${MARKER}-refresh-${this.#issued}`;
    for (const [token, { expiresAt }] of this.#accessTokens) {
      if (expiresAt < clock.now()) this.#accessTokens.delete(token);
    }
    this.#accessTokens.set(accessToken, { user, expiresAt: clock.now() + lifetime * 1000 });
    this.#refreshTokens.set(refreshToken, { user, age: this.#ageOf(user), diesAt: Infinity });
    const { oid, tid, upn, name } = user;
    const claims = { oid, tid, preferred_username: upn, name, sub: oid, ver: "2.0", aud: CLIENT };
    return {
      token_type: "Bearer",
      scope,
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: accessToken,
      refresh_token: refreshToken,
      id_token: `${base64({ alg: "none" })}.${base64(claims)}.${MARKER}`,
      client_info: base64({ uid: oid, utid: tid }),
    };
  }

  #refresh(form: URLSearchParams): Response {
    const { clock } = this.#options;
    const used = this.#refreshTokens.get(form.get("refresh_token") ?? "");
    if (!used || clock.now() >= used.diesAt) return refusal({ error: "invalid_grant" }, 70000);
    if (used.age < this.#ageOf(used.user)) return refusal({ error: "invalid_grant" }, 50173);
    used.diesAt = Math.min(used.diesAt, clock.now() + USED_TOKEN_LIVES_MS);
    for (const [token, { diesAt }] of this.#refreshTokens) {
      if (diesAt < clock.now()) this.#refreshTokens.delete(token);
    }
    return json(this.tokens(used.user, form.get("scope") ?? ""));
  }

  #ageOf(user: User): number {
    return this.#passwordAge.get(user.oid) ?? 0;
  }
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A completed sign-in, as an MSAL of another time writes its cache: keys end differently. Tokens are those of the answer. */
export function signInOf(user: User, answer: Record<string, unknown>, now: number): StoredSignIn {
  const environment = "login.microsoftonline.com";
  const { oid, tid, upn, name } = user;
  const homeAccountId = `${oid}.${tid}`;
  const seconds = Math.floor(now / 1000);
  const common = { home_account_id: homeAccountId, environment, client_id: CLIENT };
  const scope = String(answer["scope"]);
  const account = { home_account_id: homeAccountId, environment, realm: tid, local_account_id: oid };
  const end = String(seconds + Number(answer["expires_in"]));
  const times = { cached_at: String(seconds), expires_on: end, extended_expires_on: end };
  const entry = (type: string, secret: unknown, more: Record<string, unknown>) => ({
    [`${homeAccountId}-${environment}-${type}-${CLIENT}--`.toLowerCase()]: {
      ...common,
      credential_type: type,
      secret,
      ...more,
    },
  });
  const more = { realm: tid, target: scope, token_type: "Bearer", ...times };
  const cache = {
    Account: {
      [`${homeAccountId}-${environment}-${tid}`]: {
        ...account,
        username: upn,
        name,
        authority_type: "MSSTS",
        client_info: answer["client_info"],
      },
    },
    IdToken: entry("IdToken", answer["id_token"], { realm: tid }),
    AccessToken: {
      // Its scopes are looked for in the key.
      [`${homeAccountId}-${environment}-accesstoken-${CLIENT}-${tid}-${scope}`.toLowerCase()]: {
        ...common,
        credential_type: "AccessToken",
        secret: answer["access_token"],
        ...more,
      },
    },
    RefreshToken: entry("RefreshToken", answer["refresh_token"], {}),
    AppMetadata: {},
  };
  return { account: { id: oid, tenantId: tid, username: upn, name }, cache: JSON.stringify(cache) };
}
