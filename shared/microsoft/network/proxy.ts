import { isIPv6 } from "node:net";
import { Problem } from "../../support/problem";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Proxy {
  /** `http://proxy.example.com:3128`, without credentials; http or https. */
  readonly origin: string;
  /** `host:port`, for people. */
  readonly place: string;
  /** Value of `Proxy-Authorization` (secret); undefined where the setting has no credentials. */
  readonly authorization: string | undefined;
}

/** Node's own support for proxies (NODE_USE_ENV_PROXY) falls back to HTTP_PROXY too. Lower case wins, as with curl. */
const SETTINGS = [
  ["https_proxy", "HTTPS_PROXY"],
  ["http_proxy", "HTTP_PROXY"],
] as const;

/**
 * The proxy that an https address is to be reached through, as the environment says; undefined: directly. Loopback is
 * always reached directly. Throws Problem `proxy-failed` for a setting that is no address of a proxy.
 */
export function proxyFor(url: URL, environment: Environment): Proxy | undefined {
  for (const names of SETTINGS) {
    const [name, value] = firstSet(environment, names);
    if (value === "") continue;
    return isDirect(url, environment) ? undefined : parsed(name, value);
  }
  return undefined;
}

/** An empty lower-case variable hides the other one: it is how one program is told not to use the proxy of all others. */
function firstSet(environment: Environment, [lower, upper]: readonly [string, string]): [string, string] {
  const given = environment[lower];
  return given === undefined ? [upper, environment[upper]?.trim() ?? ""] : [lower, given.trim()];
}

function parsed(name: string, value: string): Proxy {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.hostname === "") throw unusable(name);
  const { protocol, hostname, username, password } = url;
  const place = `${hostname}:${url.port || (protocol === "https:" ? "443" : "80")}`;
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return {
    origin: `${protocol}//${place}`,
    place,
    authorization:
      credentials === ":" ? undefined : `Basic ${Buffer.from(credentials, "utf8").toString("base64")}`,
  };
}

/** A password with a bare percent sign is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isDirect(url: URL, environment: Environment): boolean {
  const host = plainHost(url.hostname);
  if (isLoopback(host)) return true;
  const [, value] = firstSet(environment, ["no_proxy", "NO_PROXY"]);
  const port = url.port || "443";
  return value
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => covers(entry.toLowerCase(), host, port));
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(\.\d+){3}$/.test(host)
  );
}

/** `*`, a name with everything below it (with or without `.` or `*.` in front), or an IP address; a port may follow. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const [, named = entry, onlyPort] = isIPv6(entry) ? [] : (/^(.+):(\d+)$/.exec(entry) ?? []);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const name = plainHost(named.replace(/^\*?\./, ""));
  return name !== "" && (host === name || host.endsWith(`.${name}`));
}

/** Without the brackets of an IPv6 address and the dot that closes a full name. */
function plainHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** The value may hold a password: it is not repeated. */
function unusable(name: string): Problem {
  return new Problem({
    code: "proxy-failed",
    title: `The environment variable ${name} is no address of a proxy`,
    advice: "It must be like http://proxy.example.com:3128, or empty for no proxy. Start again afterwards.",
  });
}

/** What came of asking a proxy for a way to Microsoft: its HTTP status, or the code of an error. */
export function proxyFailed(proxy: Proxy, reason: number | string, cause?: unknown): Problem {
  return new Problem(
    {
      code: "proxy-failed",
      title: `The proxy ${proxy.place} does not lead to Microsoft`,
      advice: `${adviceFor(proxy, reason)} (${typeof reason === "number" ? `HTTP ${reason}` : reason})`,
    },
    cause === undefined ? undefined : { cause },
  );
}

function adviceFor({ authorization }: Proxy, reason: number | string): string {
  if (reason === 407) {
    return authorization === undefined
      ? "It wants a user name and a password: put them into HTTPS_PROXY, like http://user:password@proxy.example.com:3128, special characters percent-encoded. NTLM and Kerberos are not possible"
      : "It does not accept the user name and the password in HTTPS_PROXY: check them, special characters have to be percent-encoded. NTLM and Kerberos are not possible";
  }
  if (reason === 403)
    return "It refuses the address: its administrator has to allow Microsoft's sign-in and Graph";
  if (typeof reason === "number" && reason >= 500)
    return "It could not reach Microsoft itself; it is tried again later. If this lasts, ask who runs it";
  return "Check that it runs and that HTTPS_PROXY holds its address, or list the hosts in NO_PROXY that need none";
}
