import { createHash, randomUUID } from "node:crypto";

export interface User {
  readonly oid: string;
  readonly tid: string;
  readonly upn: string;
  readonly name: string;
}

export const TENANT = "11111111-1111-4111-8111-111111111111";
export const CLIENT = "22222222-2222-4222-8222-222222222222";

export const ALICE: User = {
  oid: "aaaaaaaa-0000-4000-8000-000000000001",
  tid: TENANT,
  upn: "alice@contoso.com",
  name: "Alice",
};

export const BOB: User = {
  oid: "bbbbbbbb-0000-4000-8000-000000000002",
  tid: TENANT,
  upn: "bob@contoso.com",
  name: "Bob",
};

/** Every secret this Entra gives out carries it, so that a test can look for leaks. */
export const MARKER = "TOPSECRET";

export interface Seen {
  readonly method: string;
  readonly url: URL;
  readonly form: URLSearchParams;
  readonly signal: AbortSignal | undefined;
}

type Reply = (seen: Seen) => Response | Promise<Response>;

/** A code that was given out, with what the sign-in page was asked for. */
interface Authorization {
  readonly user: User;
  readonly asked: URLSearchParams;
}

/** As much of Entra's grants as MSAL needs, behind a fetch function. */
export class InMemoryEntra {
  readonly requests: Seen[] = [];
  /** The most requests that were under way at once. */
  busiest = 0;
  /** Replies for the coming requests, before the normal ones. */
  readonly next: Reply[] = [];
  /** Who has typed the code in. */
  approvedBy: User | undefined;
  deviceCodeBody: Record<string, unknown> = {
    user_code: "ABCD-EFGH",
    device_code: `${MARKER}-device-code`,
    verification_uri: "https://login.microsoft.com/device",
    expires_in: 900,
    interval: 5,
    message: "Enter the code",
  };
  /** What the id token of the next code says instead of the nonce that was asked for. */
  nonce: string | undefined;
  readonly #users = new Map<string, User>();
  readonly #codes = new Map<string, Authorization>();
  #issued = 0;
  #busy = 0;

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const form = new URLSearchParams(typeof init?.body === "string" ? init.body : "");
    const seen = { method: init?.method ?? "GET", url, form, signal: init?.signal ?? undefined };
    this.requests.push(seen);
    this.#busy += 1;
    this.busiest = Math.max(this.busiest, this.#busy);
    try {
      await new Promise<void>((resolve) => setImmediate(resolve));
      init?.signal?.throwIfAborted();
      const reply = this.next.shift() ?? ((): Response => this.#answer(seen));
      return await reply(seen);
    } finally {
      this.#busy -= 1;
    }
  };

  grants(): (string | null)[] {
    return this.requests.map(({ form }) => form.get("grant_type"));
  }

  /** Somebody signs in on the page with this address; gives what the browser brings back. */
  authorize(url: string, user: User): { readonly code: string; readonly state: string } {
    const asked = new URL(url).searchParams;
    const code = `${MARKER}-code-${this.#codes.size + 1}`;
    this.#codes.set(code, { user, asked });
    return { code, state: asked.get("state") ?? "" };
  }

  #answer({ url, form }: Seen): Response {
    if (url.pathname.endsWith("/.well-known/openid-configuration")) return this.#metadata(url);
    if (url.pathname.endsWith("/devicecode")) return json(this.deviceCodeBody);
    const scope = form.get("scope") ?? "";
    switch (form.get("grant_type") ?? "") {
      case "device_code":
      case "urn:ietf:params:oauth:grant-type:device_code":
        return this.approvedBy ? this.tokens(this.approvedBy, scope) : refusal(PENDING);
      case "authorization_code":
        return this.#redeem(form);
      case "refresh_token": {
        const user = this.#users.get(form.get("refresh_token") ?? "");
        return user ? this.tokens(user, scope) : refusal({ error: "invalid_grant" });
      }
      case "client_credentials":
        return this.applicationToken();
      default:
        return refusal({ error: "unsupported_grant_type" });
    }
  }

  /** RFC 6749 section 4.1.3 and RFC 7636 section 4.6: a code is good once, for the address and verifier of its request. */
  #redeem(form: URLSearchParams): Response {
    const code = form.get("code") ?? "";
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!found || found.asked.get("code_challenge") !== challenge) return refusal({ error: "invalid_grant" });
    const { user, asked } = found;
    if (asked.get("redirect_uri") !== form.get("redirect_uri")) return refusal({ error: "invalid_grant" });
    return this.tokens(user, form.get("scope") ?? "", this.nonce ?? asked.get("nonce") ?? undefined);
  }

  tokens(user: User, scope: string, nonce?: string): Response {
    this.#issued += 1;
    const refreshToken = `${MARKER}-refresh-${this.#issued}`;
    this.#users.set(refreshToken, user);
    const { oid, tid, upn, name } = user;
    const claims = { oid, tid, preferred_username: upn, name, sub: oid, ver: "2.0", aud: CLIENT, nonce };
    return json({
      token_type: "Bearer",
      scope,
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: `${MARKER}-access-${this.#issued}`,
      refresh_token: refreshToken,
      id_token: `${base64({ alg: "none" })}.${base64(claims)}.${MARKER}`,
      client_info: base64({ uid: oid, utid: tid }),
    });
  }

  /** Without a person there is neither a refresh token nor an id token. */
  applicationToken(): Response {
    this.#issued += 1;
    const accessToken = `${MARKER}-access-${this.#issued}`;
    return json({ token_type: "Bearer", expires_in: 3600, ext_expires_in: 3600, access_token: accessToken });
  }

  #metadata({ origin, pathname }: URL): Response {
    const tenant = pathname.split("/")[1];
    return json({
      issuer: `${origin}/${tenant}/v2.0`,
      authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
    });
  }
}

const PENDING = { error: "authorization_pending", error_codes: [70016] };

export function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    headers: { "content-type": "application/json" },
    ...init,
  });
}

/** An error as Entra writes it; `number` is the AADSTS number. */
export function refusal(
  body: { error: string } & Record<string, unknown>,
  number?: number,
  status = 400,
): Response {
  const details =
    number === undefined
      ? {}
      : {
          error_codes: [number],
          error_description: `AADSTS${number}: Something about ${number}. Trace ID: 0 Correlation ID: 1\r\nmore ${MARKER}`,
          correlation_id: randomUUID(),
          timestamp: "2026-11-21 09:00:00Z",
        };
  return json({ ...details, ...body }, { status });
}

/** As undici reports a connection that failed. */
export function networkError(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
