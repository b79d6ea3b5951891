import type { Redirect } from "../auth-code";

/** Microsoft identity platform, "Redirect URI (reply URL) restrictions and limitations". */
const LONGEST_ADDRESS = 256;

/** A browser on the machine itself knows its pages by any of these. */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

export const REDIRECT_ADDRESS = "empty, or an address that begins with https:// or http://localhost";

/** Whether a text can be the property `redirectUri`; empty is fine. */
export function isRedirectAddress(text: string): boolean {
  if (text === "") return true;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > LONGEST_ADDRESS || /[\s#]/.test(text) || url.username || url.password)
    return false;
  return /^https:\/\//i.test(text) || (/^http:\/\//i.test(text) && url.hostname === "localhost");
}

/** Where a program takes the answers of browsers itself. */
export interface OwnCallback {
  /** How every such address of it ends, with a slash in front. */
  readonly path: string;
  /** The one that the browser of whoever asks can reach, or where an earlier sign-in came back to. */
  readonly address: string | undefined;
}

/**
 * Where the browser comes back to: the configured address; else the program's own, where it has one and Entra takes it;
 * else the page of the cloud that is made for programs without one, whose address has to be pasted.
 */
export function redirectFor(
  { redirectUri, authority }: { readonly redirectUri: string; readonly authority: string },
  own?: OwnCallback,
): Redirect {
  if (redirectUri) return { uri: redirectUri, responseMode: isOwn(redirectUri, own) ? "form_post" : "query" };
  const reached = reachable(own);
  if (reached !== undefined) return { uri: reached, responseMode: "form_post" };
  return { uri: `${authority}/common/oauth2/nativeclient`, responseMode: "query" };
}

/**
 * The same for whoever asks by a message, with a browser that nobody knows. On a phone http://localhost leads nowhere:
 * of a form posted there nothing would be left, while an address that cannot be opened can still be copied.
 */
export function redirectFromAnywhere(redirect: Redirect): Redirect {
  return LOCAL_HOSTS.has(new URL(redirect.uri).hostname) ? { ...redirect, responseMode: "query" } : redirect;
}

/**
 * What the app registration has to name. Entra ignores the port of http://localhost, and of two entries that differ in
 * it alone would take either (Microsoft identity platform, "Redirect URI (reply URL) restrictions and limitations",
 * "Localhost exceptions"; RFC 8252 section 7.3).
 */
export function addressToRegister({ uri }: Redirect): string {
  return uri.replace(/^(http:\/\/localhost):\d+/i, "$1");
}

function isOwn(address: string, own: OwnCallback | undefined): boolean {
  return own !== undefined && new URL(address).pathname.endsWith(own.path);
}

/** As Entra takes it; its portal lets nobody register http://127.0.0.1, and `localhost` leads to the same machine. */
function reachable(own: OwnCallback | undefined): string | undefined {
  const address = own?.address ?? "";
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isOwn(address, own)) return undefined;
  if (LOCAL_HOSTS.has(url.hostname)) url.hostname = "localhost";
  else if (url.protocol !== "https:") return undefined;
  return url.href;
}
