import * as tls from "node:tls";
import type { Dispatcher } from "undici";
import { errorCode } from "./connection-trouble";
import { type Environment, type Proxy, proxyFailed, proxyFor } from "./proxy";

type Undici = typeof import("undici");

/** As much of fetch as is used for Microsoft, without what one fetch does not know of another's: Request, FormData. */
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

export type FetchInit = Readonly<Pick<RequestInit, "method" | "headers" | "redirect" | "signal">> & {
  readonly body?: string;
};

/** Longer than the shortest interval of polls, shorter than what servers and firewalls usually grant. */
const IDLE_MS = 10_000;
const CONNECT_MS = 10_000;
/**
 * How long one of a host's addresses is tried before the next. Microsoft's have a dozen, of IPv4 and IPv6 in turns, and
 * Node gives each 250 ms: on a slow line where IPv6 leads nowhere none of them would be reached.
 */
const ADDRESS_MS = 1000;
/** A backstop: whoever asks sets limits of their own. */
const SILENCE_MS = 60_000;

const LIMITS = {
  keepAliveTimeout: IDLE_MS,
  keepAliveMaxTimeout: IDLE_MS,
  headersTimeout: SILENCE_MS,
  bodyTimeout: SILENCE_MS,
} as const;

/**
 * Connections to Microsoft: through the proxy that the environment names, trusting the certificate authorities of the
 * operating system besides Node's own. Nothing of it applies to anything else in the process. Idle connections are
 * closed after ten seconds and do not keep the process alive.
 */
export class MicrosoftConnections {
  readonly #environment: Environment;
  readonly #roots: readonly string[] | undefined;
  readonly #dispatchers = new Map<string, Dispatcher>();
  #undici: Promise<Undici> | undefined;
  #secureContext: tls.SecureContext | undefined;

  /** `roots`: PEM; other authorities than the system's, for tests. */
  constructor(environment: Environment, roots?: readonly string[]) {
    this.#environment = environment;
    this.#roots = roots;
  }

  /** Rejects as fetch does; the Problem `proxy-failed` may be the cause, or the error itself. */
  readonly fetch: Fetch = async (url, init) => {
    const proxy = proxyFor(new URL(url), this.#environment);
    this.#undici ??= this.#load();
    const undici = await this.#undici.catch((error: unknown) => {
      // A disk that does not give a library at once may do so later.
      this.#undici = undefined;
      throw error;
    });
    const dispatcher = this.#dispatcher(undici, proxy);
    try {
      // Node's own Headers are foreign to it, and its Response is not Node's class, but behaves as one.
      const headers = [...new Headers(init?.headers)];
      return await undici.fetch(url, { ...init, headers, dispatcher });
    } catch (error) {
      const code = errorCode(error);
      // What opens a tunnel and then speaks no TLS is a web page or another service.
      if (proxy && /^(ERR_SSL_|EPROTO)/.test(code)) throw proxyFailed(proxy, code, error);
      throw error;
    }
  };

  /** Ends every connection. */
  async close(): Promise<void> {
    const open = [...this.#dispatchers.values()];
    this.#dispatchers.clear();
    await Promise.all(open.map((each) => each.destroy()));
  }

  async #load(): Promise<Undici> {
    // Node makes its own dispatcher when its own classes are first used. Until then undici would set itself in its place,
    // for every fetch in the process.
    void globalThis.Headers;
    this.#secureContext = this.#roots ? tls.createSecureContext({ ca: [...this.#roots] }) : systemContext();
    return import("undici");
  }

  #dispatcher(undici: Undici, proxy: Proxy | undefined): Dispatcher {
    const key = proxy?.origin ?? "";
    const known = this.#dispatchers.get(key);
    if (known) return known;
    const connect = {
      timeout: CONNECT_MS,
      autoSelectFamilyAttemptTimeout: ADDRESS_MS,
      ...(this.#secureContext && { secureContext: this.#secureContext }),
    };
    const made = proxy ? tunnels(undici, proxy, connect) : new undici.Agent({ ...LIMITS, connect });
    this.#dispatchers.set(key, made);
    return made;
  }
}

/** Every connection runs through a CONNECT tunnel of the proxy; what keeps the proxy from opening one is `proxy-failed`. */
function tunnels(undici: Undici, proxy: Proxy, connect: object): Dispatcher {
  class Doorway extends undici.Pool {
    override async connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
      const { statusCode, socket, ...rest } = await super.connect(options).catch((error: unknown) => {
        throw proxyFailed(proxy, errorCode(error) || "answer not understood", error);
      });
      if (statusCode === 200) return { statusCode, socket, ...rest };
      socket.on("error", () => {}).destroy();
      throw proxyFailed(proxy, statusCode);
    }
  }
  return new undici.ProxyAgent({
    ...LIMITS,
    uri: proxy.origin,
    ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    requestTls: connect,
    proxyTls: connect,
    clientFactory: (origin, options) =>
      new Doorway(origin, { ...options, ...LIMITS, headersTimeout: CONNECT_MS }),
  });
}

/**
 * Trust in the operating system's certificate authorities, where companies put those of their own, besides Node's and
 * NODE_EXTRA_CA_CERTS. Undefined where this Node (before 22.15 and 23.10) cannot read them, or they add nothing.
 */
function systemContext(): tls.SecureContext | undefined {
  const read: unknown = Reflect.get(tls, "getCACertificates");
  if (typeof read !== "function") return undefined;
  try {
    const known = new Set(tls.getCACertificates("default"));
    const all = new Set([...known, ...tls.getCACertificates("system")]);
    return all.size > known.size ? tls.createSecureContext({ ca: [...all] }) : undefined;
  } catch {
    // A store that cannot be read must not cost the connection: Microsoft's own certificates need none of it.
    return undefined;
  }
}

let connections: MicrosoftConnections | undefined;

/** What everything that speaks to Microsoft fetches with, unless told otherwise. */
export const microsoftFetch: Fetch = (url, init) => {
  connections ??= new MicrosoftConnections({ ...process.env });
  return connections.fetch(url, init);
};
